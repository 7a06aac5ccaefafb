"""Sessions as iCalendar files (RFC 5545): one to add to a calendar, and feeds that calendars subscribe to.

All text goes through the icalendar library, which escapes and folds it; none is put together by hand. It is loaded when a file
is made: it takes a tenth of a second, and most commands make none. The same sessions give the same bytes, so that a feed is sent
again only when something has changed.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from hscp.london_time import LONDON
from hscp.records.rich_text.plain_text import as_line
from hscp.web.wording import printable_line
from training.enums import SessionState

_END = b"END:VCALENDAR\r\n"
REFRESH = timedelta(hours=1)
PRODUCT = "-//Hampshire Safeguarding Children Partnership//Safeguarding Portal//EN"
# What calendars take their entry from. The course's title is read from the course each time.
CALENDAR_FIELDS = ("state", "starts_at", "ends_at", "setting", "place")


@dataclass(frozen=True)
class Invited:
    """One person's invitation: the entry's `uid`, what numbers this message (`sequence`, and `stamp`, an aware datetime), who is
    invited and who invites."""

    uid: str
    sequence: int
    stamp: datetime
    email: str
    name: str
    organiser: str
    organiser_email: str


def session_calendar(session, *, cancelled=False, invited=None, first=0):
    """Return the calendar file of one Session (its course loaded) as bytes.

    With `cancelled` the entry is marked as cancelled whatever the session's state: for somebody who has given their
    place back. With `invited` it is an invitation of that person, which their calendar follows by itself (RFC 5546), otherwise
    published for anybody. A session of several days has an entry for each; an invitation is then as many calendars, one after the
    other, of which `first` leaves out that many. It never holds a joining link.
    """
    method = "PUBLISH" if invited is None else "CANCEL" if cancelled else "REQUEST"
    if invited is None:
        return _with_entries(_head(_calendar(method)), _events(session, cancelled=cancelled))
    # A message of RFC 5546 is about one entry, so each day is a calendar of its own.
    entries = _events(session, cancelled=cancelled, invited=invited)[first:]
    return b"".join(_with_entries(_head(_calendar(method)), [entry]) for entry in entries)


def feed_calendar(sessions, name):
    """Return a calendar to subscribe to, called `name`, of `sessions` (Sessions with their courses and days) as bytes.

    Cancelled sessions stay in it, marked as such: an entry that just disappeared could be missed.
    """
    return _with_entries(_head_of_feed(name), [entry for session in sessions for entry in _events(session)])


def team_calendar(sessions):
    """Return a calendar file (bytes) of what a team has booked: `sessions` are pairs of a Session with its course and names.

    The entries are the lead's own, beside any invitation of theirs to the same session, so each has an identifier of its own.
    """
    entries = [entry for session, names in sessions for entry in _team_events(session, names)]
    return _with_entries(_head(_calendar("PUBLISH")), entries)


# The same for everybody who asks: an eighth of the work of a short feed.
@lru_cache(maxsize=8)
def _head_of_feed(name):
    from icalendar import vDuration

    calendar = _calendar("PUBLISH")
    calendar.calendar_name = printable_line(name)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    # Outlook and older calendars read this in place of REFRESH-INTERVAL.
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH).to_ical().decode())
    return _head(calendar)


def _head(calendar):
    """Return a Calendar without entries as bytes, but for its end."""
    return calendar.to_ical().removesuffix(_END)


def _with_entries(head, entries):
    """Return a calendar as bytes with `entries` (bytes) as its last components."""
    return head + b"".join(entries) + _END


def raise_sequence(session, before):
    """Raise `session.sequence` if what calendars show differs from `before`, the Session as stored. Return whether.

    Does not save. Code that changes a session calls it, so that calendars treat the changed entry as the newer one.
    """
    changed = session.parts != before.parts or any(
        getattr(session, name) != getattr(before, name) for name in CALENDAR_FIELDS
    )
    if changed:
        session.sequence += 1
    return changed


def _calendar(method):
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    calendar.add_component(_london())
    return calendar


def _london():
    """Return the time zone by the rule in force since 1996: the last Sundays of March and October, at 01:00 UTC.

    `Calendar.add_missing_timezones` (icalendar 7.3) is no substitute. It lists every change of the clocks as a date up to
    some year, in one RDATE, of which some readers (vobject) take the first only; and it has summer time begin an hour late.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

    summer, winter = timedelta(hours=1), timedelta(0)
    zone = Timezone()
    zone.add("TZID", LONDON.key)
    for part, begins, month, before, after, name in (
        (TimezoneDaylight(), "1996-03-31T01", 3, winter, summer, "BST"),
        (TimezoneStandard(), "1996-10-27T02", 10, summer, winter, "GMT"),
    ):
        # The rule is written in the clock's own time: without a zone, as the standard asks.
        part.add("DTSTART", datetime.fromisoformat(begins))
        part.add("RRULE", vRecur(freq="YEARLY", bymonth=month, byday="-1SU"))
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after)
        part.add("TZNAME", name)
        zone.add_component(part)
    return zone


def entry_uid(uid, number):
    """Return the name (str) of the entry of a session's day: of the first it is `uid` itself, the session's; days are numbered from 0."""
    return str(uuid.uuid5(uuid.UUID(uid), f"day {number + 1}")) if number else uid


def _each_day(session):
    """Return [(number, Part, what its title ends with)] of the days of a Session."""
    parts = session.parts
    ending = " (day {} of {})" if len(parts) > 1 else ""
    return [(number, part, ending.format(number + 1, len(parts))) for number, part in enumerate(parts)]


def _events(session, *, cancelled=False, invited=None):
    """Return the entries of a Session (its course loaded), one for each of its days, as a list of bytes."""
    course, address = session.course, f"{settings.HSCP_ADDRESS}{session.get_absolute_url()}"
    is_off = cancelled or session.state == SessionState.CANCELLED
    about = [
        printable_line(course.summary),
        printable_line(as_line(session.information)),
        f"Details and booking: {address}",
    ]
    entry = {
        "sequence": session.sequence,
        # A place that is given back leaves no trace on the session, so that entry is as new as this moment.
        "revised": timezone.now() if cancelled else max(session.updated_at, course.updated_at),
        "is_off": is_off,
        "location": printable_line(session.place or session.get_setting_display()),
        "description": "\n\n".join(filter(None, about)),
        "address": address,
    }
    if invited is not None:
        entry |= {"sequence": invited.sequence, "revised": invited.stamp}
    entries = []
    for number, part, ending in _each_day(session):
        # In words too: many calendars show a cancelled entry like any other.
        title = f"{'Cancelled: ' if is_off else ''}{session.title}{ending}"
        values = entry | {
            "uid": entry_uid(invited.uid if invited else str(session.uid), number),
            "starts_at": part.starts_at,
            "ends_at": part.ends_at,
            "summary": printable_line(title),
        }
        entries.append(_for_person(_new_entry(**values), invited).to_ical() if invited else _entry(**values))
    return entries


def _for_person(event, invited):
    """Return an Event with who invites and who is invited. No answer is asked for: people cancel by their link."""
    from icalendar import vCalAddress

    organiser = vCalAddress(f"mailto:{invited.organiser_email}")
    organiser.params["CN"] = printable_line(invited.organiser)
    attendee = vCalAddress(f"mailto:{invited.email}")
    attendee.params |= {
        "CN": printable_line(invited.name).replace('"', "'"),
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    event.add("ORGANIZER", organiser)
    event.add("ATTENDEE", attendee)
    return event


def _team_events(session, names):
    """Return the entries of a Session (its course loaded), which tell whose it is, as a list of bytes."""
    address = f"{settings.HSCP_ADDRESS}{session.get_absolute_url()}"
    people = "1 colleague" if len(names) == 1 else f"{len(names)} colleagues"
    return [
        _new_entry(
            uid=f"team-{entry_uid(str(session.uid), number)}",
            sequence=session.sequence,
            revised=timezone.now(),
            starts_at=part.starts_at,
            ends_at=part.ends_at,
            summary=printable_line(f"{session.title}{ending} ({people})"),
            is_off=session.state == SessionState.CANCELLED,
            location=printable_line(session.place or session.get_setting_display()),
            description="\n\n".join([printable_line(", ".join(names)), f"Details: {address}"]),
            address=address,
        ).to_ical()
        for number, part, ending in _each_day(session)
    ]


# Every calendar that is subscribed to asks for the same entries again each hour, and the library takes half a millisecond for one.
@lru_cache(maxsize=1000)
def _entry(**values):
    return _new_entry(**values).to_ical()


def _new_entry(
    *, uid, sequence, revised, starts_at, ends_at, summary, is_off, location, description, address
):
    from icalendar import Event

    event = Event()
    event.add("UID", uid)
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", revised)
    event.add("LAST-MODIFIED", revised)
    event.add("DTSTART", starts_at.astimezone(LONDON))
    event.add("DTEND", ends_at.astimezone(LONDON))
    event.add("SUMMARY", summary)
    event.add("STATUS", "CANCELLED" if is_off else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if is_off else "OPAQUE")
    event.add("LOCATION", location)
    event.add("DESCRIPTION", description)
    event.add("URL", address)
    return event
