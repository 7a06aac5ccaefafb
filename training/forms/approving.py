"""What a manager answers who is asked to agree to a booking."""

from django import forms

from hscp.web.forms import GovukForm
from training.forms.fields import NO_CHILD, OneLineField, with_words

REASON_LENGTH = 300


class ApprovalForm(GovukForm):
    """Yes, or no with a reason."""

    AGREE, REFUSE = "agree", "refuse"

    answer = with_words(
        forms.ChoiceField(
            label="Do you agree?",
            choices=[(AGREE, "Yes, my colleague may take part"), (REFUSE, "No")],
            widget=forms.RadioSelect,
        ),
        required="Choose yes or no",
        invalid_choice="Choose yes or no",
    )
    reason = with_words(
        OneLineField(
            label="If not, why? (optional if you agree)",
            required=False,
            max_length=REASON_LENGTH,
            help_text=f"Your colleague will read it. {NO_CHILD}",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
        max_length=f"The reason must be {REASON_LENGTH} characters or fewer",
    )

    def clean(self):
        """Ask why, of who refuses."""
        refuses = self.cleaned_data.get("answer") == self.REFUSE
        if refuses and not self.cleaned_data.get("reason", "missing"):
            self.add_error("reason", "Say why, so that your colleague knows")
        return self.cleaned_data
