"""The form of the step that takes records off the site, or gives them dates and a successor."""

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils import timezone

from hscp.admin.widgets import label_boxes
from hscp.editing.withdrawing.taking_offline import Step
from hscp.records.publishable import Publishable
from hscp.records.state import State, live_filter

ARCHIVE, DRAFT, DATES = "archive", "draft", "dates"
_STATES = {ARCHIVE: State.ARCHIVED, DRAFT: State.DRAFT, DATES: State.PUBLISHED}
CHOICES = (
    (ARCHIVE, "Archive it"),
    (DRAFT, "Back to draft"),
    (DATES, "Leave it on the site, with these dates"),
)


class _Day(forms.SplitDateTimeField):
    widget = AdminSplitDateTime


class SuccessorForm(forms.Form):
    """Who takes the place of `records`, all of one model, once they are off the site."""

    successor = forms.ModelChoiceField(
        None,
        label="Replaced by",
        required=False,
        empty_label="Nothing",
        help_text="Once it is off the site, its address leads there. Only what the public sees now can be chosen.",
    )
    replaces = forms.BooleanField(
        label="Also put the replacement in every place listed here",
        required=False,
        help_text="In packs, processes, situations and lists, at the same place. The guided path leads there too.",
    )

    def __init__(self, *args, records, **kwargs):
        super().__init__(*args, **kwargs)
        self.records = records
        model = type(records[0])
        live = model._base_manager.filter(live_filter()) | model._base_manager.filter(
            pk__in=[record.superseded_by_id for record in records if record.superseded_by_id]
        )
        self.fields["successor"].queryset = live.exclude(pk__in=[record.pk for record in records]).order_by(
            "title", "pk"
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("replaces") and not cleaned.get("successor") and "successor" not in self.errors:
            self.add_error("successor", "Choose what to put in its place.")
        return cleaned

    def _successor(self):
        return {key: self.cleaned_data[key] for key in ("successor", "replaces")}


class BulkForm(SuccessorForm):
    """The same for several records at once; without a successor each keeps its own."""

    def step(self, state):
        """Return the Step for what was filled in."""
        return Step(state, names_successor=self.cleaned_data["successor"] is not None, **self._successor())


class VisibilityForm(SuccessorForm):
    """What is to become of one record."""

    what = forms.ChoiceField(label="What should happen", choices=CHOICES, widget=forms.RadioSelect)
    publish_at = _Day(label="Publish from", required=False)
    expire_at = _Day(label="Show until", required=False)
    field_order = ("what", "publish_at", "expire_at", "successor", "replaces")

    def __init__(self, *args, record, **kwargs):
        initial = {
            "what": ARCHIVE,
            "publish_at": record.publish_at,
            "expire_at": record.expire_at,
            "successor": record.superseded_by_id,
        }
        super().__init__(*args, records=[record], initial=initial | kwargs.pop("initial", {}), **kwargs)
        for name in ("publish_at", "expire_at"):
            field = self.fields[name]
            field.help_text = Publishable._meta.get_field(name).help_text
            label_boxes(field)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what") != DATES or self.errors:
            return cleaned
        begins, ends = cleaned["publish_at"], cleaned["expire_at"]
        if begins and ends and ends <= begins:
            self.add_error("expire_at", "“Show until” must be later than “publish from”.")
        elif ends and ends <= timezone.now() and ends != self.records[0].expire_at:
            self.add_error(
                "expire_at", "This moment is past. To take the record off the site now, archive it."
            )
        return cleaned

    def step(self):
        """Return the Step for what was filled in."""
        cleaned = self.cleaned_data
        return Step(
            _STATES[cleaned["what"]],
            publish_at=cleaned["publish_at"],
            expire_at=cleaned["expire_at"],
            names_successor=True,
            **self._successor(),
        )
