"""Sending a record for review, and deciding it: approved, approved for a moment to come, sent back, withdrawn.

Each locks the record, so that two people's decisions come one after the other, and the second is told of the first.
"""

from django.db import transaction
from django.utils import timezone

from hscp.editing.drafts.keeping import draft_of, lock
from hscp.editing.drafts.publishing import DraftChanged, approve_for, fingerprint, publish
from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import Draft, ReviewRequest
from hscp.editing.review.closing import close
from hscp.editing.review.four_eyes import why_not_published_by
from hscp.editing.review.mails import tell_asked
from hscp.editing.review.reviewers import reviewers_of
from hscp.records.publishing import change_state
from hscp.records.saving import content_change
from hscp.records.state import OPEN_STATES, State
from hscp.web.wording import full_name


class CannotReview(ValueError):
    """Nothing was sent or decided. The text says why and what to do, for an editor."""


def waiting_for(record):
    """Return what waits for review of `record`, a ReviewRequest with its people, or None."""
    people = ("sent_by", "sent_to")
    return ReviewRequest.objects.of(record).waiting().select_related(*people).first()


def has_something_to_review(record):
    """Return whether `record` has a draft, or is not published yet."""
    return record.state in OPEN_STATES or Draft.objects.of(record).exists()


def seen(record):
    """Return a text that is another one once what waits to be published of `record` has changed."""
    draft = draft_of(record)
    return fingerprint(draft) if draft else f"{record.pk}-{record.updated_at.timestamp():.6f}"


@transaction.atomic
def send(record, *, by, note="", to=None):
    """Send `record`, or its draft, for review by the user `to`, or by all who publish its kind. Return the ReviewRequest.

    A draft that is not published yet becomes "in review". Raises CannotReview.
    """
    record = _locked(record)
    if not has_something_to_review(record):
        raise CannotReview("There is nothing to review: it has no draft. Change it, and save a draft.")
    if (waiting := waiting_for(record)) is not None:
        raise CannotReview(f"It waits for review already: {full_name(waiting.sent_by, 'Somebody')} sent it.")
    if to is not None and not reviewers_of(record, without=by).filter(pk=to.pk).exists():
        raise CannotReview(f"{full_name(to)} cannot publish it. Choose somebody else.")
    if record.state == State.DRAFT:
        change_state(queryset=_row(record), state=State.IN_REVIEW, by=by)
    request = ReviewRequest.objects.create(record=record, note=note.strip(), sent_by=by, sent_to=to)
    if to is not None:
        tell_asked(request, record)
    return request


@transaction.atomic
def approve(record, *, by, as_seen, at=None):
    """Publish what waits for review of `record`: now, or at the moment `at` (aware datetime, to come). Return the ReviewRequest.

    `as_seen` is what `seen` gave the person who approves. Raises CannotReview, and CannotPublish with what to do.
    """
    record = _locked(record)
    if waiting_for(record) is None:
        raise CannotReview("It does not wait for review any more. Somebody else has decided it.")
    if why_not := why_not_published_by(by, record):
        raise CannotReview(why_not)
    if as_seen != seen(record):
        raise CannotReview("It has changed since you opened this page. Read it again, then decide.")
    if at is not None and at <= timezone.now():
        raise CannotReview("Choose a moment to come, or publish it now.")
    words = f"Published from {timezone.localtime(at):%-d %B %Y, %H:%M}." if at else ""
    # Closed first: publishing a draft ends what waits for its review by itself.
    request = close(record, ReviewOutcome.APPROVED, by=by, words=words)
    try:
        _publish(record, by, as_seen, at)
    except DraftChanged as error:
        raise CannotReview(str(error)) from error
    return request


def _publish(record, by, as_seen, at):
    if draft_of(record) is None:
        with content_change(by=by, comment="Approved.") as change:
            record.state = State.PUBLISHED
            if at is not None:
                record.publish_at = at
            change.save(record, ["state", "publish_at"])
    elif at is None:
        publish(record, by=by, seen=as_seen)
    else:
        approve_for(record, at=at, by=by, seen=as_seen)


@transaction.atomic
def send_back(record, *, by, words):
    """Send what waits for review of `record` back to whoever sent it, with `words`. Return the ReviewRequest. Raises CannotReview."""
    words = words.strip()
    if not words:
        raise CannotReview("Say what should change, so that the writer can mend it.")
    record = _locked(record)
    request = close(record, ReviewOutcome.SENT_BACK, by=by, words=words)
    if request is None:
        raise CannotReview("It does not wait for review any more. Somebody else has decided it.")
    _back_to_draft(record, by)
    return request


@transaction.atomic
def withdraw(record, *, by):
    """Take back what the user `by` sent for review of `record`. What was written stays. Return the ReviewRequest. Raises CannotReview."""
    record = _locked(record)
    waiting = waiting_for(record)
    if waiting is None or waiting.sent_by_id != by.pk:
        raise CannotReview("Nothing of yours waits for review here any more.")
    request = close(record, ReviewOutcome.WITHDRAWN, by=by)
    _back_to_draft(record, by)
    return request


def _back_to_draft(record, by):
    if record.state == State.IN_REVIEW:
        change_state(queryset=_row(record), state=State.DRAFT, by=by)


def _row(record):
    return type(record)._base_manager.filter(pk=record.pk)


def _locked(record):
    """Lock the record and return it as it is stored now."""
    lock(record)
    return type(record)._base_manager.get(pk=record.pk)
