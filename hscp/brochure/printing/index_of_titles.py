"""The index of the brochure: every toolkit, resource and course once, by letter, with its themes."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from hscp.vocabulary import AudienceGroup
from hscp.web.alphabet import letter_of, sorting_key
from resources.models import Resource, Toolkit
from training.enums import CourseFormat


@dataclass
class Entry:
    """A record in the index: what kind of thing it is, in a few words, and the themes whose packs list it."""

    record: object
    kind: str
    themes: list = field(default_factory=list)


def index_of(packs):
    """Return [(letter, entries)] of all that `packs` (list of themes.packs.Pack) list, in alphabetical order.

    A record that is in several packs is one Entry, with its themes in the order of `packs`. Makes no query.
    """
    entries = {}
    for pack in packs:
        for record in _records(pack):
            entry = entries.setdefault((type(record), record.pk), Entry(record, kind_of(record)))
            if pack.theme not in entry.themes:
                entry.themes.append(pack.theme)
    _tell_apart(entries.values())
    ordered = sorted(
        entries.values(), key=lambda entry: (sorting_key(entry.record.title), entry.kind, entry.record.pk)
    )
    return [
        (letter, list(group))
        for letter, group in groupby(ordered, key=lambda entry: letter_of(entry.record.title))
    ]


def kind_of(record):
    """Return what a toolkit, resource or course is, in a few words that distinguish records of the same title."""
    if isinstance(record, Toolkit):
        return f"Toolkit for {record.get_audience_group_display().lower()}"
    if isinstance(record, Resource):
        kind = record.get_kind_display()
    elif record.format == CourseFormat.NOT_STATED and not record.is_toolkit_tour:
        kind = "Course"
    else:
        kind = record.kind_in_lists
    if record.audience_group == AudienceGroup.PROFESSIONALS:
        return kind
    return f"{kind} for {record.get_audience_group_display().lower()}"


def _records(pack):
    """Yield every toolkit, resource and course that a pack lists."""
    if pack.lead_toolkit:
        yield pack.lead_toolkit
    for part in pack.toolkits:
        yield from (row.toolkit for row in part.entries if hasattr(row, "toolkit"))
    for part in pack.sections:
        for entry in part.entries:
            yield entry.resource
            yield from entry.children
    for part in pack.courses:
        yield from part.entries


def _tell_apart(entries):
    """Add the publisher to the kind of resources that share both title and kind."""
    alike = Counter((entry.record.title, entry.kind) for entry in entries)
    for entry in entries:
        publisher = getattr(entry.record, "publisher", None)
        if publisher and alike[entry.record.title, entry.kind] > 1:
            entry.kind = f"{entry.kind}, {publisher.short_name or publisher.name}"
