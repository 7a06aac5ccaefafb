"""A theme's pack as readers see it: live items only, under their headings, in the printed order.

The theme screen loads one pack and the whole brochure loads all of them, in the same number of queries.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import timezone

from contacts.enums import Urgency
from contacts.models import Pathway, load_numbers
from hscp.links.models import load_links
from hscp.records.compiled_queries import CompiledQuery
from hscp.records.state import live_filter, planned_filter
from hscp.vocabulary import AudienceGroup, Section
from hscp.web.page_sizes import URGENT_CONTACTS
from resources.models import Toolkit
from themes.models import (
    Process,
    ThemeBookingLine,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
    ThemeToolkitList,
)
from training.enums import CourseFormat


@dataclass
class Part:
    """A headed part of a pack. What `entries` are depends on the part: see Pack."""

    id: str
    heading: str
    entries: list

    @property
    def count(self):
        """How many records the part lists; children count as well as the heading they are under."""
        return sum(1 + len(getattr(entry, "children", ())) for entry in self.entries)


@dataclass
class ResourceEntry:
    """A resource of a section, and the resources under it if it is a collection's heading."""

    resource: object
    children: list = field(default_factory=list)


@dataclass(frozen=True)
class BookingLine:
    """A line that asks readers to book: its BookingLineKind, and the toolkit that it names, if that is shown."""

    kind: str
    toolkit: object = None


@dataclass
class Pack:
    """What a reader of one theme sees. Empty parts are left out.

    A pack that names no live pathway gets the urgent ones, so that no theme is without a number. Entries are
    ThemeToolkit and ThemeToolkitList rows in `toolkits` (one part for each audience), ResourceEntry in `sections`, and
    courses in `courses` (one part for each format). `booking_lines` ask readers to book.
    """

    theme: object
    lead_toolkit: object = None
    toolkits: list[Part] = field(default_factory=list)
    sections: list[Part] = field(default_factory=list)
    courses: list[Part] = field(default_factory=list)
    booking_lines: list[BookingLine] = field(default_factory=list)
    pathways: list = field(default_factory=list)
    processes: list = field(default_factory=list)

    @property
    def toolkit_count(self):
        """How many lines there are under "Toolkits"."""
        return bool(self.lead_toolkit) + sum(part.count for part in self.toolkits)

    @property
    def toolkit_audiences(self):
        """The audience groups (a set of values) that the pack has toolkits for, including that of its lead toolkit."""
        rows = [row for part in self.toolkits for row in part.entries]
        groups = {row.toolkit.audience_group for row in rows if hasattr(row, "toolkit")}
        groups |= {row.audience_group for row in rows if getattr(row, "leads_somewhere", False)}
        return groups | ({self.lead_toolkit.audience_group} if self.lead_toolkit else set())

    def linked_records(self):
        """Return the toolkits, resources and courses of the pack, as a list."""
        found = [self.lead_toolkit] if self.lead_toolkit else []
        found += [row.toolkit for part in self.toolkits for row in part.entries if hasattr(row, "toolkit")]
        for entry in (entry for part in self.sections for entry in part.entries):
            found += [entry.resource, *entry.children]
        return found + [course for part in self.courses for course in part.entries]

    @property
    def course_count(self):
        """How many courses the pack lists."""
        return sum(part.count for part in self.courses)


def _condition(prefix, at, drafts):
    """Return the condition that a pack shows a record at `at`: the live ones or, with `drafts`, the planned ones too."""
    return (planned_filter if drafts else live_filter)(prefix, at)


def _one(record, at, drafts):
    """Return `record` (or None) if a pack shows it, else None."""
    if record is None:
        return None
    return record if (record.is_planned if drafts else record.is_live)(at) else None


def _rows(model, item, fields, related=()):
    """Return the query of the packs' rows of `model` whose `item` is shown, in the printed order.

    Of the item and of what is `related` it reads `fields`: those that the page and the PDF of a pack show.
    """

    def build(themes, at, drafts):
        rows = model.objects.filter(_condition(f"{item}__", at, drafts), theme__in=themes)
        own = (field.name for field in model._meta.concrete_fields)
        return rows.select_related(item, *related).only(*own, *fields).order_by("order", "pk")

    return CompiledQuery(build)


def _fields(item, *names):
    """Return the fields of `item` that a line shows: `names` and what lines of every kind do."""
    return [f"{item}__{name}" for name in ("title", "slug", "not_available", "area", *names)]


_RESOURCE = (
    "kind",
    "audience_group",
    "valid_from_year",
    "valid_to_year",
    "publisher__name",
    "publisher__short_name",
)
_DATES = ("state", "publish_at", "expire_at")
_toolkit_rows = _rows(ThemeToolkit, "toolkit", _fields("toolkit", "audience_group", "summary"))
_resource_rows = _rows(
    ThemeResource,
    "resource",
    [*_fields("resource", *_RESOURCE), *_fields("collection", *_RESOURCE, *_DATES)],
    ("resource__publisher", "collection__publisher"),
)
_course_rows = _rows(
    ThemeCourse, "course", _fields("course", "format", "toolkit", "provider", "audience_group")
)


@CompiledQuery
def _pointers(themes, at, drafts):
    """Return the packs' pointers; `leads_somewhere` is False if no toolkit for them is shown."""
    shown = Toolkit.objects.filter(_condition("", at, drafts), audience_group=OuterRef("audience_group"))
    rows = ThemeToolkitList.objects.filter(theme__in=themes).annotate(leads_somewhere=Exists(shown))
    return rows.order_by("order", "pk")


@CompiledQuery
def _booking_lines(themes):
    return ThemeBookingLine.objects.filter(theme__in=themes).select_related("toolkit").order_by("order", "pk")


@CompiledQuery
def _pathway_rows(themes, at, drafts):
    rows = ThemePathway.objects.filter(_condition("pathway__", at, drafts), theme__in=themes)
    return rows.select_related("pathway").order_by("order", "pk")


@CompiledQuery
def _process_rows(themes, at, drafts):
    rows = Process.themes.through.objects.filter(_condition("process__", at, drafts), theme__in=themes)
    rows = rows.select_related("process").order_by("process__order", "process__title", "pk")
    return rows.only("theme", "process__title", "process__slug", "process__summary")


@CompiledQuery
def _urgent_pathways(at, drafts):
    """Return the first urgent pathways, the most urgent first: reporting a concern is one of them."""
    return Pathway.objects.filter(_condition("", at, drafts)).urgent()[:URGENT_CONTACTS]


def load_packs(themes, at=None, drafts=False):
    """Return a list of the Packs of `themes` (with their lead toolkits loaded), live at `at` (default now).

    With `drafts`, for staff only, they also hold what is planned: items that are drafts, in review or scheduled.
    Archived and expired items are left out, as they will be from the next edition.

    Makes 12 queries at most, however many themes and items there are, and one more if a theme names no contact.
    """
    themes = list(themes)
    at = at or timezone.now()
    shown = {"themes": [theme.pk for theme in themes], "at": at, "drafts": drafts}
    toolkits, pointers = _by_theme(_toolkit_rows(**shown)), _by_theme(_pointers(**shown))
    resources, courses = _by_theme(_resource_rows(**shown)), _by_theme(_course_rows(**shown))
    booking_lines = _by_theme(_booking_lines(themes=shown["themes"]))
    pathways, processes = _by_theme(_pathway_rows(**shown)), _by_theme(_process_rows(**shown))
    names_none = any(theme.pk not in pathways for theme in themes)
    urgent = _urgent_pathways(at=at, drafts=drafts) if names_none else []
    load_numbers([*(row.pathway for rows in pathways.values() for row in rows), *urgent])
    packs = [
        Pack(
            theme=theme,
            lead_toolkit=_one(theme.lead_toolkit, at, drafts),
            toolkits=_by_audience(theme, toolkits[theme.pk], pointers[theme.pk]),
            sections=_by_section(resources[theme.pk], at, drafts),
            courses=_by_format([row.course for row in courses[theme.pk]]),
            booking_lines=[
                BookingLine(row.kind, _one(row.toolkit, at, drafts)) for row in booking_lines[theme.pk]
            ],
            pathways=_by_urgency(row.pathway for row in pathways[theme.pk]) or urgent,
            processes=[row.process for row in processes[theme.pk]],
        )
        for theme in themes
    ]
    load_links(record for pack in packs for record in pack.linked_records())
    return packs


def _by_theme(rows):
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.theme_id].append(row)
    return grouped


def _by_urgency(pathways):
    return sorted(pathways, key=lambda pathway: Urgency.values.index(pathway.urgency))


def _by_audience(theme, toolkits, pointers):
    """Return a Part for each audience group. The lead toolkit is shown above them."""
    grouped = defaultdict(list)
    for row in toolkits:
        if row.toolkit_id != theme.lead_toolkit_id:
            grouped[row.toolkit.audience_group].append(row)
    for row in pointers:
        grouped[row.audience_group].append(row)
    return [
        Part(
            f"toolkits-{group.value}",
            group.label,
            sorted(grouped[group], key=lambda row: (row.order, row.pk)),
        )
        for group in AudienceGroup
        if grouped[group]
    ]


def _by_section(rows, at, drafts):
    """Return a Part for each section, with resources under the collections that the pack puts them under.

    A collection that is not itself listed becomes a heading at the position of its first resource. Resources whose
    collection is not shown are listed on their own.
    """
    sections = {section: {} for section in Section}
    for row in rows:
        entries = sections[row.section]
        if heading := _one(row.collection, at, drafts):
            entry = entries.setdefault(heading.pk, ResourceEntry(heading))
            entry.children.append(row.resource)
        else:
            entries.setdefault(row.resource_id, ResourceEntry(row.resource))
    return [
        Part(section.value.replace("_", "-"), section.label, list(entries.values()))
        for section, entries in sections.items()
        if entries
    ]


def _by_format(courses):
    """Return a Part for each format of `courses`, in the order of the catalogue's formats."""
    grouped = defaultdict(list)
    for course in sorted(courses, key=lambda course: CourseFormat.values.index(course.format)):
        grouped[course.format].append(course)
    return [
        Part(f"training-{code.replace('_', '-')}", entries[0].format_heading, entries)
        for code, entries in grouped.items()
    ]
