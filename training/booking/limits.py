"""How many of a session's places may be held by one organisation, one kind of organisation, or one district.

Of a booking whose organisation is on the register, the register's record counts; of any other, the words typed and the kind
chosen. Whoever has no organisation is limited by kind alone, and an organisation of which no district is known by no district.
"""

from dataclasses import dataclass

from django.utils import timezone

from hscp.web.wording import counted
from training.enums import HOLDING, District, OrganisationType, QuotaKind
from training.organisations.names import organisation_key
from training.organisations.register import listed, not_organisations

_OF_REGISTER = ("listed_organisation__kind", "listed_organisation__district")


@dataclass(frozen=True)
class Agency:
    """What limits count of one booking: its organisation (the register's id, or else the key of its name), its kind, and its
    district ("" where it is not known)."""

    organisation: object
    kind: str
    district: str = ""


def agency(words, kind, on_register=None):
    """Return the Agency of `words` (what was typed) and `kind` (what was chosen), or of the Organisation `on_register`."""
    if on_register is None:
        return Agency(organisation_key(words), kind)
    return Agency(on_register.pk, on_register.kind or kind, on_register.district)


def agency_of(booking):
    """Return the Agency of a Booking, with its organisation on the register loaded."""
    return agency(booking.organisation, booking.organisation_type, booking.listed_organisation)


def with_agencies(people):
    """Return (Person, Agency, Organisation on the register or None) for each of `people`. Two queries."""
    known = listed([person.organisation for person in people])
    found = [known.get(organisation_key(person.organisation)) for person in people]
    return [
        (person, agency(person.organisation, person.organisation_type, on_register), on_register)
        for person, on_register in zip(people, found, strict=True)
    ]


def agencies_holding(session):
    """Return {number of the place: Agency} for the places of a session that are held. One query."""
    held = session.bookings.filter(state__in=HOLDING).select_related("listed_organisation")
    # With the session: the manager gives it to each, and would ask for its id again.
    fields = ("session", "place", "organisation", "organisation_type", "listed_organisation")
    return {booking.place: agency_of(booking) for booking in held.only(*fields, *_OF_REGISTER)}


def limits_of(session, at):
    """Return the Limits of a session at `at` (aware datetime), with who holds its places now."""
    return Limits(session, agencies_holding(session), at)


class Limits:
    """The limits of `session` at `at` (aware datetime), where `held` ({place: Agency}) are the places that are held.

    Makes a query for the further limits and, with a limit for one organisation, one for the names that are none.
    """

    def __init__(self, session, held, at):
        self.held = held
        self.capacity = session.capacity
        self.each = session.quota_at(at)
        self.quotas = [] if session.limits_have_ended(at) else list(session.quotas.all())
        self._none = not_organisations() if self.each is not None else set()

    def reached(self, agency):
        """Return why `agency` (an Agency) may have no place more, as a sentence, or "" where no limit is in its way."""
        if self.each is not None and agency.organisation not in self._none:
            own = sum(other.organisation == agency.organisation for other in self.held.values())
            if own >= self.each:
                has = "it" if self.each == 1 else "them"
                return f"One organisation can have up to {counted(self.each, 'place')}, and yours has {has}."
        for quota in self.quotas:
            if _counts(quota, agency) and self.is_reached(quota):
                return f"{describe(quota)}, {_taken(quota)}."
        return ""

    def why_no_place(self, agency):
        """Return why nobody of `agency` (an Agency) could have a place more: that all are taken, the limit that is reached, or
        both, as sentences; "" where a place is free for them."""
        full = ""
        if len(self.held) >= self.capacity:
            full = (
                "The only place is taken." if self.capacity == 1 else f"All {self.capacity} places are taken."
            )
        return " ".join(filter(None, [full, self.reached(agency)]))

    def is_reached(self, quota):
        """Return whether those whom `quota` (a SessionQuota) is for hold as many places as it allows."""
        return sum(_counts(quota, agency) for agency in self.held.values()) >= quota.places


def describe(quota):
    """Return what a SessionQuota says, such as “Up to 5 places are for: School or college”."""
    verb = "is" if quota.places == 1 else "are"
    return f"Up to {counted(quota.places, 'place')} {verb} for: {quota_label(quota)}"


def _taken(quota):
    return "and it is taken" if quota.places == 1 else "and all of them are taken"


def why_no_place(booking, at=None):
    """Return why there is no place at `at` (aware datetime, default now) for a Booking that waits, as `Limits.why_no_place`."""
    return limits_of(booking.session, at or timezone.now()).why_no_place(agency_of(booking))


def described_limits(session, at=None):
    """Return what the further limits of a session say to whoever books, a sentence for each; none once they have ended.

    One query, and one more where there are some.
    """
    at = at or timezone.now()
    if session.limits_have_ended(at):
        return []
    quotas = list(session.quotas.all())
    limits = limits_of(session, at) if quotas else None
    return [
        f"{describe(quota)}{f', {_taken(quota)}' if limits.is_reached(quota) else ''}." for quota in quotas
    ]


def quota_label(quota):
    """Return whom a SessionQuota is for, in words."""
    return (OrganisationType if quota.what == QuotaKind.KIND else District)(quota.value).label


def _counts(quota, agency):
    return quota.value == (agency.kind if quota.what == QuotaKind.KIND else agency.district)
