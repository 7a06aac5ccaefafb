"""Agreement to a booking before its place is confirmed: the manager’s, or that of staff.

The place is held while it waits, for three working days at most and never beyond the start of the session; then it goes to the
next person. Somebody who waits for a place is asked about at once, and keeps their turn however long the answer takes.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hscp.bank_holidays import in_working_hours
from hscp.privacy.retention import kept_since
from hscp.web.wording import date_and_time
from training.booking.entry import entry_of, needed
from training.booking.events import note
from training.booking.links import hash_of
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.booking.places.agreement import deadline, waits
from training.booking.places.holding import end_booking, grace, locked_with
from training.booking.places.promotion import promote
from training.enums import ApprovalBy, ApprovalState, BookingEventKind, BookingState, EntryRule, Source
from training.mail import kinds, rendering
from training.mail.outbox import tell
from training.models import Approval

NO_LONGER_ASKED = "It is not asked for any more."
NO_MANAGER = (
    "The manager must agree to each place at this session, and we have no manager’s address to ask. Cancel the booking and book "
    "again: the form asks for it."
)


def ask(booking, *, evidence="", source, at, had=()):
    """Write down whose agreement `booking` needs for its person and session, mail their manager, and return whether any is needed.

    `evidence` is what the person says of what is to be taken first, and `had` are the agreements (ApprovalBy) that it has
    or waits for already. Called with the session's row locked, before the booking is told of.
    """
    asked = [who for who in _asked(booking, source=source, at=at) if who not in had]
    until = deadline(booking.session, at) if asked else None
    for who in asked:
        approval = Approval.objects.create(
            booking=booking,
            asks=who,
            asked_at=at,
            decide_by=until,
            evidence=evidence if who == ApprovalBy.PREREQUISITE else "",
        )
        if who == ApprovalBy.MANAGER:
            approval.token_hash = hash_of(_token(approval))
            approval.save(update_fields=["token_hash"])
            _tell_manager(approval, once=f"{approval.pk}")
    return bool(asked)


def ask_of_move(booking, left, *, source, at):
    """Let `booking`, moved from the Session `left`, need what its session asks now, and no more.

    A manager agreed to a day away from work, and staff to a course, so neither is agreement to another. Whom staff move needs
    nothing new; what is still asked there and was not answered stays so.
    """
    approvals = {approval.asks: approval for approval in booking.approvals.all()}
    if not approvals and source != Source.PUBLIC:
        return
    asked = _asked(booking, source=Source.PUBLIC, at=at)
    kept, evidence = [], ""
    for who, approval in approvals.items():
        evidence = evidence or approval.evidence
        is_same = who != ApprovalBy.MANAGER and left.course_id == booking.session.course_id
        if who in asked and (is_same or source != Source.PUBLIC):
            kept.append(who)
        else:
            approval.delete()
    ask(booking, evidence=evidence, source=source, at=at, had=kept)


def refuse_without_manager(booking, session, *, source):
    """Raise CannotBook where the manager must agree to somebody's place in `session`, and no manager is known to ask."""
    if source == Source.PUBLIC and session.manager_approves and not booking.manager_email:
        raise CannotBook(NO_MANAGER)


def approval_for(token, at=None):
    """Return the manager's Approval that `token` opens at `at`, with its booking, session and course, or None."""
    return (
        Approval.objects.filter(
            token_hash=hash_of(token),
            booking__session__ends_at__gt=kept_since("manage_links", at or timezone.now()),
            booking__anonymised_at=None,
        )
        .select_related("booking__session__course")
        .first()
    )


@one_at_a_time()
def decide(*, approval_id, agrees, reason="", by=None, at=None):
    """Keep the answer to an Approval and return its booking. `by` is the member of staff, None for the manager.

    Once nobody is waited for, a place that is held is confirmed; a refusal ends the booking and passes the place on. Staff
    give a `reason` (str) either way, a manager for a refusal. An answer given before stays. Raises CannotBook.
    """
    at = at or timezone.now()
    session, booking = locked_with(Approval.objects.values_list("booking_id", flat=True).get(pk=approval_id))
    approval = booking.approvals.get(pk=approval_id)
    if approval.state != ApprovalState.PENDING:
        return booking
    if not reason and (by is not None or not agrees):
        raise CannotBook("Say why.", field="reason")
    if not booking.is_live:
        raise CannotBook("This booking has ended, so there is nothing to decide any more.")
    if session.starts_at <= at:
        raise CannotBook("The session has begun, so there is nothing to decide any more.")
    _close(approval, ApprovalState.APPROVED if agrees else ApprovalState.REFUSED, reason=reason, by=by, at=at)
    if not agrees:
        _refuse(booking, by=by, reason=reason, at=at)
        promote(session, at)
    elif not waits(booking):
        _approved(booking, by=by, at=at)
    return booking


@one_at_a_time()
def end_requests(*, session_id, at=None):
    """End the bookings of a session whose agreement did not come in time and pass the places on. Return how many ended.

    What is asked no more, since the session or the course has changed or the register shows the course that was missing, is agreed to.
    """
    at = at or timezone.now()
    session = lock(session_id)
    if session.starts_at > at:
        _close_what_is_asked_no_more(session, by=None, at=at)
    over = list(
        session.bookings.filter(
            # The session may have been moved to before the answer was due.
            Q() if session.starts_at <= at else Q(approvals__decide_by__lte=at),
            state=BookingState.REQUESTED,
            approvals__state=ApprovalState.PENDING,
        )
        .distinct()
        .order_by("turn")
    )
    for booking in over:
        booking.session = session
        for approval in booking.approvals.filter(state=ApprovalState.PENDING):
            _close(approval, ApprovalState.LAPSED, reason="", by=None, at=at)
        _refuse(booking, by=None, reason="", at=at)
    promote(session, at)
    return len(over)


@one_at_a_time()
def release(*, session_id, by, at=None):
    """Confirm the places that wait for an agreement which the session asks for no more. Return how many were confirmed."""
    return _close_what_is_asked_no_more(lock(session_id), by=by, at=at or timezone.now())


def remind_managers(at=None):
    """Write once more to the managers who have not answered a working day later, in working hours. Return to how many."""
    at = at or timezone.now()
    if in_working_hours(at) != at:
        return 0
    waiting = Approval.objects.filter(
        asks=ApprovalBy.MANAGER,
        state=ApprovalState.PENDING,
        reminded_at=None,
        asked_at__lte=at - timedelta(days=1),
        decide_by__gt=at,
        booking__state__in=[BookingState.REQUESTED, BookingState.WAITING],
    ).select_related("booking__session__course")
    reminded = 0
    for approval in waiting.order_by("pk"):
        reminded += Approval.objects.filter(pk=approval.pk, reminded_at=None).update(reminded_at=at)
        _tell_manager(approval, once=f"{approval.pk}:again:{approval.decide_by:%s}", again=True)
    return reminded


def settle_by_staff(booking, *, reason, by, at):
    """Take everything that `booking` waits for as agreed by staff, who let somebody in for a `reason`."""
    for approval in booking.approvals.filter(state=ApprovalState.PENDING):
        _close(approval, ApprovalState.APPROVED, reason=reason, by=by, at=at)


def _close_what_is_asked_no_more(session, *, by, at):
    confirmed = 0
    waiting = session.bookings.filter(
        state__in=[BookingState.REQUESTED, BookingState.WAITING, BookingState.OFFERED],
        approvals__state=ApprovalState.PENDING,
    )
    for booking in waiting.distinct().order_by("turn"):
        booking.session = session
        asked = _asked(booking, source=Source.PUBLIC, at=at)
        gone = list(booking.approvals.filter(state=ApprovalState.PENDING).exclude(asks__in=asked))
        for approval in gone:
            _close(approval, ApprovalState.APPROVED, reason=NO_LONGER_ASKED, by=by, at=at)
        if gone and not waits(booking):
            confirmed += booking.state == BookingState.REQUESTED
            _approved(booking, by=by, at=at)
    return confirmed


def _asked(booking, *, source, at):
    """Return whose agreement (ApprovalBy) the session of `booking` asks for, as a list. No query where it asks for none."""
    session, course = booking.session, booking.session.course
    asks = session.manager_approves or course.checks_prerequisites or course.others_may != EntryRule.SAID
    if source != Source.PUBLIC or not asks:
        return []
    return needed(session, entry_of(course), booking, at=at)


def _approved(booking, *, by, at):
    """Confirm the place of a booking that everybody agreed to. Somebody who waits for one goes on waiting."""
    if booking.state == BookingState.REQUESTED:
        booking.state, booking.grace_until = BookingState.CONFIRMED, grace(booking.session, at)
        booking.save(update_fields=["state", "grace_until", "changed_at"])
        note([booking], BookingEventKind.APPROVED, by=by, at=at)
        tell(kinds.CONFIRMED, booking)


def _refuse(booking, *, by, reason, at):
    end_booking(booking, BookingState.NOT_APPROVED, by=by, at=at)
    # Whoever books names the manager, so what a manager writes must not bring an address into a mail.
    tell(kinds.NOT_APPROVED, booking, refused=bool(reason), reason=rendering.greeting(reason))


def _close(approval, state, *, reason, by, at):
    approval.state, approval.reason, approval.by, approval.decided_at = state, reason, by, at
    approval.save(update_fields=["state", "reason", "by", "decided_at"])


def _tell_manager(approval, *, once, again=False):
    booking = approval.booking
    tell(
        kinds.APPROVE,
        booking,
        once=once,
        answer_at=settings.HSCP_ADDRESS + reverse("training:approve", args=[_token(approval)]),
        decide_by=date_and_time(approval.decide_by),
        again=again,
        organisation=rendering.greeting(booking.organisation),
    )


def _token(approval):
    """Return the token of a manager's link, worked out anew for each mail; the database holds only its hash."""
    said = f"{approval.pk}:{approval.asked_at.timestamp()}"
    return salted_hmac("training.approval", said, algorithm="sha256").hexdigest()[:32]
