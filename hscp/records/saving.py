"""The one way to save a change of content: its transaction, its revision and its search documents."""

from contextlib import contextmanager
from dataclasses import dataclass

import reversion

from hscp.search.index.documents import changes, refresh


@dataclass(frozen=True)
class ContentChange:
    """A change of content in progress, made by the user `by` (None for a command). See `content_change`."""

    by: object = None

    def save(self, record, fields=None):
        """Save a Publishable, or only its `fields` (a list of names), as changed by `by`."""
        record.updated_by = self.by
        record.save(update_fields=fields if fields is None else [*fields, "updated_by", "updated_at"])
        self.touched(record)

    def delete(self, record):
        """Delete a record, and remove it from every search document that uses it."""
        self.touched(record)
        record.delete()

    def touched(self, *records):
        """Say that `records` were changed by other means, or are about to be deleted.

        Accepts records of any kind: one that is searched, or one whose words other search documents use, such as an
        audience, a publisher or a session.
        """
        refresh(*records)


@contextmanager
def content_change(*, by=None, comment=""):
    """Yield a ContentChange for a block, and carry out all of the block or nothing.

    At the end of the block, in its transaction, the search documents of everything it touched are written once. A
    `comment` makes the block a revision by the user `by`; without one it belongs to the revision around it, if any.
    Blocks may be nested: each is all or nothing by itself, and the outermost one writes.
    """
    with changes():
        if not comment:
            yield ContentChange(by)
            return
        with reversion.create_revision():
            reversion.set_user(by)
            reversion.set_comment(comment)
            yield ContentChange(by)
