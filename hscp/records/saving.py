"""The one door through which a change of content is saved: its transaction, its revision, and what search knows of it."""

from contextlib import contextmanager
from dataclasses import dataclass

import reversion

from hscp.search.index.documents import changes, refresh


@dataclass(frozen=True)
class ContentChange:
    """A change of content under way, made by the user `by` (None for a command). See `content_change`."""

    by: object = None

    def save(self, record, fields=None):
        """Save a Publishable, or only its `fields` (a list of names), as changed by whoever makes the change."""
        record.updated_by = self.by
        record.save(update_fields=fields if fields is None else [*fields, "updated_by", "updated_at"])
        self.touched(record)

    def delete(self, record):
        """Delete a record, and take it out of whatever search knows by it."""
        self.touched(record)
        record.delete()

    def touched(self, *records):
        """Tell that `records` were changed by other means, or are about to be deleted.

        Takes records of any kind: one that is searched, or one whose words others' search documents use, such as an
        audience, a publisher or a session.
        """
        refresh(*records)


@contextmanager
def content_change(*, by=None, comment=""):
    """Give a ContentChange for a block, and carry out all of it or nothing.

    At the end of the block, in its transaction, the search documents of everything that it touched are written once. A
    `comment` makes the block a revision of the user `by`; without one it belongs to the revision around it, if any.
    Blocks may be nested: the outermost one writes.
    """
    with changes():
        if not comment:
            yield ContentChange(by)
            return
        with reversion.create_revision():
            reversion.set_user(by)
            reversion.set_comment(comment)
            yield ContentChange(by)
