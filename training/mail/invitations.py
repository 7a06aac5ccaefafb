"""Calendar invitations (RFC 5545, RFC 5546) that go with a mail about one booking, and their numbers.

An invitation has a METHOD, an organiser and an attendee, so that Outlook and Google add, move and remove the entry by themselves.
They take a message for the newer one by its SEQUENCE, and where that is equal by its DTSTAMP: both rise with each message about a
session, so also when somebody books, cancels and books again.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone

from hscp.vocabulary import PARTNERSHIP
from training.models import Message
from training.sessions.calendar_files import Invited, session_calendar

_END = "END:VCALENDAR\r\n"
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Number:
    """What tells a message from the one before it: SEQUENCE, and DTSTAMP (an aware datetime of whole seconds)."""

    sequence: int
    stamp: datetime


def next_number(*sessions):
    """Return the Number of the next message about one or several `sessions` (of Session). Makes a query for each.

    The caller writes the message in the transaction in which it holds the rows of the sessions.
    """
    # Files that people add from the page of the session, and mails of earlier releases, have the session's own number.
    sequence = max(session.sequence for session in sessions) + 1
    stamp = timezone.now().replace(microsecond=0)
    for session in sessions:
        there = Message.objects.filter(session=session)
        # A booking that was moved away has its last message about this session among those of the other.
        last = Message.objects.filter(Q(session=session) | Q(booking__in=there.values("booking"))).aggregate(
            sequence=Max("calendar_sequence"), stamp=Max("calendar_stamp")
        )
        if last["sequence"] is not None:
            sequence, stamp = max(sequence, last["sequence"] + 1), max(stamp, last["stamp"] + _ONE_SECOND)
    return Number(sequence, stamp)


def invitation(booking, number, *, session=None, cancelled=False, first=0):
    """Return the calendar file (str) that puts the session into the calendar of the person of `booking`, or takes it out.

    `number` is of `next_number`; `session` is another than the booking's, which it was moved from. A session of
    several days has a calendar for each, one after the other, as `each_day` parts them; `first` leaves out that many. It never
    holds a joining link.
    """
    session = session or booking.session
    invited = Invited(
        uid=_uid(session, booking.shared_name),
        sequence=number.sequence,
        stamp=number.stamp,
        email=booking.email,
        name=booking.name,
        organiser=PARTNERSHIP,
        # Without a name before it, if there is one.
        organiser_email=settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">"),
    )
    return session_calendar(session, cancelled=cancelled, invited=invited, first=first).decode()


def each_day(calendar):
    """Return the calendars, one for each day, of what `invitation` returned; [] for ""."""
    *whole, rest = calendar.split(_END)
    return [f"{each}{_END}" for each in whole] + ([rest] if rest else [])


def method_of(calendar):
    """Return the METHOD of a calendar file (str), such as "REQUEST", or "" if it has none."""
    # Of two properties of one calendar, the first line is its own: what entries say is folded and escaped.
    lines = (line.partition(":") for line in calendar.splitlines())
    return next((value for name, _, value in lines if name == "METHOD"), "")


def _uid(session, shared_name):
    """Return the entry's name. In a calendar that several people share, each of them has an entry of their own."""
    return str(uuid.uuid5(session.uid, shared_name) if shared_name else session.uid)
