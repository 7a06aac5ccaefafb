"""The pages that lines are about, as search has them now: title, address, and whether reading of them could put somebody at risk.

A page that was taken off the site is named by its kind alone: what it was called is no longer for the public.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from hscp.search.index.entries import source_of
from hscp.search.models import SearchDocument
from hscp.updates.enums import Change
from hscp.updates.models import Update

# What readers are told of a page that could put them at risk, where others may see it: a feed reader, a phone's notices.
NEUTRAL = "A page of the safeguarding portal has changed"


@dataclass(frozen=True)
class PageOfUpdate:
    """What a line is about: the `title` and the `url` of its page ("" where it has none), and if it is `sensitive`."""

    title: str
    label: str
    url: str = ""
    sensitive: bool = False


def load_pages(updates):
    """Give each of `updates` (a list of Update) its PageOfUpdate as `page`, and return them. Makes one query."""
    by_kind = defaultdict(set)
    for update in updates:
        if update.object_id is not None:
            by_kind[update.kind].add(update.object_id)
    wanted = Q()
    for kind, pks in by_kind.items():
        wanted |= Q(kind=kind, object_id__in=pks)
    rows = SearchDocument.objects.filter(wanted) if by_kind else ()
    found = {(row.kind, row.object_id): row for row in rows}
    for update in updates:
        update.page = page_of(update, found.get((update.kind, update.object_id)))
    return updates


def changes_of(records, most):
    """Return the last lines that readers were told of `records` (of one kind, on one page), with the record of each as `about`.

    They are at most `most`, the latest first. Makes one query.
    """
    if not records:
        return []
    by_key = {record.pk: record for record in records}
    found = list(Update.objects.of(*records).told().newest_first()[:most])
    for update in found:
        update.about = by_key[update.object_id]
    return found


def page_of(update, document):
    """Return the PageOfUpdate of a line whose record has this SearchDocument; None for a record that search does not know."""
    source = source_of(update.kind)
    label, plural = (source.label, source.plural) if source else (update.kind, update.kind)
    if document is None or update.change == Change.GONE:
        return PageOfUpdate(plural, label)
    if document.removed:
        return PageOfUpdate(document.title, label)
    return PageOfUpdate(document.title, label, document.data["url"], document.data["sensitive"])
