"""The parts of a record, edited on the record's own page: rows that may be dragged or numbered."""

from adminsortable2.admin import CustomInlineFormSet, SortableInlineAdminMixin
from django import forms
from django.contrib.admin import StackedInline, TabularInline
from django.utils.functional import cached_property

from hscp.admin.row_renderer import RowRenderer
from hscp.admin.widgets import KnownAutocomplete, without_risky_links


class PartInline:
    """A part has no permissions of its own: who may change the record may change its parts."""

    extra = 0

    def _owner_admin(self):
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request, obj=None):
        return self._owner_admin().has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    def _may_edit(self, request, obj):
        owner = self._owner_admin()
        if obj is None or obj.pk is None:
            return owner.has_add_permission(request)
        return owner.has_change_permission(request, obj)

    def get_queryset(self, request):
        """Read what the rows lead to with the rows: a page for reading names each of them."""
        related = self.get_autocomplete_fields(request)
        rows = super().get_queryset(request)
        return rows.select_related(*related) if related else rows

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return without_risky_links(field)


class LabelledRows:
    """A formset whose fields say their name and row to a screen reader: a table's heading does not reach an input.

    It has no more rows than were sent, whatever their number is said to be: two thousand empty ones take seconds to make.
    """

    def total_form_count(self):
        count = super().total_form_count()
        return min(count, self._values_sent) if self.is_bound else count

    @cached_property
    def _values_sent(self):
        return sum(name.startswith(f"{self.prefix}-") for name in self.data)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        row = "new row" if index is None else f"row {index + 1}"
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if not widget.is_hidden:
                label = field.label or form.instance._meta.get_field(name).verbose_name
                widget.attrs["aria-label"] = f"{label}, {row}"


class RowForm(forms.ModelForm):
    """One row of an ordered list."""

    default_renderer = RowRenderer

    def clean_order(self):
        """Keep the row where it is when its number is emptied; a new row's zero lets the formset put it last."""
        position = self.cleaned_data.get("order")
        return (self.instance.order or 0) if position is None else position


class RowFormSet(LabelledRows, CustomInlineFormSet):
    """Rows in an order that is dragged or typed. A row without a number goes to the end."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # adminsortable2 hides the number. Shown, it is the way for who cannot drag, and for a long way in a long list.
        order = self.form.base_fields[self.default_order_field]
        order.widget = forms.NumberInput(attrs={"class": "_reorder_ admin-place", "min": "0"})
        order.label = "Place"


class SortableRows(PartInline, SortableInlineAdminMixin, TabularInline):
    """Rows of a table in the editors' order."""

    form = RowForm
    formset = RowFormSet
    template = "admin/edit_inline/sortable_rows.html"


class SortableBlocks(PartInline, SortableInlineAdminMixin, StackedInline):
    """Blocks of fields in the editors' order, for parts that hold longer text."""

    form = RowForm
    formset = RowFormSet
