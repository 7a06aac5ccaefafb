"""The theme screen: everything a pack holds, under the right heading, in the printed order."""

import re

import pytest
from django.db import connection

from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.vocabulary import AudienceGroup, Section
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
from training.enums import CourseFormat

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return make_theme()


def load(theme):
    [pack] = load_packs([theme])
    return pack


def test_toolkits_are_grouped_by_audience_in_the_printed_order(theme):
    for_parents = make_toolkit(audience_group=AudienceGroup.PARENTS_AND_CARERS)
    second, first = make_toolkit(), make_toolkit()
    put_in_pack(theme, for_parents, order=0)
    put_in_pack(theme, second, order=2)
    put_in_pack(theme, first, order=1)

    parts = load(theme).toolkits

    assert [(part.heading, [row.toolkit for row in part.entries]) for part in parts] == [
        ("Professionals", [first, second]),
        ("Parents and carers", [for_parents]),
    ]


def test_a_pointer_to_all_toolkits_of_an_audience_leads_to_their_list(client, theme):
    pointer = ThemeToolkitList.objects.create(
        theme=theme, audience_group=AudienceGroup.PROFESSIONALS, label="All of them", order=1
    )
    toolkit = make_toolkit(slug="one")
    put_in_pack(theme, toolkit, order=2)
    refresh_all()

    [part] = load(theme).toolkits
    page = client.get(theme.get_absolute_url()).content.decode()

    assert part.entries[0] == pointer
    assert 'href="/toolkits/?audience=professionals">All of them</a>' in page
    assert client.get("/toolkits/?audience=professionals").context["page_obj"].object_list == [toolkit]


def test_a_pointer_without_any_toolkit_is_no_link(client, theme):
    ThemeToolkitList.objects.create(
        theme=theme, audience_group=AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE, label="All of them"
    )
    make_toolkit(audience_group=AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE, state=State.DRAFT)

    page = client.get(theme.get_absolute_url()).content.decode()

    assert "none published yet" in page
    assert "?audience=" not in page


def test_the_lead_toolkit_is_above_the_others_and_not_repeated_among_them(theme):
    lead, other = make_toolkit(), make_toolkit()
    theme.lead_toolkit = lead
    for record in (lead, other):
        put_in_pack(theme, record)

    pack = load(theme)

    assert (pack.lead_toolkit, pack.toolkit_count) == (lead, 2)
    assert [row.toolkit for row in pack.toolkits[0].entries] == [other]


def test_resources_are_in_their_sections_in_the_order_of_the_pack(theme):
    records = {section: make_resource() for section in reversed(Section)}
    for section, record in records.items():
        put_in_pack(theme, record, section=section)

    sections = load(theme).sections

    assert [(part.heading, part.entries[0].resource) for part in sections] == [
        (section.label, records[section]) for section in Section
    ]


def test_resources_of_a_collection_are_under_it_where_it_is_printed(theme):
    before, collection, first, second = (make_resource() for _ in range(4))
    put_in_pack(theme, before, order=1)
    put_in_pack(theme, collection, order=2)
    put_in_pack(theme, first, collection=collection, order=3)
    put_in_pack(theme, second, collection=collection, order=4)

    [part] = load(theme).sections

    assert [(entry.resource, entry.children) for entry in part.entries] == [
        (before, []),
        (collection, [first, second]),
    ]
    assert part.count == 4


def test_a_collection_that_is_not_listed_itself_is_still_the_heading(theme):
    collection, member = make_resource(), make_resource()
    put_in_pack(theme, member, collection=collection)

    [part] = load(theme).sections

    assert [(entry.resource, entry.children) for entry in part.entries] == [(collection, [member])]


def test_two_collections_that_name_each_other_lose_nothing(theme):
    one, other = make_resource(), make_resource()
    put_in_pack(theme, one, collection=other)
    put_in_pack(theme, other, collection=one)

    [part] = load(theme).sections

    assert [(entry.resource, entry.children) for entry in part.entries] == [(other, [one]), (one, [other])]


def test_courses_are_grouped_by_format_with_tours_marked(client, theme):
    tour = make_course(title="A tour", toolkit=make_toolkit())
    about = make_course(title="About", format=CourseFormat.ELEARNING, toolkit=make_toolkit())
    put_in_pack(theme, about, order=1)
    put_in_pack(theme, tour, order=2)

    parts = load(theme).courses
    page = client.get(theme.get_absolute_url()).content.decode()

    assert [(part.heading, part.entries) for part in parts] == [("Webinars", [tour]), ("eLearning", [about])]
    assert page.count("Toolkit tour") == 1


def test_contacts_have_the_most_urgent_first(theme):
    pathways = {urgency: make_pathway(urgency=urgency) for urgency in ("routine", "same_day", "emergency")}
    for pathway in pathways.values():
        put_in_pack(theme, pathway)

    assert load(theme).pathways == [pathways["emergency"], pathways["same_day"], pathways["routine"]]


def test_a_pack_that_names_no_live_contact_has_the_urgent_ones(theme):
    put_in_pack(theme, make_pathway(urgency="routine", state=State.DRAFT))
    urgent = [make_pathway(urgency=urgency) for urgency in ("same_day", "emergency")]
    make_pathway(urgency="routine")
    make_pathway(urgency="emergency", state=State.DRAFT)

    assert load(theme).pathways == urgent[::-1]


def test_a_pack_with_a_contact_of_its_own_has_no_other(theme):
    own = make_pathway(urgency="routine")
    put_in_pack(theme, own)
    make_pathway(urgency="emergency")

    assert load(theme).pathways == [own]


def test_every_part_is_folded_under_its_heading_with_how_many_it_holds(client, theme):
    put_in_pack(theme, make_resource(), section=Section.CASE_STUDIES)
    put_in_pack(theme, make_toolkit(), order=1)
    make_process().themes.add(theme)

    page = client.get(theme.get_absolute_url()).content.decode()

    folds = re.findall(
        r'<details class="portal-fold">.*?<h2[^>]*>(.*?) <span[^>]*>(\d+)</span></h2></summary>\s*<div[^>]* id="(.*?)"',
        page,
        re.DOTALL,
    )
    assert folds == [
        ("Toolkits", "1", "toolkits"),
        ("Case studies", "1", "case-studies"),
        ("Agency processes", "1", "processes"),
    ]


def test_a_theme_shows_who_answers_what_cannot_wait_and_folds_every_card(client, theme):
    routine, same_day = make_pathway(title="Advice", urgency="routine"), make_pathway(urgency="same_day")
    for pathway, number in ((routine, "01962 111222"), (same_day, "01962 876364")):
        make_contact_point(pathway, value=number)
        put_in_pack(theme, pathway)

    page = client.get(theme.get_absolute_url()).content.decode()

    in_sight, _, folded = page[page.index('id="contacts"') :].partition("<details")
    assert re.findall(r'href="tel:(\d+)"', in_sight) == ["999", "01962876364"]
    folded = folded.partition("</details>")[0]
    assert re.findall(r'portal-contact__title"><a[^>]*>(.*?)</a>', folded) == [same_day.title, "Advice"]


def test_the_own_toolkit_is_shown_apart_and_not_again_in_the_list(client, theme):
    theme.lead_toolkit = make_toolkit(title="Its own")
    theme.save()
    put_in_pack(theme, theme.lead_toolkit)

    page = client.get(theme.get_absolute_url()).content.decode()

    assert page.count(">Its own</a>") == 1
    assert 'id="toolkits"' not in page


def test_each_theme_of_a_brochure_gets_its_custom_pack():
    themes = [make_theme(), make_theme()]
    shared, own = make_resource(), make_resource()
    put_in_pack(themes[0], shared)
    put_in_pack(themes[1], shared, order=1)
    put_in_pack(themes[1], own, order=2)

    packs = load_packs(themes)

    assert [[entry.resource for entry in pack.sections[0].entries] for pack in packs] == [
        [shared],
        [shared, own],
    ]


def test_an_item_without_a_link_leads_to_its_own_page_only(client, theme):
    resource = make_resource(title="No link", slug="no-link")
    put_in_pack(theme, resource)

    page = client.get(theme.get_absolute_url()).content.decode()

    assert 'href="/resources/no-link/">No link</a>' in page
    assert 'href=""' not in page
    assert 'href="#"' not in page


def test_an_item_with_a_link_names_the_host_it_leads_to(client, theme):
    put_in_pack(theme, make_resource(title="A guide", link="https://www.example.org/guide?a=1&b=2"))

    page = client.get(theme.get_absolute_url()).content.decode()

    assert 'href="https://www.example.org/guide?a=1&amp;b=2" rel="noreferrer"' in page
    assert "on example.org" in page


def test_titles_are_shown_as_text(client, theme):
    theme.title = "<script>alert(1)</script>"
    theme.save()
    for make in (make_toolkit, make_resource, make_course, make_pathway):
        put_in_pack(theme, make(title='<img src=x onerror="alert(1)">'))

    page = client.get(theme.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page


def test_unclean_rich_text_in_the_database_is_cleaned_for_display(client, theme):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE themes_theme SET introduction = %s WHERE id = %s",
            ['<p onclick="x()">Kept</p><script>alert(1)</script>', theme.pk],
        )

    page = client.get(theme.get_absolute_url()).content.decode()

    assert "<p>Kept</p>" in page
    assert "alert(1)" not in page


def test_a_sensitive_theme_has_exit_this_page(client, theme):
    before = "Exit this page" in client.get(theme.get_absolute_url()).content.decode()
    theme.sensitive = True
    theme.save()

    assert (before, "Exit this page" in client.get(theme.get_absolute_url()).content.decode()) == (
        False,
        True,
    )
