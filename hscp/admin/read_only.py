"""A list of the admin that is only read."""


class ReadOnly:
    """Mixin for a ModelAdmin whose rows nobody adds, changes or deletes by hand, whatever their rights."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
