"""A theme's pack as readers see it: live items only, under their headings, in the printed order.

The theme screen loads one pack and the whole brochure loads all of them, in the same number of queries.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import timezone

from contacts.enums import Urgency
from contacts.models import NUMBERS, Pathway
from hscp.records.state import live_filter, planned_filter
from hscp.vocabulary import AudienceGroup, Section
from hscp.web.page_sizes import URGENT_CONTACTS
from resources.models import Toolkit
from themes.models import Process, ThemeCourse, ThemePathway, ThemeResource, ThemeToolkit, ThemeToolkitList
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


@dataclass
class Pack:
    """What a reader of one theme sees. Empty parts are left out.

    A pack that names no live pathway gets the urgent ones, so that no theme is without a number. Entries are
    ThemeToolkit and ThemeToolkitList rows in `toolkits` (one part for each audience), ResourceEntry in `sections`, and
    courses in `courses` (one part for each format).
    """

    theme: object
    lead_toolkit: object = None
    toolkits: list[Part] = field(default_factory=list)
    sections: list[Part] = field(default_factory=list)
    courses: list[Part] = field(default_factory=list)
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

    @property
    def course_count(self):
        """How many courses the pack lists."""
        return sum(part.count for part in self.courses)


class _Shown:
    """Which records a pack shows at `at`: the live ones or, with `drafts`, the planned ones too."""

    def __init__(self, at, drafts):
        self.at, self.drafts = at or timezone.now(), drafts

    def condition(self, prefix):
        return (planned_filter if self.drafts else live_filter)(prefix, self.at)

    def of(self, model):
        return model.objects.filter(self.condition(""))

    def one(self, record):
        """Return `record` (or None) if it is shown, else None."""
        if record is None:
            return None
        return record if (record.is_planned if self.drafts else record.is_live)(self.at) else None


def load_packs(themes, at=None, drafts=False):
    """Return a list of the Packs of `themes` (with their lead toolkits loaded), live at `at` (default now).

    With `drafts`, for staff only, they also hold what is planned: items that are drafts, in review or scheduled.
    Archived and expired items are left out, as they will be from the next edition.

    Makes ten queries at most, however many themes and items there are, and five more if a theme names no contact.
    """
    themes, shown = list(themes), _Shown(at, drafts)
    toolkits = _rows(ThemeToolkit, themes, shown, "toolkit")
    pointers = _pointers(themes, shown)
    resources = _rows(
        ThemeResource, themes, shown, "resource", "resource__publisher", "collection__publisher"
    )
    courses = _rows(ThemeCourse, themes, shown, "course", "course__toolkit")
    pathways = _rows(
        ThemePathway, themes, shown, "pathway", prefetch=[f"pathway__{lookup}" for lookup in NUMBERS]
    )
    urgent = _urgent_pathways(shown) if any(theme.pk not in pathways for theme in themes) else []
    processes = _by_theme(
        Process.themes.through.objects.filter(shown.condition("process__"), theme__in=themes)
        .select_related("process")
        .order_by("process__order", "process__title", "pk")
    )
    return [
        Pack(
            theme=theme,
            lead_toolkit=shown.one(theme.lead_toolkit),
            toolkits=_by_audience(theme, toolkits[theme.pk], pointers[theme.pk]),
            sections=_by_section(resources[theme.pk], shown),
            courses=_by_format([row.course for row in courses[theme.pk]]),
            pathways=_by_urgency(row.pathway for row in pathways[theme.pk]) or urgent,
            processes=[row.process for row in processes[theme.pk]],
        )
        for theme in themes
    ]


def _rows(model, themes, shown, item, *related, prefetch=()):
    """Return the packs' rows of `model` whose `item` is shown, by the theme's pk, in the printed order."""
    rows = model.objects.filter(shown.condition(f"{item}__"), theme__in=themes)
    rows = rows.select_related(item, *related).order_by("order", "pk")
    return _by_theme(rows.prefetch_related(*prefetch))


def _pointers(themes, shown):
    """Return the packs' pointers by the theme's pk; `leads_somewhere` is False if no toolkit for them is shown."""
    some = Exists(shown.of(Toolkit).filter(audience_group=OuterRef("audience_group")))
    rows = ThemeToolkitList.objects.filter(theme__in=themes).annotate(leads_somewhere=some)
    return _by_theme(rows.order_by("order", "pk"))


def _by_theme(rows):
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.theme_id].append(row)
    return grouped


def _by_urgency(pathways):
    return sorted(pathways, key=lambda pathway: Urgency.values.index(pathway.urgency))


def _urgent_pathways(shown):
    """Return the first urgent pathways, the most urgent first: reporting a concern is one of them."""
    return list(shown.of(Pathway).urgent().with_numbers()[:URGENT_CONTACTS])


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


def _by_section(rows, shown):
    """Return a Part for each section, with resources under the collections that the pack puts them under.

    A collection that is not itself listed becomes a heading at the position of its first resource. Resources whose
    collection is not shown are listed on their own.
    """
    sections = {section: {} for section in Section}
    for row in rows:
        entries = sections[row.section]
        if heading := shown.one(row.collection):
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
