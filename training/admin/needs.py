"""The editors’ form of “Which training do I need?”: what a role needs in a setting."""

from adminsortable2.admin import SortableAdminBase
from django import forms
from django.contrib import admin

from hscp.admin import PublishableAdmin, SortableRows
from training.models import NeededCourse, TrainingNeed


class NeededCourseRows(SortableRows):
    model = NeededCourse
    verbose_name, verbose_name_plural = "course", "courses, in the order in which they are taken"
    fields = ["course", "importance", "note", "repeat_months", "order"]
    autocomplete_fields = ["course"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "note":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "cols": 30})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "course" and field is not None:
            # The boxes of a row stand side by side: no room for a way to change or to add what is chosen.
            field.widget.can_add_related = field.widget.can_change_related = False
        return field


@admin.register(TrainingNeed)
class TrainingNeedAdmin(SortableAdminBase, PublishableAdmin):
    """The courses of one role in one setting, on the page “Which training do I need?”."""

    own_columns = ["role", "setting"]
    own_filters = ["role", "setting"]
    merges = False  # there is one for each role and setting
    content_fieldsets = [
        (
            "For whom",
            {
                "fields": ["role", "setting", "introduction"],
                "description": "Readers say what they do and where they work, and see everything that is for them: what is "
                "for their role in their setting first, then what is for the role or the setting, then what is for "
                "everybody. A course is named once. The courses follow below this form.",
            },
        )
    ]
    inlines = [NeededCourseRows]

    def publishing_problems(self, queryset):
        listed = set(queryset.filter(needed_courses__isnull=False).values_list("pk", flat=True))
        return {need.pk: "It lists no course yet." for need in queryset if need.pk not in listed}
