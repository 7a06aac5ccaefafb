"""Saving or cancelling a session: its people hear of it, and new places go to the waiting list."""

from django.utils import timezone

from hscp.records.saving import content_change
from training.booking import places
from training.enums import LIVE
from training.follow_up.attendance import clear_marks
from training.follow_up.day_marks import follow_changed_days, following
from training.mail import outbox
from training.models import Session
from training.sessions import days
from training.sessions.calendar_files import raise_sequence
from training.sessions.telling import tell_of

# People with a booking are told of a change to one of these.
_ANNOUNCED_FIELDS = ("starts_at", "ends_at", "setting", "place", "joining_link")
# Of these, what the mail about a change says; a new joining link has a mail of its own.
_SAID_FIELDS = ("starts_at", "ends_at", "setting", "place")
# A change to one of these may free a place for somebody on the waiting list.
_PLACES_FIELDS = (
    "capacity",
    "agency_quota",
    "quota_released_at",
    "promotion_closes_at",
    "booking_closes_at",
    "state",
    "starts_at",
)


def save_session(*, session, by, comment="", note=""):
    """Save a changed session, tell its people what is different, and give new places to the waiting list.

    Returns how many people are told and how many got a place. The row is locked first, so that no booking slips between.
    A `comment` makes it a revision of its own; `note` is a sentence of the editor's for the mail. With another start, marks
    that were for the old one go, such as apologies, and people are reminded anew; of several days, the marks of those that changed. Screens ask first: see `announcement`.
    """
    with content_change(by=by, comment=comment) as change:
        before = Session.objects.select_for_update().get(pk=session.pk)
        before.held_parts = before.parts
        days_before = list(before.days.all()) if before.spans_days else []
        followed = following(before) if days_before else []
        days.follow(session)
        session.sequence = before.sequence
        raise_sequence(session, before)
        change.save(session)
        days.store(session)
        told = promoted = 0
        excused = follow_changed_days(session, days_before, followed, by=by) if followed else []
        if _is_to_come(before, session) and _differ(before, session, _ANNOUNCED_FIELDS):
            if before.starts_at != session.starts_at:
                excused += clear_marks(session, but=followed, by=by)
                outbox.remind_anew(session)
            if _differ(before, session, _SAID_FIELDS):
                places.give_grace(session_id=session.pk)
            told = outbox.tell_changed(session, before, note=note, excused=excused)
        if before.manager_approves and not session.manager_approves:
            places.release(session_id=session.pk, by=by)
        if session.is_ours and _differ(before, session, _PLACES_FIELDS):
            promoted = places.fill(session_id=session.pk)
        change.touched(session.course, before.course)
        tell_of(change, session, before)
    return told, promoted


def announcement(session):
    """Return how many people would be told if `session`, changed and not saved yet, were saved: those with a live booking.

    It is 0 where nothing of the change goes to them. Makes two queries.
    """
    before = Session.objects.get(pk=session.pk)
    if not _is_to_come(before, session) or not _differ(before, session, _SAID_FIELDS):
        return 0
    return sum(map(outbox.has_address, session.bookings.filter(state__in=LIVE).only("email")))


def cancel_session(*, session, by, reason=""):
    """Cancel a session with every live booking, as one revision, and return how many people are told.

    `reason` is told to them and shown on its page, so it names nobody. Raises CannotBook if the register shows that it took
    place.
    """
    with content_change(by=by, comment="Cancelled.") as change:
        before = Session.objects.get(pk=session.pk)
        told = places.cancel_session(session_id=session.pk, by=by, reason=reason)
        session.refresh_from_db()
        tell_of(change, session, before)
        change.touched(session, session.course)
    return told


def _is_to_come(before, after):
    """Return whether a session, or the last of its days, is yet to come: then a change of it goes to its people."""
    return max(before.parts[-1].starts_at, after.parts[-1].starts_at) > timezone.now()


def _differ(before, after, names):
    if "ends_at" in names and before.parts != after.parts:
        return True
    return any(getattr(before, name) != getattr(after, name) for name in names)
