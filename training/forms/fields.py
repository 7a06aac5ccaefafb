"""The fields that the forms of training share: a person's name, email, role and what else a booking asks."""

import re
import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from hscp.email_addresses import kept_email
from hscp.web.wording import printable_line
from training.enums import Role

ACCESS_NEEDS_LENGTH = 300
EVIDENCE_LENGTH = 300
NO_CHILD = "Do not give details of any child or family."

# Anybody may book anybody, so a name must not bring an address into somebody's mail. “Kids@Play” is a name: no mail program
# makes a link of it.
_LIKE_AN_ADDRESS = re.compile(r"://|\bwww\.|@[^\s@]*\.[^\s@.]", re.IGNORECASE)


class OneLineField(forms.CharField):
    """Text on one line: every break, control character and run of spaces becomes one space. Refuses addresses."""

    def to_python(self, value):
        return printable_line(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if _LIKE_AN_ADDRESS.search(value):
            raise ValidationError("Remove web and email addresses from here")


class TextField(forms.CharField):
    """Text of several lines. A line break counts as one character, as it does for the person typing."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class WorkEmailField(forms.EmailField):
    """A work email as it is kept: in lower case, without what nobody sees and no mail server wants."""

    def to_python(self, value):
        return kept_email(super().to_python(value))


def new_key():
    """Return a random key for a form: a form sent twice with the same key does its work once."""
    return secrets.token_urlsafe(16)


def renew_key(form):
    """Let the page that shows a bound `form` again be sent as a new form."""
    form.data = form.data.copy()
    form.data["key"] = new_key()


def with_words(field, **messages):
    """Give a field our own words for its errors."""
    field.error_messages |= messages
    return field


def name_field(whose, autocomplete):
    return with_words(
        OneLineField(
            label="Full name",
            max_length=120,
            help_text="As it should appear on the certificate.",
            widget=forms.TextInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
        ),
        required=f"Enter {whose} full name",
        max_length=f"{capfirst(whose)} full name must be 120 characters or fewer",
    )


def email_field(whose, autocomplete):
    return with_words(
        WorkEmailField(
            label="Work email",
            max_length=254,
            help_text="We will send the details and a private link there.",
            widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
        ),
        required=f"Enter {whose} work email address",
        invalid=f"Enter {whose} work email address in full, such as name@example.org",
    )


def shared_mailbox_field():
    return forms.BooleanField(
        label="Several people read this mailbox",
        required=False,
        help_text="Each of them can then have a booking by name. All of them can open the private link.",
    )


def role_field(whose):
    return with_words(
        forms.ChoiceField(label="Role", choices=[("", "Choose one"), *Role.choices]),
        required=f"Choose {whose} role",
        invalid_choice=f"Choose {whose} role from the list",
    )


def phone_field(whose, autocomplete):
    return with_words(
        forms.RegexField(
            r"^[0-9+() .\-]{6,}$",
            label="Phone number (optional)",
            max_length=30,
            required=False,
            help_text="Only for changes at short notice.",
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": autocomplete}),
        ),
        invalid=f"Enter {whose} phone number in digits, such as 01962 555 0123, or leave it empty",
        max_length=f"{capfirst(whose)} phone number must be 30 characters or fewer",
    )


def access_needs_field(whose):
    return with_words(
        TextField(
            label="Access needs (optional)",
            max_length=ACCESS_NEEDS_LENGTH,
            required=False,
            help_text=f"{NO_CHILD} Say what would help, such as captions or step-free access, in up to "
            f"{ACCESS_NEEDS_LENGTH} characters.",
            widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        ),
        max_length=f"{capfirst(whose)} access needs must be {ACCESS_NEEDS_LENGTH} characters or fewer",
    )


def evidence_field(whose, first):
    """The field in which somebody says where else they have taken what is to be taken `first` (str)."""
    return with_words(
        OneLineField(
            label="If you took it elsewhere (optional)",
            max_length=EVIDENCE_LENGTH,
            required=False,
            help_text=f"Take {first} first. If that was with somebody else, say with whom and when. {NO_CHILD}",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
        max_length=f"What you write of {whose} earlier training must be {EVIDENCE_LENGTH} characters or fewer",
    )


def manager_email_field(whose):
    return with_words(
        WorkEmailField(
            label="Manager’s email",
            max_length=254,
            help_text="We ask for it for this session.",
            widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        ),
        required=f"Enter {whose} manager’s email address",
        invalid=f"Enter {whose} manager’s email address in full, such as name@example.org",
    )
