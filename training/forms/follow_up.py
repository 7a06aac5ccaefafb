"""The forms after and before a session: evaluation, a certificate's number, one's own record, interest in dates."""

from django import forms
from django.core.validators import RegexValidator

from hscp.web.forms import GovukForm
from training.enums import OrganisationType
from training.forms.fields import NO_CHILD, TextField, WorkEmailField
from training.models import Evaluation

COMMENT_LENGTH = 1000
_CONFIDENCE = [
    (1, "1 – not at all confident"),
    (2, "2"),
    (3, "3"),
    (4, "4"),
    (5, "5 – very confident"),
]


class _Choice(forms.TypedChoiceField):
    """Radios, of which one must be chosen; `missing` is what the person reads otherwise."""

    widget = forms.RadioSelect

    def __init__(self, *, missing, **kwargs):
        super().__init__(error_messages={"required": missing, "invalid_choice": missing}, **kwargs)


def _comment(label):
    return TextField(
        label=label,
        max_length=COMMENT_LENGTH,
        required=False,
        help_text=f"{NO_CHILD} Up to {COMMENT_LENGTH:,} characters.",
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"max_length": f"Your comment must be {COMMENT_LENGTH:,} characters or fewer"},
    )


class EvaluationForm(GovukForm):
    """After the session: confidence before and now, and a comment."""

    confidence_before = _Choice(
        label="How confident were you in this subject before the session?",
        choices=_CONFIDENCE,
        coerce=int,
        missing="Choose how confident you were before the session",
    )
    confidence_after = _Choice(
        label="How confident are you now?",
        choices=_CONFIDENCE,
        coerce=int,
        missing="Choose how confident you are now",
    )
    comment = _comment("What was useful, and what could be better? (optional)")


class FollowUpForm(GovukForm):
    """Three months on: confidence now, whether practice has changed, and a comment."""

    confidence_after = _Choice(
        label="How confident are you in this subject now?",
        choices=_CONFIDENCE,
        coerce=int,
        missing="Choose how confident you are now",
    )
    practice_changed = _Choice(
        label="Has the session changed how you work?",
        choices=Evaluation.Change.choices,
        missing="Choose whether the session has changed how you work",
    )
    comment = _comment("What do you do differently, or what is stopping you? (optional)")


class SpellingForm(GovukForm):
    """How a name is spelt in Latin letters, for a certificate that cannot show it as it is written."""

    name = forms.CharField(
        label="Your name in Latin letters",
        max_length=120,
        help_text="As in your passport or at work. Only the certificate shows it; your booking keeps your name as you wrote it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        validators=[
            RegexValidator(
                r"^(?=.*[A-Za-z])[A-Za-z\u00c0-\u024f\u1e00-\u1eff'\u2018\u2019.,\- ]+$",
                "Enter your name in Latin letters, such as Tashi Dorje",
            )
        ],
        error_messages={
            "required": "Enter your name in Latin letters",
            "max_length": "Your name must be 120 characters or fewer",
        },
    )


class NumberForm(GovukForm):
    """The number of a certificate, to check it."""

    number = forms.CharField(
        label="Certificate number",
        max_length=40,
        help_text="16 letters and digits, such as 7Q3M-X9KD-4RVB-2HTA.",
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20 govuk-input--extra-letter-spacing",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Enter the certificate number",
            "max_length": "Enter the 16 letters and digits of the certificate number",
        },
    )


def _email(help_text):
    return WorkEmailField(
        label="Work email",
        max_length=254,
        help_text=help_text,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your work email address",
            "invalid": "Enter your work email address in full, such as name@example.org",
            "max_length": "Your work email address must be 254 characters or fewer",
        },
    )


class TrainingRecordForm(GovukForm):
    """The email whose training record is asked for."""

    email = _email("The one you booked with. We will send a link to your record there.")


class InterestForm(GovukForm):
    """A person who wants to hear when a course gets dates."""

    email = _email("We will email you once, when the course has dates.")
    organisation_type = forms.ChoiceField(
        label="Kind of organisation",
        choices=[("", "Choose one"), *OrganisationType.choices],
        error_messages={
            "required": "Choose the kind of organisation",
            "invalid_choice": "Choose the kind of organisation from the list",
        },
    )
