"""Who may book a session now and, if not, why: what `training.models.availability.RULES` say of one session."""

from dataclasses import dataclass

from django.utils import timezone

from hscp.web.wording import date_and_time
from training.enums import Availability, Source
from training.models.availability import RULES


@dataclass(frozen=True)
class Refusal:
    """Why a session cannot be booked: what it is instead (an Availability), and a sentence for the person."""

    availability: Availability
    words: str


def refusal(session, *, source=Source.PUBLIC, at=None, even_if_full=False):
    """Return the Refusal of a booking that comes from `source` at `at` (aware datetime, default now), or None.

    It is about the session alone: one organisation's limit and what one person has booked are for
    `training.booking.places`. Makes one query at most, and none `even_if_full`, which leaves it open whether a place is
    left: for a page that says so itself.
    """
    at = at or timezone.now()
    for rule in RULES:
        if even_if_full and rule.availability == Availability.FULL:
            continue
        if source in rule.stops and rule.holds(session, at):
            opens = date_and_time(session.booking_opens_at) if session.booking_opens_at else ""
            return Refusal(rule.availability, rule.words.format(opens=opens))
    return None
