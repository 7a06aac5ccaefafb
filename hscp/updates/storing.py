"""What is told as rows: a line for each record, or for many of one change a line for each theme."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils.text import get_text_list

from hscp.search.index.entries import source_of
from hscp.search.models import SearchDocument
from hscp.updates.enums import Change, FacetName
from hscp.updates.models import CONTACT, Update, UpdateFacet
from hscp.updates.telling import Line
from hscp.web.wording import counted

# One change of more records than this, an import or a bulk action, writes a line for each theme and not for each record.
MOST_LINES = 10
THEME = "theme"
_BATCH = 500


@dataclass(frozen=True)
class Told:
    """A Line of the record of `document`, shown from the moment `at`."""

    document: SearchDocument
    line: Line
    at: datetime


def store(told, now):
    """Write the lines of what is `told` (a list of Told) at `now` (aware datetime): two queries, and one more where lines are shared."""
    single, many = (told, []) if len(told) <= MOST_LINES else _divided(told, now)
    _store([*(_update(each) for each in single), *_grouped(many, now)])


def values_of(document, name):
    """Return the values of the choices `name` ("themes", "audiences") of a SearchDocument."""
    return [choice["value"] for choice in document.data.get(name, ())]


def _update(told):
    """Return (an unsaved Update of what is `told`, its facets as (name, value))."""
    document = told.document
    update = Update(
        content_type=ContentType.objects.get_for_model(source_of(document.kind).model),
        object_id=document.object_id,
        kind=document.kind,
        change=told.line.change,
        words=told.line.words[:300],
        major=told.line.major,
        said_at=told.at,
    )
    area = document.data.get("area")
    facets = [
        *((FacetName.THEME, value) for value in values_of(document, "themes")),
        *((FacetName.AUDIENCE, value) for value in values_of(document, "audiences")),
        *([(FacetName.AREA, area["value"])] if area else []),
    ]
    return update, facets


def _divided(told, now):
    """Return (what keeps a line of its own, what shares one) of the `told`: a number, a contact that is gone, and what comes later.

    The line of all would tell of what comes later too early.
    """
    alone, shared = [], []
    for each in told:
        is_on_paper = each.line.change == Change.NUMBER or (
            each.line.change == Change.GONE and each.document.kind == CONTACT
        )
        (alone if is_on_paper or each.at > now else shared).append(each)
    return alone, shared


def _grouped(told, now):
    """Return one line for each theme of what is `told`, and one for each kind of record that has none; each as `_update` does."""
    groups = defaultdict(list)
    for each in told:
        for theme in values_of(each.document, "themes") or [""]:
            groups[theme or each.document.kind, bool(theme)].append(each)
    themes = {
        value: row
        for row in (SearchDocument.objects.filter(kind=THEME, removed=False) if groups else ())
        if row.is_live(now)
        for value in values_of(row, "themes")
    }
    return [
        _update(Told(themes[name], _group_line(members), now))
        if is_theme and name in themes
        else _of_kind(members, now)
        for (name, is_theme), members in groups.items()
    ]


def _group_line(members):
    """Return the Line of many records at once: "4 new pages and 10 pages changed"."""
    counts = Counter(each.line.change for each in members)
    new, gone = counts[Change.NEW], counts[Change.GONE]
    others = len(members) - new - gone
    words = [
        counted(new, "new page") if new else "",
        counted(others, "page changed", "pages changed") if others else "",
        counted(gone, "page taken off this site", "pages taken off this site") if gone else "",
    ]
    is_major = any(each.line.major for each in members)
    return Line(
        Change.NEW if new else Change.CONTENTS,
        get_text_list([each for each in words if each], "and"),
        major=is_major,
    )


def _of_kind(members, now):
    update, facets = _update(Told(members[0].document, _group_line(members), now))
    update.content_type = update.object_id = None
    shared = set(facets).intersection(*(_update(each)[1] for each in members))
    return update, sorted(shared)


def _store(updates):
    if not updates:
        return
    rows = Update.objects.bulk_create([update for update, _ in updates])
    UpdateFacet.objects.bulk_create(
        [
            UpdateFacet(update=row, name=name, value=value)
            for row, (_, facets) in zip(rows, updates, strict=True)
            for name, value in dict.fromkeys(facets)
        ],
        batch_size=_BATCH,
    )
