"""A draft becomes what the public sees: at once, or at the moment for which somebody approved it."""

from django.db import transaction
from django.utils import timezone

from hscp.editing.drafts.keeping import as_drafted, discard, draft_of, lock
from hscp.editing.drafts.telling import as_kept, kept_line, suggested
from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import Draft
from hscp.editing.review.closing import close
from hscp.editing.snapshots import CannotPut, parse_key, put, stored_links
from hscp.editing.undoing.steps import undoable_step
from hscp.links.deciding import touch_records
from hscp.links.models import Link
from hscp.records.publishable import Publishable
from hscp.records.redirects import keep_address
from hscp.records.saving import CannotPublish, content_change
from hscp.web.wording import full_name


class DraftChanged(ValueError):
    """The draft is not what the person who publishes it has read; nothing was published."""

    def __init__(self):
        super().__init__("The draft has changed since you opened this page. Read it again, then decide.")


@transaction.atomic
def publish(record, *, by, seen, theirs=(), mine=(), telling=None):
    """Make the draft of `record` what is stored, as one revision by the user `by`, who can undo it for an hour. Return the record.

    `seen` is `fingerprint` of the draft as that person read it. Each conflict with the stored record must be decided: its name is
    in `theirs` or in `mine`. `telling` is what readers are told of it, a Line or NOTHING; by default what was decided before, or else
    what the changes suggest. Raises DraftChanged, CannotPublish (with what to do), and then publishes nothing.
    """
    lock(record)
    draft = draft_of(record)
    if draft is None or fingerprint(draft) != seen:
        raise DraftChanged
    wanted, conflicts = as_drafted(record, draft, theirs)
    if any(conflict.name not in {*theirs, *mine} for conflict in conflicts):
        raise CannotPublish(
            "It was changed elsewhere since this draft was begun. Decide for each difference which of the two stays."
        )
    with undoable_step(by=by, what=f"Published the draft of “{record}”"):
        comment = f"Published the draft{_author(draft, by)}."
        telling = next(
            each for each in (telling, kept_line(draft), suggested(record, draft.changes)) if each is not None
        )
        published = write(record, wanted, by=by, comment=comment, telling=telling)
        close(record, ReviewOutcome.APPROVED, by=by)
        discard(record)
    return published


def write(record, wanted, *, by, comment, telling=None):
    """Make the stored record what the snapshot `wanted` says, as one revision. Return the record. Raises CannotPublish.

    `telling` is what readers are told of it, a Line or NOTHING; by default the rules of `hscp.updates.writing` decide.
    """
    before = type(record)._base_manager.get(pk=record.pk)
    links = stored_links(wanted)
    try:
        with content_change(by=by, comment=comment) as change:
            put(record, wanted, number_anew=True)
            for key in [key for key, link in links.items() if link != wanted[key]]:
                touch_records(change, Link.objects.get(pk=parse_key(key)[1]))
            after = type(record)._base_manager.get(pk=record.pk)
            change.save(after)
            if telling is not None:
                change.say(after, telling)
            if isinstance(after, Publishable):
                keep_address(before, after)
    except CannotPut as error:
        raise CannotPublish(str(error)) from error
    return after


@transaction.atomic
def approve_for(record, *, at, by, seen, telling=None):
    """Let the draft of `record` be published at `at` (aware datetime, to come), approved by the user `by`; for `telling` see `publish`.

    Raises DraftChanged, ValueError with what to do for a moment that is over, and CannotPublish where something is to be decided first.
    """
    lock(record)
    draft = draft_of(record)
    if draft is None or fingerprint(draft) != seen:
        raise DraftChanged
    if at <= timezone.now():
        raise ValueError("Choose a moment to come, or publish it now.")
    if as_drafted(record, draft)[1]:
        raise CannotPublish("It was changed elsewhere since this draft was begun. Decide that first.")
    draft.publish_at, draft.approved_by, draft.problem = at, by, ""
    draft.telling = as_kept(telling)
    draft.save(update_fields=["publish_at", "approved_by", "problem", "telling"])
    return draft


@transaction.atomic
def cancel_moment(record):
    """Keep the draft of `record`, but do not publish it by itself."""
    lock(record)
    Draft.objects.of(record).update(publish_at=None, approved_by=None)


def publish_due(at=None):
    """Publish the drafts whose moment has come by `at` (aware datetime, default now).

    Return (the records published, [(record, why not)]). One that cannot be published keeps its draft, with the reason and without
    the moment, so that somebody can mend it.
    """
    due = Draft.objects.due(at or timezone.now())
    published, failed = [], []
    for draft in due.order_by("publish_at", "pk"):
        record = draft.record
        try:
            with transaction.atomic():
                lock(record)
                # Those before it took their time, in which somebody may have cancelled or moved its moment.
                if not due.filter(pk=draft.pk).exists():
                    continue
                published.append(publish(record, by=draft.approved_by, seen=fingerprint(draft)))
        except DraftChanged:
            continue  # somebody has just published it, or changed it: then nobody has approved it any longer
        except CannotPublish as error:
            failed.append((record, str(error)))
            due.filter(pk=draft.pk).update(problem=str(error), publish_at=None)
    return published, failed


def fingerprint(draft):
    """Return a text that is another one once the draft has been changed."""
    return f"{draft.pk}-{draft.changed_at.timestamp():.6f}"


def _author(draft, by):
    writer = draft.changed_by
    return "" if writer is None or writer == by else f" of {full_name(writer)}"
