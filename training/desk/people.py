"""Finding a person over all sessions, and all bookings of one person."""

import re
from collections import Counter
from dataclasses import dataclass, field

from hscp.search.index.schema import fold
from hscp.search.query.spelling import Vocabulary
from training.enums import CAME, Attendance, BookingState
from training.models import Booking

ON_A_PAGE = 25
MOST_FOR_OTHERS = 100
# A word that nobody has is corrected from this length on: short ones are part of too many names.
_SHORTEST = 4
_APOSTROPHES = re.compile("['’‘ʼ`´]")


@dataclass
class FoundPerson:
    """One person: the names, addresses and organisations that their bookings give, newest first, and the newest booking's id."""

    pk: int
    names: list = field(default_factory=list)
    emails: list = field(default_factory=list)
    organisations: list = field(default_factory=list)
    bookings: int = 0
    attended: int = 0
    no_shows: int = 0
    last: object = None


@dataclass(frozen=True)
class People:
    """One page of people found: `total` over all pages, and the words that were looked for instead, "" if none were."""

    found: list
    total: int
    page: int
    pages: int
    corrected: str = ""


def find_people(text, page=1):
    """Return the People whose name, address or organisation holds every word of `text` (str), by name.

    Case, accents and apostrophes make no difference. If nobody has a word of four letters or more, the likeliest words that
    somebody has are looked for instead. Names that have been deleted are not found. Makes one query.
    """
    rows = list(
        Booking.objects.filter(anonymised_at=None)
        .order_by("-session__starts_at", "-pk")
        .values_list(
            "pk",
            "name",
            "email",
            "email_key",
            "shared_name",
            "organisation",
            "state",
            "attendance",
            "session__starts_at",
            named=True,
        )
    )
    texts = [_plain(f"{row.name} {row.email} {row.organisation}") for row in rows]
    words = _plain(text).split()
    corrected = ""
    chosen = _holding(rows, texts, words)
    if words and not chosen:
        instead = _respelt(words, texts)
        if instead and (chosen := _holding(rows, texts, instead)):
            corrected = " ".join(instead)
    people = sorted(_people(chosen, rows), key=lambda person: (_plain(person.names[0]), person.pk))
    pages = max(1, -(-len(people) // ON_A_PAGE))
    page = min(max(1, page), pages)
    shown = people[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return People(shown, len(people), page, pages, corrected)


def bookings_of(booking):
    """Return a queryset of all bookings of the person of `booking`, with their sessions, the latest session first.

    A person is whoever reads the mail of an address, and where several do, has the same name. A booking without an address
    stands for itself.
    """
    mine = {"pk": booking.pk}
    if booking.email_key:
        mine = {"email_key": booking.email_key, "shared_name": booking.shared_name}
    return (
        Booking.objects.filter(anonymised_at=None, **mine)
        .select_related("session__course")
        .order_by("-session__starts_at", "-pk")
    )


def booked_by(booking):
    """Return a queryset of the bookings that the person of `booking` made for others, with their sessions, the latest first."""
    if not booking.email:
        return Booking.objects.none()
    return (
        Booking.objects.filter(anonymised_at=None, booked_by_email__iexact=booking.email)
        .exclude(email_key=booking.email_key)
        .select_related("session__course")
        .order_by("-session__starts_at", "-pk")[:MOST_FOR_OTHERS]
    )


def _plain(text):
    return fold(_APOSTROPHES.sub("", text))


def _holding(rows, texts, words):
    """Return the rows whose text holds each of `words`."""
    return [
        row for row, text in zip(rows, texts, strict=True) if words and all(word in text for word in words)
    ]


def _respelt(words, texts):
    """Return `words` with those that nobody has replaced by the likeliest that somebody has, or None if there is none."""
    counts = Counter(word for text in texts for word in text.split())
    vocabulary = Vocabulary(counts)
    instead = []
    for word in words:
        meant = (
            [] if any(word in known for known in counts) or len(word) < _SHORTEST else vocabulary.meant(word)
        )
        instead.append(meant[0] if meant else word)
    return instead if instead != words else None


def _key(row):
    return (row.email_key, row.shared_name) if row.email_key else row.pk


def _people(chosen, rows):
    """Return a FoundPerson for each person of the `chosen` rows, with all that their other bookings say."""
    keys = {_key(row) for row in chosen}
    people = {}
    for row in rows:
        if (key := _key(row)) not in keys:
            continue
        person = people.setdefault(key, FoundPerson(row.pk, last=row.session__starts_at))
        for values, value in (
            (person.names, row.name),
            (person.emails, row.email),
            (person.organisations, row.organisation),
        ):
            if value and value not in values:
                values.append(value)
        person.bookings += 1
        confirmed = row.state == BookingState.CONFIRMED
        person.attended += confirmed and row.attendance in CAME
        person.no_shows += confirmed and row.attendance == Attendance.NO_SHOW
    return list(people.values())
