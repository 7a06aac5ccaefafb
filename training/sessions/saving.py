"""Saving or cancelling a session: its people hear of it, and new places go to the waiting list."""

from django.utils import timezone

from hscp.records.saving import content_change
from training.booking import places
from training.mail import outbox
from training.models import Session
from training.sessions.calendar_files import raise_sequence

# People with a booking are told of a change to one of these.
_ANNOUNCED_FIELDS = ("starts_at", "ends_at", "setting", "place", "joining_link")
# A change to one of these may free a place for somebody on the waiting list.
_PLACES_FIELDS = ("capacity", "agency_quota", "quota_released_at", "state", "starts_at")


def save_session(*, session, by, comment=""):
    """Save a changed session, tell its people what is different, and give new places to the waiting list.

    Returns how many people are told and how many got a place. The row is locked first, so that no booking slips between.
    A `comment` makes it a revision of its own.
    """
    with content_change(by=by, comment=comment) as change:
        before = Session.objects.select_for_update().get(pk=session.pk)
        session.sequence = before.sequence
        raise_sequence(session, before)
        change.save(session)
        told = promoted = 0
        still_to_come = max(before.starts_at, session.starts_at) > timezone.now()
        if still_to_come and _differ(before, session, _ANNOUNCED_FIELDS):
            told = outbox.tell_changed(session, before)
        if session.is_ours and _differ(before, session, _PLACES_FIELDS):
            promoted = places.fill(session_id=session.pk)
        change.touched(session.course, before.course)
    return told, promoted


def cancel_session(*, session, by):
    """Cancel a session with every live booking, as one revision, and return how many people are told.

    Raises CannotBook if the register shows that it took place.
    """
    with content_change(by=by, comment="Cancelled.") as change:
        told = places.cancel_session(session_id=session.pk, by=by)
        change.touched(session, session.course)
    return told


def _differ(before, after, names):
    return any(getattr(before, name) != getattr(after, name) for name in names)
