from types import SimpleNamespace

import pytest
from django.urls import reverse

from hscp.vocabulary import AudienceGroup
from hscp.web.navigation import (
    DOORS,
    FOR_EVERYBODY,
    PROFESSIONALS_ONLY,
    SECTIONS,
    SHARED,
    meant_for,
    navigation,
)
from tests.factories import make_course, make_pathway, make_resource, make_toolkit


def make_request(view_name):
    return SimpleNamespace(resolver_match=SimpleNamespace(view_name=view_name) if view_name else None)


def current(view_name, menu):
    """Return {label: aria-current} of the current items of a menu ("doors", "menu_sections") on the page `view_name`."""
    items = navigation(make_request(view_name))[menu]
    return {item.label: item.current for item in items if item.current}


def menus_on(page):
    """Return the text of the two navigations of the header, and of the footer's, as they stand in `page`."""
    return {
        name: page.partition(f'aria-label="{label}"')[2].partition("</nav>")[0]
        for name, label in (
            ("doors", "Who this is for"),
            ("menu_sections", "For professionals"),
            ("footer", "About this site"),
        )
    }


@pytest.mark.parametrize(
    ("view_name", "door", "section"),
    [
        ("site:professionals", {"Professionals": "page"}, {}),
        ("themes:theme_list", {"Professionals": "true"}, {"Themes": "page"}),
        ("themes:theme_detail", {"Professionals": "true"}, {"Themes": "true"}),
        ("resources:resource_list", {"Professionals": "true"}, {"Resources": "page"}),
        ("contacts:threshold_list", {"Professionals": "true"}, {"Contacts": "true"}),
        ("themes:glossary", {"Professionals": "true"}, {}),
        ("site:parents_and_carers", {"Parents and carers": "page"}, {}),
        ("themes:situation_detail", {"Parents and carers": "true"}, {}),
        ("site:children_and_young_people", {"Children and young people": "page"}, {}),
        ("site:home", {}, {}),
        ("site:safety", {}, {}),
        ("admin:index", {}, {}),
        ("", {}, {}),
    ],
)
def test_menu_marks_where_the_reader_is(view_name, door, section):
    assert (current(view_name, "doors"), current(view_name, "menu_sections")) == (door, section)


def test_menu_of_a_request_that_was_never_routed_has_no_current_item():
    menus = navigation(SimpleNamespace())

    items = [*menus["doors"], *menus["menu_sections"], *menus["footer_menu"]]
    assert len(menus["doors"]) == 3
    assert {item.current for item in items} == {""}


@pytest.mark.django_db
def test_menus_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        navigation(make_request("themes:theme_list"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "item", [*DOORS.values(), *SECTIONS, *PROFESSIONALS_ONLY, *FOR_EVERYBODY], ids=lambda item: item.label
)
def test_menu_link_leads_to_a_page_that_marks_it(client, item):
    address = item.link("").url

    response = client.get(address)

    assert response.status_code == 200
    assert response.resolver_match.view_name == item.url_name
    marked = f'href="{address}" aria-current="page"'
    menus = menus_on(response.content.decode())
    # The doors stand in the footer too; a section stands in the header's second level alone.
    assert [menu for menu in menus.values() if menu.count('aria-current="page"') > 1] == []
    assert any(marked in menu for menu in menus.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "group"),
    [
        (lambda: make_toolkit(audience_group="parents_and_carers"), "Parents and carers"),
        (lambda: make_resource(audience_group="parents_and_carers"), "Parents and carers"),
        (lambda: make_course(audience_group="children_and_young_people"), "Children and young people"),
        (lambda: make_pathway(for_professionals=False), "Parents and carers"),
        (
            lambda: make_pathway(for_public=False, for_professionals=False, for_young_people=True),
            "Children and young people",
        ),
        (lambda: make_pathway(for_professionals=True), "Professionals"),
        (lambda: make_toolkit(), "Professionals"),
    ],
    ids=["toolkit", "resource", "course", "public contact", "contact of the young", "shared contact", "tool"],
)
def test_a_record_for_families_stands_behind_their_door_without_the_professionals_sections(
    client, make, group
):
    record = make()

    page = client.get(record.get_absolute_url()).content.decode()

    menus = menus_on(page)
    assert f'aria-current="true">{group}</a>' in menus["doors"]
    assert menus["doors"].count("aria-current") == 1
    assert bool(menus["menu_sections"]) is (group == "Professionals")
    assert (">Glossary<" in menus["footer"]) is (group == "Professionals")
    crumbs = page.partition('aria-label="Breadcrumb"')[2].partition("</nav>")[0]
    assert (f">{group}</a>" in crumbs) is (group != "Professionals")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["site:parents_and_carers", "site:children_and_young_people", *sorted(SHARED)]
)
def test_pages_for_families_and_for_everybody_show_the_doors_alone(client, name):
    menus = menus_on(client.get(reverse(name)).content.decode())

    assert menus["doors"].count("<a ") == 3
    assert menus["menu_sections"] == ""
    assert [item.label for item in PROFESSIONALS_ONLY if f">{item.label}<" in menus["footer"]] == []


def test_a_view_can_say_whom_its_page_is_for():
    request = make_request("contacts:pathway_detail")

    meant_for(request, AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE)

    menus = navigation(request)
    assert [item.current for item in menus["doors"]] == ["", "", "true"]
    assert menus["menu_sections"] == ()
