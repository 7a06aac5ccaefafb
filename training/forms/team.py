"""The forms of a lead's team page."""

from django import forms
from django.core.exceptions import ValidationError

from hscp.email_addresses import email_key
from hscp.web.forms import GovukForm
from training.booking.identity import OWN_MANAGER, is_own_manager
from training.booking.mailboxes import is_shared_mailbox
from training.booking.places import Person
from training.forms.booking import MOST_PEOPLE
from training.forms.fields import (
    OneLineField,
    WorkEmailField,
    email_field,
    manager_email_field,
    name_field,
    role_field,
    with_words,
)

MYSELF = "0"


class AddColleagueForm(GovukForm):
    """A colleague to put in the team, who is then asked what the lead may see."""

    lead_name = with_words(
        OneLineField(
            label="Your name",
            max_length=120,
            help_text="Your colleague reads who asks.",
            widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        ),
        required="Enter your name",
        max_length="Your name must be 120 characters or fewer",
    )
    name = with_words(
        OneLineField(
            label="Your colleague’s full name",
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        ),
        required="Enter your colleague’s full name",
        max_length="Your colleague’s full name must be 120 characters or fewer",
    )
    email = with_words(
        WorkEmailField(
            label="Your colleague’s work email",
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        ),
        required="Enter your colleague’s work email address",
        invalid="Enter your colleague’s work email address in full, such as name@example.org",
    )

    def __init__(self, data=None, *, lead_email, initial=None):
        super().__init__(data, initial=initial)
        self.lead_email = lead_email

    def clean_email(self):
        """Refuse the lead's own address, and a mailbox of several people, for whom nobody could agree."""
        email = self.cleaned_data["email"]
        if email_key(email) == email_key(self.lead_email):
            raise ValidationError("Enter your colleague’s address: this one is your own")
        if is_shared_mailbox(email):
            raise ValidationError(
                "Enter an email address that only one person reads: your colleague decides there what you may see"
            )
        return email


class ChooseForm(GovukForm):
    """Which session to book, and for whom of the team. `sessions` are (id, label); `people` (id of the member or MYSELF, label)."""

    session = forms.TypedChoiceField(
        label="Session",
        coerce=int,
        error_messages={
            "required": "Choose a session",
            "invalid_choice": "Choose a session from the list: this one can no longer be booked",
        },
    )
    who = forms.MultipleChoiceField(
        label="Who is it for?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose people from your team"},
    )
    more = forms.IntegerField(
        label="How many others, who are not in the list (optional)",
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        help_text="You enter their details on the next page.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
        error_messages={
            "invalid": "Enter how many others in digits, or leave it empty",
            "min_value": "Enter how many others in digits, or leave it empty",
            "max_value": f"You can book for up to {MOST_PEOPLE} people at once",
        },
    )

    def __init__(self, data=None, *, sessions, people, initial=None):
        super().__init__(data, initial=initial)
        self.fields["session"].choices = [("", "Choose a session"), *sessions]
        self.fields["who"].choices = people
        if not people:
            del self.fields["who"]
            self.initial.setdefault("more", 1)

    def clean(self):
        """Refuse nobody, and more people than one form takes."""
        chosen = len(self.cleaned_data.get("who") or []) + (self.cleaned_data.get("more") or 0)
        where = "who" if "who" in self.fields else "more"
        if not self.errors and not chosen:
            self.add_error(where, "Choose at least one person, or say how many others there are")
        if not self.errors and chosen > MOST_PEOPLE:
            self.add_error(where, f"You can book for up to {MOST_PEOPLE} people at once")
        return self.cleaned_data


class MoveForm(GovukForm):
    """The other date of a booking, of `sessions` (id, label)."""

    session = forms.TypedChoiceField(
        label="New date",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the new date",
            "invalid_choice": "Choose a date from the list: this one can no longer be booked",
        },
    )
    wait = forms.BooleanField(
        label="If no place is free on the new date, join its waiting list and give up the old date",
        required=False,
    )

    def __init__(self, data=None, *, sessions):
        super().__init__(data)
        self.fields["session"].choices = sessions


class TeamHandOverForm(GovukForm):
    """The colleague who gets a place: somebody of the team, of `people` (id, label), or whoever is typed below."""

    who = forms.ChoiceField(label="Who gets the place?", required=False, widget=forms.RadioSelect)
    name = name_field("your colleague’s", "off")
    email = email_field("your colleague’s", "off")
    role = role_field("your colleague’s")
    manager_email = manager_email_field("your colleague’s")

    def __init__(self, data=None, *, entry, members, lead_email):
        super().__init__(data)
        self.entry, self.lead_email = entry, lead_email
        self.members = {str(member.pk): member for member in members}
        labels = [
            (pk, f"{member.name or member.email} ({member.email})") for pk, member in self.members.items()
        ]
        self.fields["who"].choices = [*labels, ("", "Somebody else, whose details I enter below")]
        if not labels:
            del self.fields["who"]
        if not entry.session.asks_manager:
            del self.fields["manager_email"]
        if self.is_bound and self.data.get("who"):
            for name in ("name", "email", "role"):
                self.fields[name].required = False

    def clean(self):
        """Refuse the person who has the place."""
        person = None if self.errors else self.as_person()
        if person and email_key(person.email) == email_key(self.entry.email):
            self.add_error("email", f"{self.entry.name} has this place: choose somebody else")
        elif person and person.shares_mailbox and not self.cleaned_data.get("who"):
            self.add_error("email", "Enter an email address that only one person reads")
        if person and is_own_manager(person.manager_email, person.email, self.lead_email):
            self.add_error("manager_email", OWN_MANAGER)
        return self.cleaned_data

    def as_person(self):
        """Return the colleague as a Person of the booking's organisation."""
        booking, data = self.entry.booking, self.cleaned_data
        member = self.members.get(data.get("who", ""))
        email = member.email.lower() if member else data["email"]
        return Person(
            name=member.name if member else data["name"],
            email=email,
            shares_mailbox=is_shared_mailbox(email),
            role=(member.role if member and member.role else data.get("role")) or "other",
            organisation=booking.organisation if booking else self.entry.organisation,
            organisation_type=booking.organisation_type if booking else "other",
            manager_email=data.get("manager_email", ""),
        )
