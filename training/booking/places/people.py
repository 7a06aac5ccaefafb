"""The people whom bookings are for, and that nobody has two of one session."""

from collections import defaultdict
from dataclasses import dataclass, field, fields

from hscp.email_addresses import email_key
from training.booking.entry import entry_of
from training.booking.identity import OWN_MANAGER, is_for, is_own_manager, name_key
from training.booking.locking import CannotBook
from training.enums import LIVE, EntryRule


@dataclass(frozen=True)
class Person:
    """The person a booking is for, as the form gives them.

    `shares_mailbox`: several people read the address, so it may have a booking for each of them by name.
    """

    name: str
    email: str
    organisation: str
    organisation_type: str
    role: str
    phone: str = ""
    access_needs: str = ""
    manager_email: str = ""
    shares_mailbox: bool = False
    # Of training.booking.questions.Answer.
    answers: tuple = ()
    # Where else they have taken what is to be taken first, in their own words.
    evidence: str = ""
    # Whom to invoice: the fields of InvoiceDetails, for a course that costs.
    invoice: dict = field(default_factory=dict)

    @property
    def email_key(self):
        """The address as it is compared."""
        return email_key(self.email)

    @property
    def shared_name(self):
        """The name as it is compared where the mailbox is shared, else ""."""
        return name_key(self.name) if self.shares_mailbox else ""

    def as_fields(self):
        """Return {name: value} of what a Booking keeps of the person."""
        values = {part.name: getattr(self, part.name) for part in fields(self) if part.name not in _BESIDE}
        return values | {"shared_name": self.shared_name}


# What is kept of a Person elsewhere than in the columns of a booking.
_BESIDE = {"shares_mailbox", "answers", "evidence", "invoice"}


def live_bookings_of(session, person):
    """Return the live bookings of `session` that are for `person` (a Person), one or none unless something went wrong."""
    return [
        booking
        for booking in session.bookings.filter(state__in=LIVE, email_key=person.email_key).exclude(
            email_key=""
        )
        if is_for(person, booking.name)
    ]


@dataclass(frozen=True)
class Lead:
    """Whoever books for colleagues, and may change what they booked: their name, and the work email that they opened."""

    name: str
    email: str


def refuse_outsiders(course, people):
    """Raise CannotBook if `course` is not for one of `people` and they cannot book on the site."""
    if course.others_may == EntryRule.REFUSED:
        entry = entry_of(course)
        if words := next(filter(None, map(entry.refusal, people)), ""):
            raise CannotBook(words)


class NotForThem(CannotBook):
    """The course is not for somebody whom staff book, as its own rules say: they give a reason, or leave it."""

    def __init__(self, why, name=""):
        super().__init__(
            f"{f'{name}: ' if name else ''}{why} Say why they are booked all the same.", "unsuited"
        )


def let_in_unsuited(course, people, *, reason, at):
    """Return {number of one of `people` (of Person, or bookings) in the list: that `course` is not for them}.

    Raises NotForThem where there is one and staff gave no `reason` (str).
    """
    entry = entry_of(course)
    found = {number: why for number, person in enumerate(people) if (why := entry.why_not(person, at))}
    if found and not reason:
        number, why = next(iter(found.items()))
        raise NotForThem(why, people[number].name if len(people) > 1 else "")
    return found


def refuse_own_manager(people, lead=None):
    """Raise CannotBook if one of `people` (of Person) is given as their own manager, in whatever spelling, or a mailbox that several
    read and that books for them, the address of the Lead `lead`, is."""
    for number, person in enumerate(people):
        if is_own_manager(person.manager_email, person.email, lead.email if lead else ""):
            raise CannotBook(OWN_MANAGER, field=f"manager_email-{number}")


def refuse_twice(session, people, but=()):
    """Raise CannotBook if one of `people` (of Person, or bookings elsewhere) has a booking (`but` these, by id), or is in the list twice."""
    names = defaultdict(list)
    rows = session.bookings.filter(state__in=LIVE, email_key__in={person.email_key for person in people})
    for key, name in rows.exclude(pk__in=but).exclude(email_key="").values_list("email_key", "name"):
        names[key].append(name)
    for number, person in enumerate(people):
        if not person.email_key:
            continue
        if any(is_for(person, name) for name in names[person.email_key]):
            raise CannotBook(
                f"{person.email} already has a booking for this session.", field=f"email-{number}"
            )
        names[person.email_key].append(person.name)
