"""The forms of following by email."""

from django import forms

from hscp.following.enums import HowOften, Pause
from hscp.web.forms import GovukForm
from training.forms.fields import WorkEmailField

_NO_PAUSE, _GO_ON = "", "0"


class FollowForm(GovukForm):
    """What to follow, and the address."""

    what = forms.ChoiceField(
        label="What do you want to hear about?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what you want to hear about",
            "invalid_choice": "Choose what you want to hear about from the list",
        },
    )
    email = WorkEmailField(
        label="Email address",
        max_length=254,
        help_text="We use it for this and nothing else. Choose one that only you read.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter your email address in full, such as name@example.org",
        },
    )

    def __init__(self, *args, choices, **kwargs):
        """Offer `choices`, a list of hscp.following.subjects.Choice, the first one chosen."""
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(choice.value, choice.label) for choice in choices]
        self.fields["what"].initial = choices[0].value
        self._parts = {choice.value: choice.parts for choice in choices}

    @property
    def parts(self):
        """What a valid form asks for, as the Parts of the choice."""
        return self._parts[self.cleaned_data["what"]]


class _HowForm(GovukForm):
    """How somebody is told."""

    how_often = forms.ChoiceField(
        label="How often?",
        choices=HowOften,
        widget=forms.RadioSelect,
        help_text="A changed phone number or address is told at once all the same. Nothing is sent when nothing has changed.",
        error_messages={"required": "Choose how often", "invalid_choice": "Choose once a day or once a week"},
    )
    discreet = forms.BooleanField(
        label="Do not name pages in my emails",
        required=False,
        help_text="Choose this if somebody else may read them. They then say that something has changed, and a link shows what.",
    )


class _ThingsForm(_HowForm):
    """What somebody follows, to keep or to leave, and how they are told."""

    field_order = ("keep", "how_often", "discreet", "pause")
    keep = forms.MultipleChoiceField(
        label="What you follow",
        widget=forms.CheckboxSelectMultiple,
        help_text="Untick what you do not want to hear about.",
        error_messages={
            "required": "Tick what you want to follow, or use the button to stop all emails",
            "invalid_choice": "Choose from the list, which has changed since you opened this page",
        },
    )

    def __init__(self, *args, followed, **kwargs):
        """Offer to keep what is `followed` (hscp.following.subjects.Followed)."""
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [(each.value, each.label) for each in followed]
        self.fields["keep"].initial = [each.value for each in followed]


class ConfirmForm(_ThingsForm):
    """Confirms what somebody was asked about, or leaves it, with how its reader is told."""

    def __init__(self, *args, asked, followed, **kwargs):
        """Offer what was `asked` and, if somebody follows something already, what is `followed`. Of one thing there is no choice."""
        super().__init__(*args, followed=[*asked, *followed], **kwargs)
        if followed:
            self.fields["keep"].choices = [
                *((each.value, f"{each.label} (new)") for each in asked),
                *((each.value, each.label) for each in followed),
            ]
        elif len(asked) == 1:
            del self.fields["keep"]

    def clean(self):
        """Keep the only thing that was asked."""
        cleaned = super().clean()
        return cleaned if "keep" in self.fields else cleaned | {"keep": None}


class ManageForm(_ThingsForm):
    """Changes what somebody follows, and how they are told."""

    pause = forms.ChoiceField(
        label="Pause",
        required=False,
        help_text="You get one email afterwards about what changed meanwhile.",
        error_messages={"invalid_choice": "Choose how long to pause from the list"},
    )

    def __init__(self, *args, followed, is_paused, **kwargs):
        """Offer to keep what is `followed`. Who `is_paused` may go on at once."""
        super().__init__(*args, followed=followed, **kwargs)
        self.fields["pause"].choices = [
            (_NO_PAUSE, "Stay paused" if is_paused else "Do not pause"),
            *([(_GO_ON, "End the pause now")] if is_paused else []),
            *Pause.choices,
        ]

    def clean_pause(self):
        """Return a number of days, or None to leave it."""
        pause = self.cleaned_data["pause"]
        return int(pause) if pause else None
