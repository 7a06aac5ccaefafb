"""Publishing: changing the state of records, and recording that they were reviewed."""

from django.db import transaction
from django.utils import timezone

from hscp.editing.undoing.steps import undoable_step
from hscp.records.parts import version_lookups
from hscp.records.saving import content_change
from hscp.records.state import State


def comment_of(state):
    """Return what the history says of a record that was moved to `state`, and not changed otherwise."""
    return f"Changed to {State(state).label.lower()}."


def change_state(*, queryset, state, by):
    """Move every record of `queryset` to `state` as one revision made by the user `by`. Return how many changed.

    It can be undone for an hour. Rows are locked, so that two editors' bulk actions run one after the other.
    """
    label = State(state).label.lower()
    titles = []
    with undoable_step(by=by) as step, content_change(by=by, comment=comment_of(state)) as change:
        for record in to_change(queryset.exclude(state=state)):
            record.state = state
            change.save(record, ["state"])
            titles.append(str(record))
        step.what = f"Changed to {label}: {'; '.join(titles)}"
    return len(titles)


@transaction.atomic
def mark_reviewed(*, queryset, by, on=None, next_review=None):
    """Record that `by` reviewed every record of `queryset` on `on` (date, default today); set the next review date."""
    reviewed = 0
    with content_change(by=by, comment="Reviewed.") as change:
        for record in to_change(queryset):
            record.last_reviewed_date = on or timezone.localdate()
            record.review_date = next_review
            change.save(record, ["last_reviewed_date", "review_date"])
            reviewed += 1
    return reviewed


def to_change(queryset):
    """Return the records, locked, with all that their versions hold: to read it record by record takes most of the time."""
    return (
        queryset.select_for_update(of=("self",))
        .prefetch_related(*version_lookups(queryset.model))
        .order_by("pk")
    )
