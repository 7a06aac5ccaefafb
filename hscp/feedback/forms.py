"""The form by which a reader says what is wrong with a page."""

from django import forms

from hscp.feedback.enums import Problem
from hscp.feedback.models import WORDS_LENGTH
from hscp.feedback.personal_details import looks_personal
from hscp.web.forms import GovukForm

LOOKS_PERSONAL = (
    "This looks like a phone number, an address or a date of birth. Take it out if it is a person’s. If it is an "
    "organisation’s, tick the box below and send again"
)


class PageReportForm(GovukForm):
    """What is wrong, in a choice and up to 500 characters. It asks for no name and no address.

    `organisation_only` is shown only once the words look as if they held a person's details.
    """

    problem = forms.ChoiceField(
        label="What is wrong?",
        choices=Problem.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what is wrong",
            "invalid_choice": "Choose what is wrong from the list",
        },
    )
    words = forms.CharField(
        label="Tell us more (optional)",
        required=False,
        max_length=WORDS_LENGTH,
        help_text=f"What should it say instead, or what did you try to do? Do not name a child or describe a case. "
        f"Up to {WORDS_LENGTH} characters.",
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"max_length": f"What you tell us must be {WORDS_LENGTH} characters or fewer"},
    )
    organisation_only = forms.BooleanField(
        label="These are the details of an organisation, not of a person", required=False
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        if not looks_personal((data or {}).get("words", "")):
            del self.fields["organisation_only"]

    def clean(self):
        """Ask once about what looks like a person's details; whoever says that they are an organisation's may send them."""
        if "organisation_only" in self.fields and not self.cleaned_data.get("organisation_only"):
            self.add_error("words", LOOKS_PERSONAL)
        return self.cleaned_data
