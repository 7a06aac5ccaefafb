"""People and organisations that did not come more than once, within a period."""

from dataclasses import dataclass, field

from hscp.documents.spreadsheets import Sheet
from hscp.london_time import whole_days
from training.enums import CAME, Attendance, BookingState
from training.models import Booking
from training.organisations.names import organisation_key

MOST = 200


@dataclass
class Missing:
    """Somebody, or an organisation, that did not come: how often, of how many places that were marked, and to which sessions."""

    name: str
    organisation: str = ""
    pk: int = 0
    missed: int = 0
    marked: int = 0
    sessions: list = field(default_factory=list)

    @property
    def share(self):
        """The share of marked places to which nobody came, from 0 to 1."""
        return self.missed / self.marked


@dataclass(frozen=True)
class NoShows:
    """Who did not come at least `least` times: `people` and `organisations`, lists of Missing, the most often first."""

    people: list
    organisations: list
    least: int


def no_shows(first_day, last_day, least=2):
    """Return the NoShows of sessions from `first_day` to `last_day` (dates, London), each with at least `least` times.

    Who was told of the place too late, or sent apologies, did not fail to come; places without a mark count for nothing.
    People whose names were deleted count for their organisation alone. Makes one query.
    """
    start, end = whole_days(first_day, last_day)
    bookings = (
        Booking.objects.filter(
            state=BookingState.CONFIRMED,
            attendance__in=[*CAME, Attendance.NO_SHOW],
            session__starts_at__gte=start,
            session__starts_at__lt=end,
        )
        .select_related("session__course", "listed_organisation")
        .order_by("-session__starts_at", "-pk")
    )
    people, organisations = {}, {}
    for booking in bookings:
        name = booking.organisation_in_lists
        rows = [organisations.setdefault(organisation_key(name), Missing(name))]
        if not booking.anonymised_at:
            key = (booking.email_key, booking.shared_name) if booking.email_key else booking.pk
            rows.append(people.setdefault(key, Missing(booking.name, name, booking.pk)))
        for row in rows:
            row.marked += 1
            if booking.attendance == Attendance.NO_SHOW:
                row.missed += 1
                row.sessions.append(booking.session)
    return NoShows(_often(people, least), _often(organisations, least), least)


def as_sheets(found):
    """Return NoShows as two Sheets for a file."""
    people = [[row.name, row.organisation, row.missed, row.marked] for row in found.people]
    organisations = [[row.name, row.missed, row.marked] for row in found.organisations]
    return [
        Sheet("People", [["Name", "Organisation", "Did not come", "Places marked"], *people]),
        Sheet("Organisations", [["Organisation", "Did not come", "Places marked"], *organisations]),
    ]


def _often(rows, least):
    often = [row for row in rows.values() if row.missed >= least]
    return sorted(often, key=lambda row: (-row.missed, row.name.casefold(), row.pk))[:MOST]
