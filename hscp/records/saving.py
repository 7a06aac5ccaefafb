"""The one way to save a change of content: its transaction, its revision, its search documents, what may be public, and what
readers are told of it.

A kind of record may have a rule for what the public sees (`Publishable.refusals`). It is asked here, at the end of every change
and in its transaction, so that it holds whichever way a record is published: a form, a bulk action, dates, an import, an
earlier version, two records that become one.
"""

import threading
from contextlib import contextmanager
from dataclasses import dataclass

import reversion
from django.db import transaction

from hscp.languages.keeping_up import look_for_outdated
from hscp.records.public_events import PublicEvents
from hscp.records.publishable import Publishable
from hscp.search.index.dependencies import chunks
from hscp.search.index.documents import changes, refresh
from hscp.updates.writing import ToldChange

# What decides, with the present moment, if the public sees a record.
SHOWN_BY = ("state", "publish_at", "expire_at")

_open = threading.local()


class _TakenBack(Exception):
    """Ends a block of which nothing is to stay."""


class CannotPublish(ValueError):
    """The public may not see a record as a change leaves it. The text names it and says what to do, for an editor."""


@dataclass(frozen=True)
class ContentChange:
    """A change of content in progress, made by the user `by` (None for a command). See `content_change`."""

    by: object = None

    def save(self, record, fields=None):
        """Save a Publishable, or only its `fields` (a list of names), as changed by `by`."""
        record.updated_by = self.by
        record.save(update_fields=fields if fields is None else [*fields, "updated_by", "updated_at"])
        if fields is None or not {*SHOWN_BY}.isdisjoint(fields):
            self.touched(record)
        else:
            _open.told.note(record)
            refresh(record)

    def delete(self, record):
        """Delete a record, and remove it from every search document that uses it."""
        self.touched(record, gone=True)
        record.delete()

    def touched(self, *records, gone=False):
        """Say that `records` were changed by other means, or are about to be deleted: then they are `gone`.

        Accepts records of any kind: one that is searched, or one whose words other search documents use, such as an
        audience, a publisher or a session.
        """
        _open.touched += [(type(record), record.pk) for record in records]
        _open.events.note(records, by=self.by, gone=gone)
        _open.told.note(*records)
        refresh(*records)

    def say(self, record, line):
        """Tell readers of the change of `record` as the hscp.updates.telling.Line `line` says, or with NOTHING not at all.

        Whatever nobody says anything of is told by rules: see `hscp.updates.writing`.
        """
        _open.told.say(record, line)


@contextmanager
def content_change(*, by=None, comment=""):
    """Yield a ContentChange for a block, and carry out all of the block or nothing.

    At the end of the block, in its transaction, the search documents of everything it touched are written once, and then the
    lines that readers are told. A `comment` makes the block a revision by the user `by`; without one it belongs to the revision
    around it, if any.
    Blocks may be nested: each is all or nothing by itself, and the outermost one writes. Raises CannotPublish.
    """
    told = ToldChange()
    with changes(told.write), _rules_held(told):
        if not comment:
            yield ContentChange(by)
            return
        with reversion.create_revision():
            reversion.set_user(by)
            reversion.set_comment(comment)
            yield ContentChange(by)


@contextmanager
def taken_back():
    """Run a block and undo, at its end, all that it did to the database: it shows what a change would be like."""
    try:
        with transaction.atomic():
            yield
            raise _TakenBack
    except _TakenBack:
        pass


@contextmanager
def _rules_held(told):
    """At the end of the outermost block, raise CannotPublish for a record it touched that the public may not see so.

    `told`, a ToldChange, is told of what the block writes.
    """
    if getattr(_open, "touched", None) is not None:
        said = dict(_open.told.said)
        try:
            yield
        except BaseException:
            _open.told.said = said  # nobody is told of what was undone
            raise
        return
    _open.touched, _open.events, _open.told = [], PublicEvents(), told
    try:
        yield
        look_for_outdated(_open.touched)
        _refuse(_open.touched)
        _open.events.tell()
        told.look()
    finally:
        _open.touched = _open.events = _open.told = None


def _refuse(touched):
    """Raise CannotPublish for the first of the `touched` records, (model, pk) pairs, that the public may not see so."""
    for model in dict.fromkeys(model for model, _ in touched):
        if not issubclass(model, Publishable):
            continue
        for pks in chunks(sorted({pk for each, pk in touched if each is model and pk is not None})):
            for pk, text in model.refusals(pks).items():
                raise CannotPublish(f"“{model._base_manager.get(pk=pk)}”: {text}")
