"""The form of booking: one person or several colleagues on one page."""

from django import forms
from django.urls import reverse_lazy

from hscp.email_addresses import email_key
from hscp.web.forms import GovukForm
from training.booking.identity import OWN_MANAGER, is_own_manager, name_key
from training.booking.mailboxes import is_shared_mailbox
from training.booking.places import Person
from training.booking.prices import pounds
from training.enums import OrganisationType, QuestionKind
from training.forms.fields import (
    OneLineField,
    WorkEmailField,
    access_needs_field,
    email_field,
    evidence_field,
    manager_email_field,
    name_field,
    new_key,
    phone_field,
    role_field,
    shared_mailbox_field,
    with_words,
)
from training.forms.invoicing import INVOICE_FIELDS, invoice_fields
from training.forms.questions import answer_of, field_name, question_field

MOST_PEOPLE = 20
OTHERS = "others"
_OF_ALL = ("organisation", "organisation_type", "booked_by", "booked_by_email")


class BookingForm(GovukForm):
    """A booking for `people` people of one organisation. The fields of person n (from 0) end in `-n`.

    `for_others`: whoever sends it books for colleagues, whether or not they are among them, and gives their own name and
    email. Several people are always booked like that.

    `key` is random and comes with the page: the same page sent twice books once.
    """

    organisation = with_words(
        OneLineField(
            label="Organisation",
            max_length=160,
            help_text="Its full name, such as the name of the school or team.",
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "organization",
                    # Names of the register are suggested as one types: static/js/suggestions.js.
                    "data-module": "portal-suggestions",
                    "data-source": reverse_lazy("training:organisations"),
                }
            ),
        ),
        required="Enter the name of the organisation",
        max_length="The name of the organisation must be 160 characters or fewer",
    )
    organisation_type = with_words(
        forms.ChoiceField(
            label="Kind of organisation", choices=[("", "Choose one"), *OrganisationType.choices]
        ),
        required="Choose the kind of organisation",
        invalid_choice="Choose the kind of organisation from the list",
    )
    booked_by = with_words(
        OneLineField(
            label="Your name",
            max_length=120,
            help_text="Each person’s email says who booked for them.",
            widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        ),
        required="Enter your name",
        max_length="Your name must be 120 characters or fewer",
    )
    booked_by_email = with_words(
        WorkEmailField(
            label="Your work email",
            max_length=254,
            help_text="We send you one summary. With this address you can later see these bookings on your team’s page, "
            "and move, cancel or hand over each.",
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        ),
        required="Enter your own work email address",
        invalid="Enter your own work email address in full, such as name@example.org",
    )
    key = forms.CharField(min_length=22, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data=None,
        *,
        people,
        asks_manager,
        for_others=False,
        questions=(),
        entry=None,
        prices=None,
        initial=None,
    ):
        super().__init__(data, initial={"key": new_key(), **(initial or {})})
        self.people = people
        self.asks_manager = asks_manager
        self.questions = questions
        self.entry = entry
        self.prices = prices
        if prices is not None and prices.has_fees:
            self.fields |= invoice_fields(prices)
        self.for_others = for_others or people > 1
        alone = not self.for_others
        if alone:
            del self.fields["booked_by"], self.fields["booked_by_email"]
        for number in range(people):
            whose = ("your" if alone else "your colleague’s") if people == 1 else f"person {number + 1}’s"
            self.fields[f"name-{number}"] = name_field(whose, "name" if alone else "off")
            self.fields[f"email-{number}"] = email_field(whose, "email" if alone else "off")
            self.fields[f"shares_mailbox-{number}"] = shared_mailbox_field()
            self.fields[f"role-{number}"] = role_field(whose)
            if asks_manager:
                self.fields[f"manager_email-{number}"] = manager_email_field(whose)
            self.fields[f"phone-{number}"] = phone_field(whose, "tel" if alone else "off")
            self.fields[f"access_needs-{number}"] = access_needs_field(whose)
            if entry is not None and entry.asks_evidence:
                self.fields[f"evidence-{number}"] = evidence_field(whose, entry.first)
            for question in questions:
                name = f"{field_name(question)}-{number}"
                self.fields[name] = question_field(question, whose=whose)
        if alone:
            # The order in which the page shows them: the person before the organisation.
            self.order_fields([name for name in self.fields if name.endswith("-0")])

    def clean(self):
        """Refuse one email for two people of this form, and a shared mailbox, unless the form says that it is one."""
        first = {}
        for number in range(self.people):
            email = self.cleaned_data.get(f"email-{number}")
            if not email:
                continue
            same = first.setdefault(email_key(email), number)
            shared = self.cleaned_data[f"shares_mailbox-{number}"]
            names = [name_key(self.cleaned_data.get(f"name-{each}", "")) for each in (same, number)]
            if same < number and not (shared and names[0] != names[1]):
                self.add_error(
                    f"email-{number}",
                    f"Enter a different email address for person {number + 1}: person {same + 1} has the same one. If "
                    "several people read it, tick the box below it and give each their own name",
                )
            elif is_shared_mailbox(email) and not shared:
                self.add_error(
                    f"email-{number}",
                    "Enter an email address that only one person reads: we send a private link to the booking there. Or "
                    "tick “Several people read this mailbox”",
                )
            if is_own_manager(
                self.cleaned_data.get(f"manager_email-{number}", ""),
                email,
                self.cleaned_data.get("booked_by_email", ""),
            ):
                self.add_error(f"manager_email-{number}", OWN_MANAGER)
        if self.prices is not None and self.prices.has_fees:
            self._ask_whom_to_invoice()
        return self.cleaned_data

    def _ask_whom_to_invoice(self):
        """Refuse to leave open whom to invoice, where this booking costs and nobody asks to be exempt."""
        data = self.cleaned_data
        fee = self.prices.fee(data.get("organisation_type", ""))
        given = [data.get(name) for name in ("invoice_email", "invoice_address", "exemption")]
        if fee and "organisation_type" in data and not any(given) and "invoice_email" not in self.errors:
            self.add_error(
                "invoice_email",
                f"Enter the email or the postal address for the invoice: the booking costs {pounds(fee * self.people)}",
            )

    @property
    def shared_fields(self):
        """The fields that apply to everybody on the form."""
        return [self[name] for name in _OF_ALL if name in self.fields]

    @property
    def invoice_fields(self):
        """The fields that say whom to invoice; none where the course costs nothing."""
        return [self[name] for name in INVOICE_FIELDS if name in self.fields]

    @property
    def cost(self):
        """What the booking costs for the kind of organisation chosen, in words; "" while none is chosen."""
        kind = self["organisation_type"].value()
        if self.prices is None or not self.prices.has_fees or not kind:
            return ""
        fee = self.prices.fee(kind)
        each = f" ({pounds(fee)} for each person)" if fee and self.people > 1 else ""
        return f"{pounds(fee * self.people)}{each}"

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
                shares_mailbox=data[f"shares_mailbox-{number}"],
                evidence=data.get(f"evidence-{number}", ""),
                invoice={
                    name.removeprefix("invoice_"): data[name] for name in INVOICE_FIELDS if name in data
                },
                answers=tuple(
                    answer_of(question, data[f"{field_name(question)}-{number}"])
                    for question in self.questions
                ),
            )
            for number in range(self.people)
        ]


def typed_values(data, *, people, questions=(), without=None):
    """Return what was typed into a BookingForm of `people` people as initial values for another, unchecked.

    `without` (from 0) is the person to remove; those after them move up.
    """
    values = {name: data.get(name, "") for name in (*_OF_ALL, "key", *INVOICE_FIELDS)}
    staying = [number for number in range(people) if number != without]
    for to, number in enumerate(staying):
        for field in (
            "name",
            "email",
            "shares_mailbox",
            "role",
            "phone",
            "access_needs",
            "manager_email",
            "evidence",
        ):
            values[f"{field}-{to}"] = data.get(f"{field}-{number}", "")
        for question in questions:
            name = field_name(question)
            several = question.kind == QuestionKind.CHOICES
            read = data.getlist if several else data.get
            values[f"{name}-{to}"] = read(f"{name}-{number}")
    return values


def as_booker(values):
    """Return `values`, as of `typed_values`, with the first person as whoever books, and nobody in their place."""
    values["booked_by"] = values["booked_by"] or values["name-0"]
    values["booked_by_email"] = values["booked_by_email"] or values["email-0"]
    return {name: value for name, value in values.items() if not name.endswith("-0")}
