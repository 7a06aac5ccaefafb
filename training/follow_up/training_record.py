"""A person's own training record: what they attended, when it is due again, and what they have booked.

A person is whoever reads the mail of an address: bookings are found by email, however it is spelt.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from hscp.documents.spreadsheets import Sheet
from hscp.email_addresses import email_key
from training.enums import CAME, LIVE, Attendance, BookingState
from training.follow_up import certificates
from training.follow_up.day_marks import in_days, mark_in_words
from training.models import Booking
from training.models.session_times import load_days

DUE_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Attended:
    """One session that a person attended. `due` is "soon", "over" or "", as of today."""

    booking: Booking
    held: date
    length: str
    refresh_by: date | None
    due: str
    has_certificate: bool
    # Of several days those they were at, such as “1 of 2 days”, where these are not all.
    days: str = ""

    @property
    def course(self):
        return self.booking.session.course


def attended(email, at=None):
    """Return what the person with `email` attended, whole or in part, as a list of Attended, newest first.

    Only the most recent attendance of each course can be due again. A mailbox that several people read has the records of all
    of them.
    """
    today = timezone.localdate(at)
    bookings = (
        _bookings_of(email)
        .filter(state=BookingState.CONFIRMED, attendance__in=CAME)
        .order_by("-session__starts_at", "-pk")
    )
    load_days(booking.session for booking in bookings)
    there = in_days(bookings)
    seen, record = set(), []
    for booking in bookings:
        session = booking.session
        # Where several people read the mailbox, each has their own.
        whose = (session.course_id, booking.shared_name)
        whole = booking.attendance == Attendance.ATTENDED
        until = certificates.refresh_by(session) if whole else None
        due = ""
        if until and whose not in seen:
            due = "over" if until < today else ("soon" if until - DUE_SOON <= today else "")
        if whole:
            seen.add(whose)
        record.append(
            Attended(
                booking=booking,
                held=certificates.day_of(session),
                length=certificates.length(session),
                refresh_by=until,
                due=due,
                has_certificate=certificates.may_have(booking),
                days=there.get(booking.pk, ""),
            )
        )
    return record


def upcoming(email, at=None):
    """Return the live bookings of the person with `email` for upcoming sessions, soonest first."""
    found = list(
        _bookings_of(email)
        .filter(state__in=LIVE, session__starts_at__gt=at or timezone.now())
        .order_by("session__starts_at", "pk")
    )
    load_days(booking.session for booking in found)
    return found


def booking_with_certificate(email, booking_id):
    """Return the person's booking with this id if it has a certificate, or None."""
    booking = _bookings_of(email).filter(pk=booking_id).first()
    return booking if booking and certificates.may_have(booking) else None


def as_sheet(record):
    """Return a record (list of Attended) as a Sheet for a file."""
    is_shared = any(entry.booking.shared_name for entry in record)
    headings = [
        *(["Name"] if is_shared else []),
        "Course",
        "Level",
        "Date",
        "Length",
        "Attendance",
        "Refresh by",
        "Certificate number",
    ]
    rows = [
        [
            *([entry.booking.name] if is_shared else []),
            entry.course.title,
            entry.course.level,
            entry.held.isoformat(),
            entry.length,
            mark_in_words(entry.booking, entry.days),
            entry.refresh_by.isoformat() if entry.refresh_by else "",
            (entry.booking.certificate or "") if entry.has_certificate else "",
        ]
        for entry in record
    ]
    return Sheet("Training record", [headings, *rows])


def _bookings_of(email):
    return Booking.objects.filter(email_key=email_key(email), anonymised_at=None).select_related(
        "session__course"
    )
