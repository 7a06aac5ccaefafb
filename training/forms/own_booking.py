"""The forms of the page behind a booking's link: what a person may change, and whom they hand their place to."""

from hscp.email_addresses import email_key
from hscp.web.forms import GovukForm
from training.booking.identity import OWN_MANAGER, is_for, is_own_manager
from training.booking.mailboxes import is_shared_mailbox
from training.booking.places import Person
from training.forms.fields import (
    access_needs_field,
    email_field,
    manager_email_field,
    name_field,
    phone_field,
    role_field,
    shared_mailbox_field,
)
from training.forms.questions import AsksQuestions, field_name


class DetailsForm(AsksQuestions, GovukForm):
    """What a person may change of their own booking."""

    phone = phone_field("your", "tel")
    access_needs = access_needs_field("your")

    def __init__(self, data=None, *, booking, questions=()):
        super().__init__(data, initial={"phone": booking.phone, "access_needs": booking.access_needs})
        self.ask(questions, whose="your", answers=booking.answers.all())


class HandOverForm(AsksQuestions, GovukForm):
    """The colleague who gets the place."""

    name = name_field("your colleague’s", "off")
    email = email_field("your colleague’s", "off")
    shares_mailbox = shared_mailbox_field()
    role = role_field("your colleague’s")
    manager_email = manager_email_field("your colleague’s")

    def __init__(self, data=None, *, booking, questions=()):
        super().__init__(data)
        self.booking = booking
        self.ask(questions, whose="your colleague’s")
        if not booking.session.asks_manager:
            del self.fields["manager_email"]

    def clean(self):
        """Refuse the person who hands the place over, and a shared mailbox unless the form says that it is one."""
        email = self.cleaned_data.get("email")
        if not email:
            return self.cleaned_data
        person = self.as_person()
        if email_key(email) == self.booking.email_key and is_for(person, self.booking.name):
            self.add_error(
                "email",
                "Enter your colleague’s work email address: this one is your own. If several people "
                "read it, tick the box below it and give your colleague’s name",
            )
        elif is_shared_mailbox(email) and not person.shares_mailbox:
            self.add_error(
                "email",
                "Enter an email address that only one person reads, or tick “Several people read this mailbox”",
            )
        if is_own_manager(person.manager_email, email):
            self.add_error("manager_email", OWN_MANAGER)
        return self.cleaned_data

    def as_person(self):
        """Return the colleague as a Person of the booking's organisation."""
        asked = {field_name(question) for question in self.questions}
        given = {name: value for name, value in self.cleaned_data.items() if name not in asked}
        return Person(
            organisation=self.booking.organisation,
            organisation_type=self.booking.organisation_type,
            answers=self.answers,
            **{"name": "", "role": "", "manager_email": "", **given},
        )
