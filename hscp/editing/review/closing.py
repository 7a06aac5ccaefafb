"""What was sent for review is over, because somebody decided it or because what it was about has gone."""

from django.utils import timezone

from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import ReviewRequest
from hscp.editing.review.mails import tell_sender


def latest_review(record):
    """Return what waits for review of `record`, or was sent back last and not sent again, with its people; else None."""
    people = ("sent_by", "sent_to", "decided_by")
    latest = ReviewRequest.objects.of(record).select_related(*people).first()
    is_told = latest is not None and latest.outcome in (ReviewOutcome.WAITING, ReviewOutcome.SENT_BACK)
    return latest if is_told else None


def close(record, outcome, *, by, words=""):
    """Give what waits for review of `record` an `outcome`, decided by the user `by`. Return it, or None if nothing waited.

    The sender is told by mail what others decided. Called in a transaction that has locked the record.
    """
    request = ReviewRequest.objects.of(record).waiting().select_related("sent_by").first()
    if request is None:
        return None
    request.outcome, request.words = outcome, words
    request.decided_by, request.decided_at = by, timezone.now()
    request.save()
    if outcome != ReviewOutcome.WITHDRAWN:
        tell_sender(request, record)
    return request
