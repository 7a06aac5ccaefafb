"""The pages that lines are about, as search has them now: title, address, and whether reading of them could put somebody at risk."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from hscp.search.index.entries import source_of
from hscp.search.models import SearchDocument

# What readers are told of a page that could put them at risk, where others may see it: a feed reader, a phone's notices.
NEUTRAL = "A page of the safeguarding portal has changed"


@dataclass(frozen=True)
class PageOfUpdate:
    """What a line is about: the `title` and the `url` of its page ("" where many share the line), and if it is `sensitive`."""

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
        update.page = _page(update, found.get((update.kind, update.object_id)))
    return updates


def _page(update, document):
    source = source_of(update.kind)
    label = source.label if source else update.kind
    if document is None:
        return PageOfUpdate(f"{label}s", label)
    if document.removed:
        return PageOfUpdate(document.title, label)
    return PageOfUpdate(document.title, label, document.data["url"], document.data["sensitive"])
