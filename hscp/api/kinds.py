"""The kinds of record that /api/v1/ gives, each with its list, its filters and its shape: those of the public pages."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Subquery

from contacts.filters import PathwayFilter
from contacts.models import Pathway, ThresholdLevel
from hscp.api import content, learning, lines, schemas
from hscp.api.open_referral import Service, services
from hscp.languages.models import Wording
from hscp.site.updates.filters import UpdateFilter
from hscp.updates.models import Update
from hscp.web.filters import FacetedFilterSet
from resources.filters import ResourceFilter, ToolkitFilter
from resources.models import Resource, Toolkit
from themes.models import Process, Term, Theme
from training.enums import SessionState
from training.filters import CourseFilter, SessionFilter, filterable
from training.models import Course, Session

# Python refuses to read a number of thousands of digits; no key of the database has as many as this.
_DIGITS = 20


def _slug(key):
    """Return a slug; None for what none has ever been. PostgreSQL refuses a NUL."""
    return key if key.isprintable() else None


def _uid(key):
    try:
        return UUID(key)
    except ValueError:
        return None


def _number(key):
    return int(key) if key.isascii() and key.isdigit() and len(key) < _DIGITS else None


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    `name` is the last part of its list's address, `singular` what one is called. `records` returns the queryset of what the public
    sees, in the order of the page's list and with all that `make` needs; `make(records, absolute)` returns a dictionary for each,
    of the shape `schema`. `filters` are those of the page, or None. One record is found by its `key`, a field that readers know by
    `key_name`, which `read_key` makes of the text in an address (None for what cannot be one), among those that `one_of` returns
    where they are more than the list has.
    """

    name: str
    singular: str
    summary: str
    records: Callable
    make: Callable
    schema: object
    filters: type[FacetedFilterSet] | None = None
    key: str = "slug"
    key_name: str = "slug"
    read_key: Callable = _slug
    one_of: Callable | None = None

    def find(self, key):
        """Return the record with that key (str), or None. A session that has begun or is over is found, too, as its page is."""
        read = self.read_key(key)
        return None if read is None else (self.one_of or self.records)().filter(**{self.key: read}).first()

    @property
    def route(self):
        """The name of the route of one record, without its namespace."""
        return self.singular.replace(" ", "_")


def _live(name, model):
    return Prefetch(name, model.objects.live().order_by("title", "pk"))


def _wordings():
    """Return how the wordings of live records are loaded with them."""
    return Prefetch("wordings", Wording.objects.shown().by_name())


def _themes():
    return Theme.objects.live().in_order().select_related("lead_toolkit").prefetch_related(_wordings())


def _toolkits():
    toolkits = Toolkit.objects.live().order_by("title", "pk").with_links()
    return toolkits.prefetch_related(_themes_of(), Prefetch("led_themes", Theme.objects.live()), _wordings())


def _resources():
    resources = Resource.objects.live().order_by("title", "pk").with_links()
    return resources.select_related("publisher", "collection").prefetch_related(
        "audiences", _themes_of(), _wordings()
    )


def _courses():
    dates = Session.objects.public().upcoming().exclude(state=SessionState.CANCELLED)
    next_date = Subquery(dates.filter(course=OuterRef("pk")).values("starts_at")[:1])
    courses = Course.objects.live().order_by("title", "format", "pk").with_links()
    courses = courses.annotate(next_date=next_date).select_related("provider", "toolkit")
    return courses.prefetch_related("audiences", _themes_of())


def _sessions():
    return filterable(Session.objects.public().upcoming()).select_related("course")


def _all_sessions():
    return Session.objects.public().with_availability().select_related("course")


def _processes():
    return (
        Process.objects.live()
        .order_by("order", "title", "pk")
        .prefetch_related(
            "sections",
            _themes_of(),
            Prefetch("pathways", Pathway.objects.live().in_order()),
            _live("resources", Resource),
        )
    )


def _threshold_levels():
    levels = ThresholdLevel.objects.live().order_by("number")
    return levels.prefetch_related("indicators", Prefetch("pathways", Pathway.objects.live().in_order()))


def _terms():
    kinds = {
        "themes": Theme,
        "toolkits": Toolkit,
        "processes": Process,
        "pathways": Pathway,
        "resources": Resource,
        "courses": Course,
    }
    terms = Term.objects.live().order_by("title", "pk")
    return terms.prefetch_related(*(_live(name, kinds[name]) for name in Term.LEADS_TO))


def _pathways():
    return Pathway.objects.live().in_order().prefetch_related("steps").with_numbers()


def _updates():
    return Update.objects.public().newest_first().prefetch_related("facets", "record")


def _themes_of():
    return Prefetch("themes", Theme.objects.live().in_order())


KINDS = (
    Kind("themes", "theme", "Safeguarding themes with their packs", _themes, content.themes, schemas.Theme),
    Kind(
        "toolkits",
        "toolkit",
        "Toolkits and where to find them",
        _toolkits,
        content.toolkits,
        schemas.Toolkit,
        ToolkitFilter,
    ),
    Kind(
        "resources",
        "resource",
        "Guides, forms, reviews, videos and websites",
        _resources,
        content.resources,
        schemas.Resource,
        ResourceFilter,
    ),
    Kind(
        "courses",
        "course",
        "Courses of every format",
        _courses,
        learning.courses,
        schemas.Course,
        CourseFilter,
    ),
    Kind(
        "sessions",
        "session",
        "Dated sessions to come, the soonest first",
        _sessions,
        learning.sessions,
        schemas.Session,
        SessionFilter,
        key="uid",
        key_name="id",
        read_key=_uid,
        one_of=_all_sessions,
    ),
    Kind(
        "pathways",
        "pathway",
        "Whom to contact, as Open Referral UK services",
        _pathways,
        services,
        Service,
        PathwayFilter,
    ),
    Kind(
        "processes",
        "process",
        "What agencies do about a topic",
        _processes,
        content.processes,
        schemas.Process,
    ),
    Kind(
        "threshold-levels",
        "threshold level",
        "The four levels of need",
        _threshold_levels,
        content.threshold_levels,
        schemas.ThresholdLevel,
    ),
    Kind("terms", "term", "Acronyms and words of the glossary", _terms, content.terms, schemas.Term),
    Kind(
        "updates",
        "update",
        "What changed for readers, the latest first",
        _updates,
        lines.updates,
        schemas.Update,
        UpdateFilter,
        key="pk",
        key_name="number",
        read_key=_number,
    ),
)
