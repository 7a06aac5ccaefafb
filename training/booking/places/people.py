"""The people whom bookings are for, and that nobody has two of one session."""

from dataclasses import dataclass

from django.db.models.functions import Lower

from training.booking.locking import CannotBook
from training.enums import LIVE


@dataclass(frozen=True)
class Person:
    """The person a booking is for, as the form gives them."""

    name: str
    email: str
    organisation: str
    organisation_type: str
    role: str
    phone: str = ""
    access_needs: str = ""
    manager_email: str = ""


def refuse_twice(session, people, but=()):
    """Raise CannotBook if one of `people` has a booking (`but` these, by id), or is in the list twice."""
    emails = [person.email.lower() for person in people]
    taken = set(
        session.bookings.filter(state__in=LIVE)
        .exclude(pk__in=but)
        .exclude(email="")
        .annotate(low=Lower("email"))
        .filter(low__in=emails)
        .values_list("low", flat=True)
    )
    for number, email in enumerate(emails):
        if email in taken or (email and email in emails[:number]):
            raise CannotBook(
                f"{people[number].email} already has a booking for this session.", field=f"email-{number}"
            )
