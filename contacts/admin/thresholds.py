"""The editors' forms of the levels of need."""

from adminsortable2.admin import SortableAdminBase
from django import forms
from django.contrib import admin

from contacts.finder.refusals import refusals_to_withdraw
from contacts.models import ThresholdIndicator, ThresholdLevel
from hscp.admin import PublishableAdmin, RecordForm, SortableRows
from hscp.records.rich_text.plain_text import as_line
from hscp.records.state import State


def _message_of(rule):
    """Return the words of the database's rule `contacts_thresholdlevel_<rule>`: one text, wherever it is said."""
    name = f"contacts_thresholdlevel_{rule}"
    return next(
        constraint.violation_error_message
        for constraint in ThresholdLevel._meta.constraints
        if constraint.name == name
    )


NOTHING_TO_DO = _message_of("says_what_to_do")
NOT_A_LEVEL = _message_of("one_to_four")


def _says_nothing(html):
    """Return whether rich text shows no word: an empty list and a paragraph of spaces say nothing either."""
    return not as_line(html)


class ThresholdLevelForm(RecordForm):
    """Gives the two rules of a level on the fields they are about: the database can only refuse the whole record."""

    class Meta:
        error_messages = {
            "number": {"unique": "Another record is already this level. Change that one instead."}
        }

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not 1 <= number <= 4:
            raise forms.ValidationError(NOT_A_LEVEL)
        return number

    def clean(self):
        values = super().clean()
        # A field that the form does not offer, such as on a page for reading, keeps what the record has.
        state = values.get("state", self.instance.state)
        if state == State.PUBLISHED and "what_to_do" in values and _says_nothing(values["what_to_do"]):
            self.add_error("what_to_do", NOTHING_TO_DO)
        return values


class IndicatorRows(SortableRows):
    model = ThresholdIndicator
    verbose_name, verbose_name_plural = "indicator", "indicators"
    fields = ["domain", "text", "order"]


@admin.register(ThresholdLevel)
class ThresholdLevelAdmin(SortableAdminBase, PublishableAdmin):
    """One of the four levels of need, with what may be seen at it."""

    form = ThresholdLevelForm
    ordering = ["number"]
    search_fields = [*PublishableAdmin.search_fields, "indicators__text"]
    own_columns = ["number"]
    merges = False  # each of the four numbers has its level
    autocomplete_fields = ["pathways"]
    content_fieldsets = [
        (
            "The level",
            {
                "fields": [
                    "number",
                    "description",
                    "examples",
                    "services",
                    "led_by",
                    "what_to_do",
                    "pathways",
                ],
                "description": (
                    "The title is the level's name. All four are on the page about levels of need. The indicators, "
                    "what a person may see, follow below this form."
                ),
            },
        )
    ]
    inlines = [IndicatorRows]

    def withdrawal_problems(self, records):
        return refusals_to_withdraw(records)

    def publishing_problems(self, queryset):
        return {level.pk: NOTHING_TO_DO for level in queryset if _says_nothing(level.what_to_do)}
