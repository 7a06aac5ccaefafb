"""Sweeps over every public address: each answers, has one first heading and one title, and sets no cookie."""

import re

import pytest
from django.urls import get_resolver, reverse

from tests.factories import (
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db
PUBLIC = ["site", "themes", "resources", "training", "contacts"]


def public_names():
    """Return the names of the public routes that need no argument."""
    resolver = get_resolver()
    return [
        f"{namespace}:{name}"
        for namespace in PUBLIC
        for name in resolver.namespace_dict[namespace][1].reverse_dict
        if isinstance(name, str) and not resolver.namespace_dict[namespace][1].reverse_dict[name][0][0][1]
    ]


@pytest.fixture
def one_of_each():
    """A live record of each kind, in use."""
    theme = make_theme(introduction="<p>What it is.</p>", key_message="<p>Do this.</p>", sensitive=True)
    pathway = make_pathway(urgency="emergency", when_to_use="<p>Now.</p>")
    make_contact_point(pathway)
    for record in (make_toolkit(), make_resource(), make_course(), pathway):
        put_in_pack(theme, record)
    make_process().themes.add(theme)
    make_term()
    make_threshold_level(number=1)
    make_brochure()


def test_the_sweep_knows_every_public_route_without_an_argument():
    assert len(public_names()) == 22


@pytest.mark.parametrize("name", public_names())
def test_every_page_answers_with_one_first_heading_and_no_cookie(client, one_of_each, name):
    if name == "site:styleguide":  # for staff: others find nothing there
        assert client.get(reverse(name)).status_code == 404
        return

    response = client.get(reverse(name))

    assert response.status_code == 200
    assert response.cookies == {}
    if response["Content-Type"].startswith("text/html"):
        assert len(re.findall("<h1[ >]", response.content.decode())) == 1


@pytest.mark.parametrize("name", public_names())
def test_every_page_answers_while_the_portal_is_empty(client, name):
    assert client.get(reverse(name)).status_code == (404 if name == "site:styleguide" else 200)


def test_every_address_of_the_sitemap_is_a_page_of_its_own(client, one_of_each):
    sitemap = client.get(reverse("site:sitemap")).content.decode()
    addresses = [
        address.removeprefix("http://testserver") for address in re.findall("<loc>(.*?)</loc>", sitemap)
    ]
    titles = {}
    for address in addresses:
        response = client.get(address)
        page = response.content.decode()
        titles[address] = re.search("<title>(.*?)</title>", page, re.DOTALL)[1]

        assert (address, response.status_code, len(re.findall("<h1[ >]", page))) == (address, 200, 1)
        assert (address, dict(response.cookies)) == (address, {})

    assert len(addresses) == 16 + 6
    assert len(set(titles.values())) == len(titles)


def test_no_public_page_touches_the_session(client, one_of_each):
    varying = [
        name for name in public_names() if "Cookie" in client.get(reverse(name)).headers.get("Vary", "")
    ]

    assert varying == ["site:styleguide"]


def test_robots_names_the_sitemap_and_keeps_crawlers_out_of_the_editors_side(client):
    lines = client.get(reverse("site:robots")).content.decode().splitlines()

    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


@pytest.mark.parametrize("name", ["site:accessibility", "site:privacy"])
def test_a_statement_names_the_mailbox_or_says_that_there_is_none(client, settings, name):
    without = client.get(reverse(name)).content.decode()
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"
    with_one = client.get(reverse(name)).content.decode()

    assert "has not yet named a mailbox" in without
    assert 'href="mailto:portal@example.org"' in with_one


def test_the_home_page_lists_every_theme_in_the_order_of_the_contents(client):
    second, first = make_theme(order=2), make_theme(order=1, short_title="Short")

    page = client.get(reverse("site:home")).content.decode()

    assert 0 < page.index(f'href="{first.get_absolute_url()}">Short<') < page.index(second.title)


def test_reporting_a_concern_shows_999_first_and_then_the_most_urgent(client):
    make_pathway(title="Later", urgency="routine", order=1)
    make_pathway(title="Today", urgency="same_day", order=2)
    make_pathway(title="At once", urgency="emergency", order=3)

    page = client.get(reverse("site:report_a_concern")).content.decode()

    main = page[page.index("<main") :]
    places = [main.index(text) for text in ('href="tel:999"', ">At once<", ">Today<", ">Later<")]
    assert places == sorted(places)


def test_young_people_see_999_and_childline_first_and_only_their_contacts(client):
    make_pathway(title="For young people", for_young_people=True)
    make_pathway(title="For others", for_professionals=True)

    page = client.get(reverse("site:children_and_young_people")).content.decode()

    main = page[page.index("<main") :]
    places = [main.index(text) for text in ('href="tel:999"', 'href="tel:08001111"', "For young people")]
    assert places == sorted(places)
    assert "For others" not in main


def test_parents_see_the_contacts_for_the_public(client):
    make_pathway(title="For the public")
    make_pathway(title="For others", for_public=False, for_professionals=True)

    page = client.get(reverse("site:parents_and_carers")).content.decode()

    assert "For the public" in page
    assert "For others" not in page


@pytest.mark.parametrize(
    "path", ["/%00", "/themes/%00/", "/themes/a%00b/", "/%ff%fe", "/themes/" + "a" * 5000 + "/"]
)
def test_an_address_of_nonsense_is_missing(client, path):
    assert client.get(path).status_code == 404
