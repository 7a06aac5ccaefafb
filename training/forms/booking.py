"""The forms of booking: one person or several colleagues on one page, and what a person may change by their link."""

import re
import secrets

from django import forms
from django.core.exceptions import ValidationError

from hscp.web.forms import GovukForm
from hscp.web.wording import printable_line
from training.booking.places import Person
from training.enums import OrganisationType, Role

MOST_PEOPLE = 10
ACCESS_NEEDS_LENGTH = 300
NO_CHILD = "Do not give details of any child or family."

# A mailbox that several people read cannot be one person's address: everybody could open that person's link.
# fmt: off
_SHARED_MAILBOXES = frozenset({
    "accounts", "admin", "administrator", "bookings", "contact", "dsl", "enquiries", "enquiry",
    "finance", "general", "headoffice", "hello", "help", "info", "information", "jobs", "mail",
    "noreply", "nursery", "office", "post", "postmaster", "reception", "safeguarding", "school",
    "secretary", "staff", "support", "team", "training", "webmaster",
})
# fmt: on
# Anybody may book anybody, so a name must not bring an address into somebody's mail.
_LIKE_AN_ADDRESS = re.compile(r"://|\bwww\.|@", re.IGNORECASE)


class OneLineField(forms.CharField):
    """Text on one line: every break, control character and run of spaces becomes one space. Refuses addresses."""

    def to_python(self, value):
        return printable_line(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if _LIKE_AN_ADDRESS.search(value):
            raise ValidationError("Leave out web and email addresses here.")


class TextField(forms.CharField):
    """Text of several lines. A line break counts as one character, as it does for the person typing."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class WorkEmailField(forms.EmailField):
    """One person's own work email, in lower case, so that two spellings are the same person."""

    def to_python(self, value):
        return super().to_python(value).lower()


def _own_email(value):
    mailbox = value.partition("@")[0]
    words = [word for word in re.split(r"[._+\-\d]+", mailbox) if word]
    if words and _SHARED_MAILBOXES.issuperset(words):
        raise ValidationError(
            "Each person needs their own email: several people may read this one. It gets a private link to the booking."
        )


def _words(field, **messages):
    """Give a field our own words for its errors."""
    field.error_messages |= messages
    return field


def _name(who, autocomplete):
    return _words(
        OneLineField(
            label="Full name",
            max_length=120,
            help_text="As it should stand on the certificate.",
            widget=forms.TextInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
        ),
        required=f"Enter the full name{who}.",
        max_length=f"The full name{who} must be 120 characters or fewer.",
    )


def _email(who, autocomplete):
    return _words(
        WorkEmailField(
            label="Work email",
            max_length=254,
            validators=[_own_email],
            help_text="Not a shared mailbox. We send the details and a private link there.",
            widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
        ),
        required=f"Enter the work email{who}.",
        invalid=f"Enter the work email{who} in full, such as name@example.org.",
    )


def _role(who):
    return _words(
        forms.ChoiceField(label="Role", choices=[("", "Choose one"), *Role.choices]),
        required=f"Choose the role{who}.",
        invalid_choice=f"Choose the role{who} from the list.",
    )


def _phone(who, autocomplete):
    return _words(
        forms.RegexField(
            r"^[0-9+() .\-]{6,}$",
            label="Phone number (optional)",
            max_length=30,
            required=False,
            help_text="Only for changes at short notice.",
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": autocomplete}),
        ),
        invalid=f"Enter the phone number{who} in digits, such as 01962 555 0123, or leave it empty.",
        max_length=f"The phone number{who} must be 30 characters or fewer.",
    )


def _access_needs(who):
    return _words(
        TextField(
            label="Access needs (optional)",
            max_length=ACCESS_NEEDS_LENGTH,
            required=False,
            help_text=f"{NO_CHILD} Say what would help, such as captions or step-free access, in up to "
            f"{ACCESS_NEEDS_LENGTH} characters.",
            widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        ),
        max_length=f"The access needs{who} must be {ACCESS_NEEDS_LENGTH} characters or fewer.",
    )


def _manager_email(who):
    return _words(
        forms.EmailField(
            label="Manager’s email",
            max_length=254,
            help_text="The partnership asks for it for this session.",
            widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        ),
        required=f"Enter the manager’s email{who}.",
        invalid=f"Enter the manager’s email{who} in full, such as name@example.org.",
    )


class BookingForm(GovukForm):
    """A booking for `people` people of one organisation. The fields of person n (from 0) end in `-n`.

    `key` is random and comes with the page: the same page sent twice books once.
    """

    organisation = _words(
        OneLineField(
            label="Organisation",
            max_length=160,
            help_text="Its full name, such as that of the school or team.",
            widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        ),
        required="Enter the organisation.",
        max_length="The organisation must be 160 characters or fewer.",
    )
    organisation_type = _words(
        forms.ChoiceField(
            label="Kind of organisation", choices=[("", "Choose one"), *OrganisationType.choices]
        ),
        required="Choose the kind of organisation.",
        invalid_choice="Choose the kind of organisation from the list.",
    )
    booked_by = _words(
        OneLineField(
            label="Your name",
            max_length=120,
            help_text="Each person’s email says who booked for them.",
            widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        ),
        required="Enter your name.",
        max_length="Your name must be 120 characters or fewer.",
    )
    key = forms.CharField(min_length=22, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data=None, *, people, asks_manager, initial=None):
        super().__init__(data, initial={"key": secrets.token_urlsafe(16), **(initial or {})})
        self.people = people
        self.asks_manager = asks_manager
        if people == 1:
            del self.fields["booked_by"]
        for number in range(people):
            alone = people == 1
            who = "" if alone else f" of person {number + 1}"
            self.fields[f"name-{number}"] = _name(who, "name" if alone else "off")
            self.fields[f"email-{number}"] = _email(who, "email" if alone else "off")
            self.fields[f"role-{number}"] = _role(who)
            if asks_manager:
                self.fields[f"manager_email-{number}"] = _manager_email(who)
            self.fields[f"phone-{number}"] = _phone(who, "tel" if alone else "off")
            self.fields[f"access_needs-{number}"] = _access_needs(who)
        if people == 1:
            # The order in which the page shows them: the person before the organisation.
            self.order_fields([name for name in self.fields if name.endswith("-0")])

    def clean(self):
        """Refuse one email for two people of this form."""
        first = {}
        for number in range(self.people):
            email = self.cleaned_data.get(f"email-{number}")
            if email in first:
                self.add_error(
                    f"email-{number}",
                    f"Person {number + 1} has the same email as person {first[email] + 1}. Each person needs their own.",
                )
            elif email:
                first[email] = number
        return self.cleaned_data

    @property
    def shared_fields(self):
        """The fields that apply to everybody on the form."""
        return [
            self[name] for name in ("organisation", "organisation_type", "booked_by") if name in self.fields
        ]

    @property
    def groups(self):
        """The fields of each person: {"number": from 1, "at": from 0, "fields": list}."""
        return [
            {
                "number": number + 1,
                "at": number,
                "fields": [self[name] for name in self.fields if name.endswith(f"-{number}")],
            }
            for number in range(self.people)
        ]

    def as_people(self):
        """Return the Person of each group of a valid form."""
        data = self.cleaned_data
        return [
            Person(
                name=data[f"name-{number}"],
                email=data[f"email-{number}"],
                organisation=data["organisation"],
                organisation_type=data["organisation_type"],
                role=data[f"role-{number}"],
                phone=data[f"phone-{number}"],
                access_needs=data[f"access_needs-{number}"],
                manager_email=data.get(f"manager_email-{number}", ""),
            )
            for number in range(self.people)
        ]


def typed_values(data, *, people, without=None):
    """Return what was typed into a BookingForm of `people` people as initial values for another, unchecked.

    `without` (from 0) is the person to remove; those after them move up.
    """
    values = {name: data.get(name, "") for name in ("organisation", "organisation_type", "booked_by", "key")}
    staying = [number for number in range(people) if number != without]
    for to, number in enumerate(staying):
        for field in ("name", "email", "role", "phone", "access_needs", "manager_email"):
            values[f"{field}-{to}"] = data.get(f"{field}-{number}", "")
    return values


class DetailsForm(GovukForm):
    """What a person may change of their own booking."""

    phone = _phone("", "tel")
    access_needs = _access_needs("")


class HandOverForm(GovukForm):
    """The colleague who gets the place."""

    name = _name(" of your colleague", "off")
    email = _email(" of your colleague", "off")
    role = _role(" of your colleague")
    manager_email = _manager_email(" of your colleague")

    def __init__(self, data=None, *, booking):
        super().__init__(data)
        self.booking = booking
        if not booking.session.asks_manager:
            del self.fields["manager_email"]

    def clean_email(self):
        """Refuse the email of the person who hands the place over."""
        email = self.cleaned_data["email"]
        if email == self.booking.email.lower():
            raise ValidationError("This is your own email. Enter the work email of your colleague.")
        return email

    def as_person(self):
        """Return the colleague as a Person of the booking's organisation."""
        return Person(
            organisation=self.booking.organisation,
            organisation_type=self.booking.organisation_type,
            **{"manager_email": "", **self.cleaned_data},
        )
