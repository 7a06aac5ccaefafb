"""Comments on the fields of a record: written, and resolved."""

from django.utils import timezone

from hscp.editing.models import Comment


def add_comment(record, *, by, text, field=""):
    """Write a comment of the user `by` on a `field` of `record`, "" for the record as a whole. Return the Comment.

    Raises ValueError for one without words.
    """
    if not text.strip():
        raise ValueError("Write the comment.")
    return Comment.objects.create(record=record, field=field, text=text.strip(), written_by=by)


def resolve(record, *, pk, by):
    """Resolve the comment `pk` of `record`. Return whether it was open: of two people who resolve it, one does."""
    open_ones = Comment.objects.of(record).open().filter(pk=pk)
    return bool(open_ones.update(resolved_by=by, resolved_at=timezone.now()))
