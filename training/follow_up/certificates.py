"""Certificates of attendance: their numbers, the PDF, and the check that anybody can make of a number.

People who attended get one; people who attended part do not, since a certificate states the whole length of the session.
A number is given once and never changes, and is not valid while the register says that the person did not attend.
"""

import calendar
import secrets
from datetime import date
from textwrap import shorten

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hscp.documents.compiler import LONGEST_TEXT, compile_about_a_person
from hscp.records.rich_text.plain_text import as_lines
from hscp.web.qr_codes import qr_file
from hscp.web.wording import duration, one_line
from training.booking.events import note
from training.enums import Attendance, BookingEventKind, BookingState
from training.models import Booking

# Crockford's digits: 32, five bits each, without I, L, O and U, so that none can be mistaken for another, read or heard.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# A certificate has room for so many lines of what was learnt.
MOST_OUTCOMES, LONGEST_OUTCOME = 5, 160
_LENGTH = 16  # 80 random bits
_GROUP = 4
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


class NoCertificate(Exception):
    """The person has no certificate of this session; the message tells the person why."""


class NeedsSpelling(NoCertificate):
    """The person's name has letters that cannot be printed: they choose how it is spelt in Latin letters."""

    def __init__(self):
        super().__init__("The name has letters that we cannot print. It needs a spelling in Latin letters.")


def may_have(booking):
    """Return whether the person is entitled to a certificate by the register, and it has not been withdrawn."""
    return booking.certificate_withdrawn_at is None and _attended(booking)


def _attended(booking):
    return booking.state == BookingState.CONFIRMED and booking.attendance == Attendance.ATTENDED


def number_for(booking):
    """Return the booking's certificate number: the one it has, or else a new one to be stored."""
    return booking.certificate or _grouped("".join(secrets.choice(DIGITS) for _ in range(_LENGTH)))


@transaction.atomic
def issue(booking):
    """Give the booking its certificate number if it has none, and return the number. Raises NoCertificate.

    The register gives the number together with the mark; attendance marked by other means gets it here.
    """
    stored = Booking.objects.select_for_update().get(pk=booking.pk)
    if stored.certificate_withdrawn_at:
        raise NoCertificate("This certificate has been withdrawn. Ask us if you do not know why.")
    if not may_have(stored):
        raise NoCertificate("Only people marked as attended on the register get a certificate.")
    if stored.anonymised_at:
        raise NoCertificate("We no longer hold the register of this session.")
    if not stored.certificate:
        stored.certificate = number_for(stored)
        stored.save(update_fields=["certificate", "changed_at"])
    booking.certificate = stored.certificate
    return stored.certificate


def certificate_pdf(booking):
    """Return the certificate (bytes, PDF/UA-1), with its number given now if it has none.

    Raises NoCertificate; NeedsSpelling, a subclass, where the name cannot be printed; and
    `hscp.documents.compiler.CannotCompile` if the PDF could not be made.
    """
    number = issue(booking)
    address = settings.HSCP_ADDRESS + reverse("training:certificate_check")
    name = name_of(booking)
    compiled = compile_about_a_person(
        "certificate.typ",
        {
            "name": name,
            "organisation": booking.organisation,
            "course": booking.session.title,
            "outcomes": outcomes(booking.session.course),
            "facts": facts_of(booking),
            "signed": signatory(booking.session.course),
            "number": number,
            "address": address,
            "code": qr_file(f"{address}?number={number}"),
        },
    )
    if one_line(name)[:LONGEST_TEXT] in compiled.changed:
        raise NeedsSpelling
    return compiled.content


def name_of(booking):
    """Return the name that a certificate gives: the spelling that the person chose, or else the name of the booking."""
    return booking.certificate_name or booking.name


def spell(booking, name):
    """Let the certificate of `booking` give `name` (in Latin letters). The number stays."""
    booking.certificate_name = name
    booking.save(update_fields=["certificate_name", "changed_at"])
    note([booking], BookingEventKind.DETAILS, at=timezone.now())


def find(number):
    """Return the Booking whose certificate has this `number` (str, as somebody typed it), with its session, or None.

    A certificate that is not valid any more is found too: `may_have` tells. Case, spaces and hyphens do not matter, nor does O for 0 or I and L for 1.
    """
    digits = "".join(sign for sign in number.upper() if sign.isalnum()).translate(_READ_AS)
    if len(digits) != _LENGTH or set(digits) - set(DIGITS):
        return None
    return Booking.objects.filter(certificate=_grouped(digits)).select_related("session__course").first()


def facts(session):
    """Return what a certificate says of a session as a list of (label, value): date, length, level, refresh by."""
    held = day_of(session)
    course = session.course
    pairs = [("Date", _dates(session, held)), ("Length", length(session))]
    if course.level:
        pairs.append(("Level", course.level))
    if until := refresh_by(session):
        pairs.append(("Refresh by", f"{until:%-d %B %Y}"))
    return pairs


def facts_of(booking):
    """Return `facts` of the session of a booking, and, if the certificate was issued again, on which day."""
    pairs = facts(booking.session)
    if booking.certificate_reissued_at:
        pairs.append(("Issued again", f"{timezone.localtime(booking.certificate_reissued_at):%-d %B %Y}"))
    return pairs


def outcomes(course):
    """Return what a person will be able to do after a course: the first of its aims, as a list of lines without marks."""
    lines = as_lines(course.aims, bullet="").splitlines()[:MOST_OUTCOMES]
    return [shorten(line, LONGEST_OUTCOME, placeholder="…") for line in lines]


def signatory(course):
    """Return who signs the certificates of a course: {"name", "role"}, both "" if nobody does."""
    if course.signed_by:
        return {"name": course.signed_by, "role": course.signed_by_role}
    name, _, role = settings.HSCP_CERTIFICATES_SIGNED_BY.partition(",")
    return {"name": name.strip(), "role": role.strip()}


def day_of(session):
    """Return the day (London) on which a session began."""
    return timezone.localtime(session.starts_at).date()


def length(session):
    """Return the hours of learning in words: the course's stated length, else the time the session took."""
    minutes = session.course.duration_minutes
    if minutes is None:
        minutes = session.minutes
    return duration(minutes) or "Less than a minute"


def refresh_by(session):
    """Return the day by which the course has to be repeated, counted from the session's last day, or None if it does not expire."""
    months = session.course.valid_months
    if months is None:
        return None
    held = timezone.localdate(session.parts[-1].starts_at)
    years, month = divmod(held.month - 1 + months, 12)
    year, month = held.year + years, month + 1
    # A month on from 31 January is the last day of February.
    return date(year, month, min(held.day, calendar.monthrange(year, month)[1]))


def _dates(session, held):
    """Return the day of a session in words; of several days, the first and the last, and how many they are."""
    parts = session.parts
    if len(parts) == 1:
        return f"{held:%-d %B %Y}"
    return f"{held:%-d %B %Y} to {timezone.localdate(parts[-1].starts_at):%-d %B %Y}, {len(parts)} days"


def initials(name):
    """Return a person's initials, which are all that a check shows."""
    return " ".join(part[0].upper() for part in name.split() if part[0].isalpha())


def _grouped(digits):
    return "-".join(digits[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
