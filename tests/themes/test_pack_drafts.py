"""A pack with drafts, for staff: what the next edition can hold, and nothing that has ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Pathway
from hscp.records.state import State
from hscp.vocabulary import AudienceGroup
from tests.clock import CLOCK
from tests.factories import (
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import ThemeToolkitList
from themes.packs import load_packs

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Each: the fields of a record, and whether a pack holds it without drafts and with them.
STATES = {
    "draft": ({"state": State.DRAFT}, False, True),
    "in review": ({"state": State.IN_REVIEW}, False, True),
    "scheduled": ({"publish_at": CLOCK + DAY}, False, True),
    "live": ({}, True, True),
    "archived": ({"state": State.ARCHIVED}, False, False),
    "expired": ({"expire_at": CLOCK - DAY}, False, False),
    "expired draft": ({"state": State.DRAFT, "expire_at": CLOCK - DAY}, False, False),
}


def held(theme, **options):
    """Return how many toolkits, resources, courses, pathways and processes the theme's pack holds."""
    [pack] = load_packs([theme], **options)
    return (
        pack.toolkit_count,
        sum(part.count for part in pack.sections),
        pack.course_count,
        len(pack.pathways),
        len(pack.processes),
    )


@pytest.mark.parametrize(("fields", "plain", "with_drafts"), STATES.values(), ids=STATES)
def test_a_pack_with_drafts_holds_what_is_planned(fields, plain, with_drafts):
    theme = make_theme(lead_toolkit=make_toolkit(**fields))
    for make in (make_toolkit, make_resource, make_course, make_pathway):
        put_in_pack(theme, make(**fields))
    make_process(**fields).themes.add(theme)

    assert held(theme) == ((2, 1, 1, 1, 1) if plain else (0, 0, 0, 0, 0))
    assert held(theme, drafts=True) == ((2, 1, 1, 1, 1) if with_drafts else (0, 0, 0, 0, 0))


@pytest.mark.parametrize(("fields", "plain", "with_drafts"), STATES.values(), ids=STATES)
def test_a_collection_is_a_heading_where_it_is_planned(fields, plain, with_drafts):
    theme, collection, member = make_theme(), make_resource(**fields), make_resource()
    put_in_pack(theme, member, collection=collection)

    def heading(**options):
        [pack] = load_packs([theme], **options)
        return pack.sections[0].entries[0].resource

    assert heading() == (collection if plain else member)
    assert heading(drafts=True) == (collection if with_drafts else member)


@pytest.mark.parametrize(("fields", "plain", "with_drafts"), STATES.values(), ids=STATES)
def test_a_pack_without_contacts_has_the_urgent_ones_that_are_planned(fields, plain, with_drafts):
    theme, urgent = make_theme(), make_pathway(urgency="emergency", **fields)

    def pathways(**options):
        [pack] = load_packs([theme], **options)
        return pack.pathways

    assert pathways() == ([urgent] if plain else [])
    assert pathways(drafts=True) == ([urgent] if with_drafts else [])


@pytest.mark.parametrize(("fields", "plain", "with_drafts"), STATES.values(), ids=STATES)
def test_a_pointer_leads_somewhere_once_a_toolkit_is_planned(fields, plain, with_drafts):
    theme = make_theme()
    ThemeToolkitList.objects.create(theme=theme, audience_group=AudienceGroup.PROFESSIONALS, label="All")
    make_toolkit(**fields)

    def leads(**options):
        [pack] = load_packs([theme], **options)
        return pack.toolkits[0].entries[0].leads_somewhere

    assert (leads(), leads(drafts=True)) == (plain, with_drafts)


def test_drafts_are_judged_by_the_day_asked_for():
    theme = make_theme()
    put_in_pack(theme, make_resource(publish_at=timezone.now() + DAY, expire_at=timezone.now() + 3 * DAY))

    days = [timezone.now() + n * DAY for n in (0, 2, 4)]

    assert [held(theme, at=day)[1] for day in days] == [0, 1, 0]
    assert [held(theme, at=day, drafts=True)[1] for day in days] == [1, 1, 0]


@pytest.mark.parametrize("count", [1, 30])
def test_a_pack_with_drafts_takes_as_many_queries_as_one_without(django_assert_num_queries, count):
    themes = [make_theme() for _ in range(count)]
    for theme in themes:
        for make in (make_toolkit, make_resource, make_course, make_pathway):
            put_in_pack(theme, make(state=State.DRAFT))
        make_contact_point(Pathway.objects.latest("pk"))

    with django_assert_num_queries(10):
        load_packs(themes, drafts=True)
