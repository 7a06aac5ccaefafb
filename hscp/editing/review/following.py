"""What waits for review follows the state of the record, whichever way that is changed: a form, a bulk action, a sheet."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import Draft, ReviewRequest
from hscp.editing.review.closing import close
from hscp.records.state import State


@transaction.atomic
def follow(records, *, by):
    """Bring what waits for review into line with the states of `records` of one kind, which the user `by` has just saved.

    One that is "in review" now is sent to all who publish its kind; what waits for one that left this state is over. What waits
    for a draft beside a record goes on waiting. The number of queries grows only with what is over.
    """
    if not records:
        return
    kind = ContentType.objects.get_for_model(records[0])
    these = {"content_type": kind, "object_id__in": [record.pk for record in records]}
    drafted = set(Draft.objects.filter(**these).values_list("object_id", flat=True))
    waiting = set(ReviewRequest.objects.waiting().filter(**these).values_list("object_id", flat=True))
    new = []
    for record in records:
        if record.pk in drafted:
            continue
        if record.state == State.IN_REVIEW and record.pk not in waiting:
            new.append(ReviewRequest(content_type=kind, object_id=record.pk, sent_by=by))
        elif record.state != State.IN_REVIEW and record.pk in waiting:
            is_out = record.state == State.PUBLISHED
            close(record, ReviewOutcome.APPROVED if is_out else ReviewOutcome.WITHDRAWN, by=by)
    ReviewRequest.objects.bulk_create(new)
