"""The states of a content record, and the conditions under which the public sees one.

Whether a record is live is computed from its state and dates, so nothing has to run at the moment a record is due to
appear or disappear.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


# The states in which an editor who may not publish can work on a record itself.
OPEN_STATES = (State.DRAFT, State.IN_REVIEW)


def live_filter(prefix="", at=None):
    """Return the condition (Q) that the public sees a record at `at` (aware datetime, default now).

    `prefix` leads to the record over a relation, such as "toolkit__" from a row of a pack.
    """
    at = at or timezone.now()
    return Q(
        Q(**{f"{prefix}publish_at__isnull": True}) | Q(**{f"{prefix}publish_at__lte": at}),
        Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": at}),
        **{f"{prefix}state": State.PUBLISHED},
    )


def planned_filter(prefix="", at=None):
    """Return the condition (Q) that the public sees a record at `at` (default now) or may see it later.

    That is what the next edition can hold: drafts, records in review and scheduled ones too, but nothing that is
    archived or whose "show until" has passed.
    """
    at = at or timezone.now()
    return Q(
        Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": at}),
        **{f"{prefix}state__in": [State.DRAFT, State.IN_REVIEW, State.PUBLISHED]},
    )


def overdue_filter(on=None):
    """Return the condition (Q) that a record, not archived, has a review date before `on` (date, default today)."""
    return Q(review_date__lt=on or timezone.localdate()) & ~Q(state=State.ARCHIVED)
