"""Keeping what an editor wants to change of a record as its draft."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import OuterRef

from hscp.editing.changes import diff, merge, with_new_numbered
from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import Draft
from hscp.editing.review.closing import close
from hscp.editing.snapshots import snapshot, stored_links


def draft_of(record):
    """Return the Draft of a stored record, or None."""
    return Draft.objects.of(record).select_related("changed_by", "approved_by").first()


def drafts_beside(model):
    """Return the drafts of the record that a query of `model` stands at, for an Exists()."""
    kind = ContentType.objects.get_for_model(model)
    return Draft.objects.filter(content_type=kind, object_id=OuterRef("pk")).order_by()


def as_drafted(record, draft, theirs=()):
    """Return (the snapshot of `record` with the changes of `draft`, each Conflict with what is stored now).

    Without a draft (None) it is the record as it is stored. For `theirs` see `merge`.
    """
    if draft is None:
        return snapshot(record), []
    return merge(draft.changes, _stored(record, draft.changes), theirs)


@transaction.atomic
def keep_draft(record, wanted, *, by):
    """Keep the snapshot `wanted` as the draft of `record`, written by the user `by`. Return the Draft.

    Return None, and keep none, if it is what is stored already. A moment for which the draft was approved lapses: somebody
    has to look at it again. What conflicts with the stored record stays a conflict until somebody decides it.
    """
    lock(record)
    draft = draft_of(record)
    before = _stored(record, wanted)
    changes = diff(before, with_new_numbered(before, wanted))
    if draft is not None:
        _keep_conflicts(changes, draft.changes, before)
    if not changes:
        discard(record, by=by)
        return None
    draft = draft or Draft(record=record)
    draft.changes, draft.changed_by, draft.problem = changes, by, ""
    draft.publish_at = draft.approved_by = draft.telling = None
    draft.save()
    draft.authors.add(by)
    return draft


def discard(record, *, by=None):
    """Throw the draft of `record` away, and with it what waits for its review. Return whether there was one."""
    close(record, ReviewOutcome.WITHDRAWN, by=by)
    return bool(Draft.objects.of(record).delete()[0])


def lock(record):
    """Lock the stored record for the rest of the transaction, so that two people's changes of it come one after the other."""
    type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)


def _stored(record, found):
    return {**snapshot(record), **stored_links(found)}


def _keep_conflicts(changes, earlier, stored):
    """Let what the earlier draft began with be remembered where the stored record has changed since."""
    for conflict in merge(earlier, stored)[1]:
        before, after = changes.get(conflict.key, (None, None))
        if not conflict.field:
            if conflict.key in changes:
                changes[conflict.key] = [conflict.base, after]
        elif before and after and after[conflict.field] != before[conflict.field]:
            changes[conflict.key] = [{**before, conflict.field: conflict.base}, after]
