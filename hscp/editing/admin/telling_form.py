"""The form, beside a draft, of what readers are told once it is published."""

from django import forms

from hscp.editing.drafts.telling import kept_line, suggested
from hscp.updates.enums import Change
from hscp.updates.models import Update
from hscp.updates.telling import NOTHING, Line

LINE, SILENT = "line", "nothing"


class TellingForm(forms.Form):
    """Whether and how readers are told. `change` is what the line is about (a Change)."""

    # It stands in one form with what needs none of it.
    use_required_attribute = False

    tell = forms.ChoiceField(
        label="What changed for readers",
        choices=[(LINE, "Tell readers, in these words"), (SILENT, "Say nothing: no reader needs to know")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        max_length=Update._meta.get_field("words").max_length,
        required=False,
        help_text="It follows the title, on the page “What changed”, in feeds and in mails.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    major = forms.BooleanField(
        label="Major: somebody who looks in once a year has to know it", required=False
    )

    def __init__(self, *args, change, **kwargs):
        super().__init__(*args, **kwargs)
        self.change = change

    @classmethod
    def of(cls, record, draft):
        """Return the form for `draft` of `record`, filled in with what was decided or what its changes suggest."""
        line = kept_line(draft)
        if line is None:
            line = suggested(record, draft.changes)
        if line == NOTHING:
            return cls(initial={"tell": SILENT}, change=Change.TEXT)
        return cls(initial={"tell": LINE, "words": line.words, "major": line.major}, change=line.change)

    def line(self):
        """Return the Line, or NOTHING. Raises ValueError with what to mend."""
        if not self.is_valid():
            raise ValueError(" ".join(text for texts in self.errors.values() for text in texts))
        if self.cleaned_data["tell"] == SILENT:
            return NOTHING
        if not self.cleaned_data["words"]:
            raise ValueError("Write what readers are told, or choose “Say nothing”.")
        return Line(self.change, self.cleaned_data["words"], self.cleaned_data["major"])
