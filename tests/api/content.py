"""A live record of each kind that /api/v1/ gives, in use by one another."""

from hscp.search.index.documents import refresh_all
from hscp.updates.enums import Change
from hscp.updates.models import Update, UpdateFacet
from tests.factories import (
    make_audience,
    make_contact_point,
    make_course,
    make_opening_hours,
    make_pathway,
    make_pathway_step,
    make_process,
    make_process_section,
    make_publisher,
    make_resource,
    make_session,
    make_term,
    make_theme,
    make_threshold_indicator,
    make_threshold_level,
    make_toolkit,
    make_two_days,
    make_wording,
    put_in_pack,
)
from themes.models import ThemeToolkitList

NAMES = (
    "themes",
    "toolkits",
    "resources",
    "courses",
    "sessions",
    "pathways",
    "processes",
    "threshold_levels",
    "terms",
    "updates",
)


def make_everything(number=1):
    """Make `number` of each kind of record; there are never more than four levels of need."""
    for n in range(number):
        toolkit = make_toolkit(link="https://example.org/toolkit", summary="word")
        theme = make_theme(lead_toolkit=toolkit, introduction="<p>What it is.</p>")
        ThemeToolkitList.objects.create(theme=theme, audience_group="professionals", label="All of them")
        resource = make_resource(
            publisher=make_publisher(), link="https://example.org/resource", area="hampshire"
        )
        resource.audiences.add(make_audience())
        course = make_course(toolkit=toolkit, provider=make_publisher(), level="Level 2")
        course.audiences.add(make_audience())
        make_session(course, place="Microsoft Teams")
        make_two_days(course)
        pathway = make_pathway(purpose="Help.", urgency="same_day", for_professionals=True)
        make_opening_hours(make_contact_point(pathway), 1)
        make_pathway_step(pathway)
        process = make_process(summary="word")
        make_process_section(process)
        for record in (theme, toolkit, resource):
            make_wording(record)
        for record in (toolkit, make_toolkit(), resource, course, pathway):
            put_in_pack(theme, record)
        for name, record in (("themes", theme), ("resources", resource), ("pathways", pathway)):
            getattr(process, name).add(record)
        term = make_term(explanation="word")
        for name, record in (("themes", theme), ("toolkits", toolkit), ("processes", process)):
            getattr(term, name).add(record)
        if n < 4:
            level = make_threshold_level(number=n + 1)
            make_threshold_indicator(level)
            level.pathways.add(pathway)
        _make_line(theme, number=n)
    refresh_all()


def _make_line(theme, number):
    """Make a line about `theme` with a facet of each name."""
    line = Update.objects.create(
        record=theme, kind="theme", change=Change.CONTENTS, words=f"new chart {number}", major=True
    )
    facets = {"theme": theme.slug, "audience": "professionals", "area": "hampshire"}
    UpdateFacet.objects.bulk_create(
        [UpdateFacet(update=line, name=name, value=value) for name, value in facets.items()]
    )
