"""What a lead sees and changes of the bookings of their team.

A lead sees the bookings that they made, and of colleagues who agreed everything, as of themselves. Of anybody else they see
nothing: neither other bookings, nor whether that person came. What a lead asked for in vain, since the colleague had a
booking of their own, stands beside the bookings and looks like one, so the page gives no more away than the form did. What
ended is left out of both for the same reason.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hscp.email_addresses import email_key
from training.booking import places
from training.booking.locking import CannotBook, one_at_a_time
from training.booking.places import Lead
from training.enums import LIVE, BookingState, SessionState
from training.follow_up import certificates
from training.follow_up.day_marks import in_days, mark_in_words
from training.models import Booking, Session, TeamMember, TeamRequest
from training.models.session_times import load_days
from training.team.members import may_see, remember


@dataclass(frozen=True)
class Entry:
    """One booking as the lead sees it. `code` stands for it in addresses and tells nothing.

    `booking` is None for what was asked for in vain. `whole`: the lead sees all of it, with attendance and position. `position`
    is that on the waiting list, from 1, or None.
    """

    code: str
    session: Session
    name: str
    email: str
    organisation: str
    state: str
    made_by_lead: bool
    whole: bool
    booking: Booking | None = None
    member: TeamMember | None = None
    request: TeamRequest | None = None
    position: int | None = None
    # Of several days those that the person was at, such as “1 of 2 days”, where these are not all.
    days: str = ""

    @property
    def is_live(self):
        """Whether there is a place, an offer or a turn."""
        return self.state in LIVE

    @property
    def state_words(self):
        """The state in words."""
        return BookingState(self.state).label

    @property
    def attendance(self):
        """The mark of the register in words, or "" where there is none or the lead may not see it."""
        marked = self.whole and self.booking is not None and self.booking.attendance
        return mark_in_words(self.booking, self.days) if marked else ""

    @property
    def attended(self):
        """Whether the lead sees that the person attended the whole session."""
        return self.whole and self.booking is not None and certificates.may_have(self.booking)

    @property
    def held(self):
        """The day (London) on which the session begins."""
        return certificates.day_of(self.session)


@dataclass(frozen=True)
class Team:
    """A lead's page: the `members` to be seen, and all entries, soonest session first, split at `at`."""

    lead_email: str
    at: datetime
    members: list
    entries: list

    @property
    def coming(self):
        """The live entries of sessions that have not begun."""
        return [entry for entry in self.entries if entry.is_live and entry.session.starts_at > self.at]

    @property
    def past(self):
        """The entries with a place of sessions that have begun, newest first."""
        past = [
            entry
            for entry in self.entries
            if entry.state == BookingState.CONFIRMED and entry.session.starts_at <= self.at
        ]
        return past[::-1]

    def coming_entry(self, code):
        """Return the entry of `coming` with this code, or None."""
        return next((entry for entry in self.coming if entry.code == code), None)


def team_for(lead_email, at=None):
    """Return the Team of the lead with this address at `at` (aware datetime, default now). Makes four queries."""
    at, lead_email = at or timezone.now(), lead_email.lower()
    everybody = list(TeamMember.objects.filter(lead_email__iexact=lead_email).order_by("name", "email", "pk"))
    members = {email_key(member.email): member for member in everybody}
    hidden = {email for email, member in members.items() if member.hidden}
    seen = {email for email, member in members.items() if not member.hidden and may_see(member)} | {
        lead_email
    }
    rows = (
        Booking.objects.filter(
            # Of a mailbox that several people read, each of them would have to agree.
            Q(email_key__in=seen, shared_name="") | Q(booked_by_email__iexact=lead_email),
            anonymised_at=None,
        )
        .select_related("session__course")
        .order_by("session__starts_at", "name", "pk")
    )
    bookings = [booking for booking in rows if booking.email_key not in hidden]
    positions = _positions(bookings)
    load_days(booking.session for booking in bookings)
    there = in_days(bookings)
    entries = []
    for booking in bookings:
        whole = booking.email_key in seen and not booking.shared_name
        state = _state_now(booking.state, booking.session, at, booking.offered_until)
        if not whole and state not in LIVE:
            continue
        entries.append(
            Entry(
                code=_code(lead_email, f"booking-{booking.pk}"),
                session=booking.session,
                name=booking.name,
                email=booking.email,
                organisation=booking.organisation,
                state=state,
                made_by_lead=booking.booked_by_email.lower() == lead_email,
                whole=whole,
                booking=booking,
                member=members.get(booking.email_key),
                position=positions.get(booking.pk) if whole else None,
                days=there.get(booking.pk, "") if whole else "",
            )
        )
    entries += _asked_in_vain(lead_email, seen, bookings, at)
    entries.sort(
        key=lambda entry: (entry.session.starts_at, entry.session.pk, entry.name.lower(), entry.code)
    )
    return Team(lead_email, at, [member for member in everybody if not member.hidden], entries)


def may_change(entry, at=None):
    """Whether the lead may move, cancel or hand over an entry: they made it, or the colleague agreed, and it is yet to come."""
    return (
        entry.is_live
        and entry.session.starts_at > (at or timezone.now())
        and (entry.made_by_lead or entry.whole)
    )


@one_at_a_time()
def cancel(entry, lead):
    """Cancel an entry for the Lead. The colleague's own booking, of which the lead knows nothing, stays. Raises CannotBook."""
    if entry.booking is None:
        TeamRequest.objects.filter(pk=entry.request.pk).delete()
    else:
        places.give_back(booking_id=_still(entry), lead=lead)


@one_at_a_time()
def move(entry, lead, *, to_session_id, if_full):
    """Move an entry to another session for the Lead, as `places.move` does. Raises CannotBook."""
    places.move(booking_id=_still(entry), to_session_id=to_session_id, by=None, if_full=if_full, lead=lead)


@one_at_a_time()
def hand_over(entry, lead, *, person):
    """Hand the place of an entry to a colleague (Person) for the Lead, who then has them in the team. Raises CannotBook."""
    places.hand_over(booking_id=_still(entry), person=person, lead=lead)
    remember(lead.email, lead.name, [person])


def lead_of(email):
    """Return the Lead with this address, by the name that they last gave."""
    named = TeamMember.objects.filter(lead_email__iexact=email).exclude(lead_name="").order_by("-pk")
    own = Booking.objects.filter(email_key=email_key(email), anonymised_at=None).order_by("-pk")
    name = named.values_list("lead_name", flat=True).first() or own.values_list("name", flat=True).first()
    return Lead(name or email, email)


def _still(entry):
    """Return the id of an entry's booking. Raises CannotBook if it is another's now, or was never made.

    The two are told in the same words: whoever handed a place on did so by their own link.
    """
    booking = entry.booking and Booking.objects.filter(pk=entry.booking.pk).only("email_key").first()
    if booking is None or booking.email_key != email_key(entry.email):
        raise CannotBook(
            f"This cannot be done here: {entry.name} may have changed the booking, or has one of their own. "
            f"Ask {entry.name}, who can do it by the link in their own email."
        )
    return booking.pk


def _asked_in_vain(lead_email, seen, bookings, at):
    """Return the entries of what the lead asked for in vain, but where a booking that the lead sees took its place."""
    there = {(booking.email_key, booking.session_id) for booking in bookings if booking.state in LIVE}
    rows = TeamRequest.objects.filter(
        member__lead_email__iexact=lead_email, member__hidden=False
    ).select_related("member", "session__course")
    entries = []
    for request in rows:
        member = request.member
        key = email_key(member.email)
        if key in seen or (key, request.session_id) in there:
            continue
        state = BookingState.CONFIRMED if request.has_place else BookingState.WAITING
        state = _state_now(state, request.session, at, None)
        if state not in LIVE:
            continue
        entries.append(
            Entry(
                code=_code(lead_email, f"request-{request.pk}"),
                session=request.session,
                name=member.name,
                email=member.email,
                organisation=member.organisation,
                state=state,
                made_by_lead=True,
                whole=False,
                member=member,
                request=request,
            )
        )
    return entries


def _state_now(state, session, at, offered_until):
    """Return the state to be shown, even if the scheduled job has not stored it yet."""
    if session.state == SessionState.CANCELLED:
        return BookingState.CANCELLED
    if state in {BookingState.WAITING, BookingState.OFFERED} and session.starts_at <= at:
        return BookingState.NOT_REACHED
    if state == BookingState.OFFERED and offered_until <= at:
        return BookingState.LAPSED
    return state


def _positions(bookings):
    """Return {id of a booking that waits: its position on the waiting list}. Makes one query."""
    waiting = {booking.session_id for booking in bookings if booking.state == BookingState.WAITING}
    before, positions = Counter(), {}
    rows = Booking.objects.filter(session__in=waiting, state=BookingState.WAITING).order_by("session", "turn")
    for session_id, pk in rows.values_list("session_id", "pk"):
        before[session_id] += 1
        positions[pk] = before[session_id]
    return positions


def _code(lead_email, what):
    """Return what stands for an entry in addresses: it tells neither a number nor whether there is a booking."""
    return salted_hmac("training.team", f"{lead_email}:{what}", algorithm="sha256").hexdigest()[:20]
