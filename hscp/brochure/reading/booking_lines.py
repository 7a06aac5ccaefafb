"""Lines that invite readers to book: which they are, and what they ask for."""

import re

from hscp.vocabulary import BookingLineKind

BOOKING = re.compile(
    r"book (?:a|an|your|our|one|now|here|on|onto|in|into|the|this|places?|training|(?:toolkit |practical |webinar )?"
    r"(?:tours?|webinars?|sessions?|training sessions?))\b",
    re.IGNORECASE,
)
# What a booking line asks readers to book: the first that its words name.
BOOKED = (
    (re.compile(r"\btours?\b", re.IGNORECASE), BookingLineKind.TOURS),
    (re.compile(r"\bpractical\b", re.IGNORECASE), BookingLineKind.PRACTICAL),
    (re.compile(r"\bwebinars?\b", re.IGNORECASE), BookingLineKind.WEBINAR),
)
# "Book a place on the Neglect Toolkit Tour", "Book a tour of the Neglect Toolkit".
TOURED = (
    re.compile(r"\btour of (?:the |our |a )?+(?P<name>.+?) toolkit\b", re.IGNORECASE),
    re.compile(
        r"^book (?:(?:a|an|your|our|one|the|this|now|here|in|on|onto|into|places?|to|for)\b[ :–-]*)*+(?P<name>.+?) toolkit tours?\b",
        re.IGNORECASE,
    ),
)


def booking(text):
    """Whether a line only invites readers to book: "Book a toolkit tour". It is no title of a record."""
    return bool(BOOKING.match(text))


def what_to_book(text):
    """Return (BookingLineKind, title of the toolkit that is toured or "") of a line that invites readers to book."""
    kind = next((kind for pattern, kind in BOOKED if pattern.search(text)), BookingLineKind.ANY)
    if kind is not BookingLineKind.TOURS:
        return kind, ""
    return kind, next((found["name"] for pattern in TOURED if (found := pattern.search(text))), "")
