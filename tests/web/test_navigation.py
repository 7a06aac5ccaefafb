from types import SimpleNamespace

import pytest

from hscp.web.navigation import FOOTER_MENU, MAIN_MENU, navigation


def make_request(view_name):
    return SimpleNamespace(resolver_match=SimpleNamespace(view_name=view_name) if view_name else None)


def current(view_name):
    """Return {label: aria-current} of the main menu's current items on the page `view_name`."""
    menu = navigation(make_request(view_name))["main_menu"]
    return {item["label"]: item["current"] for item in menu if item["current"]}


@pytest.mark.parametrize(
    ("view_name", "expected"),
    [
        ("themes:theme_list", {"Themes": "page"}),
        ("themes:theme_detail", {"Themes": "true"}),
        ("resources:resource_list", {"Resources": "page"}),
        ("contacts:threshold_list", {"Contacts": "true"}),
        ("site:home", {}),
        ("admin:index", {}),
        ("", {}),
    ],
)
def test_menu_marks_where_the_reader_is(view_name, expected):
    assert current(view_name) == expected


def test_menu_of_a_request_that_was_never_routed_has_no_current_item():
    menus = navigation(SimpleNamespace())

    assert [item["current"] for item in menus["main_menu"] + menus["footer_menu"]] == [""] * (
        len(MAIN_MENU) + len(FOOTER_MENU)
    )


@pytest.mark.django_db
def test_menus_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        navigation(make_request("themes:theme_list"))


@pytest.mark.django_db
@pytest.mark.parametrize("item", MAIN_MENU + FOOTER_MENU, ids=lambda item: item.label)
def test_menu_link_leads_to_a_page_that_marks_it(client, item):
    address = item.link("")["url"]

    response = client.get(address)

    assert response.status_code == 200
    assert response.resolver_match.view_name == item.url_name
    assert response.content.decode().count('aria-current="page"') == 1
