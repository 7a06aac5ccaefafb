"""Sweeps over every public address: each answers, has one first heading and one title, and sets no cookie."""

import re

import pytest
from django.urls import get_resolver, reverse

from hscp.site import readiness
from tests.factories import (
    make_brochure,
    make_contact_point,
    make_course,
    make_opening_hours,
    make_pathway,
    make_process,
    make_resource,
    make_session,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    make_wording,
    put_in_pack,
)
from tests.site.sitemaps import sitemap_addresses

pytestmark = pytest.mark.django_db
PUBLIC = [
    "site",
    "languages",
    "api",
    "embeds",
    "following",
    "documents",
    "themes",
    "resources",
    "training",
    "contacts",
]
# A PDF whose address chooses nothing leads to the form of its page.
TO_THEIR_FORM = {"contacts:sheet_pdf": "contacts:sheet", "documents:custom_pack_pdf": "documents:custom_pack"}
# One person's booking, record or mails: opened by an emailed link, never cached.
PERSONAL = ("/booking/", "/training/my-record/", "/updates/follow/", "/updates/by-mail/")
# What anybody sees who opens one without a link.
WITHOUT_LINK = {
    "following:follow": 200,
    "following:sent": 200,
    "following:stopped": 200,
    "training:evaluated": 200,
    "training:record_request": 200,
    "training:record_sent": 200,
    "training:manage_accept": 405,
    "training:team_ask": 405,
    "training:record_close": 405,
}


# What answers with 404: what is for staff alone, and what a host has not set up.
MISSING = {"site:styleguide", "site:security_txt"}


def main_of(client, name):
    """Return the main part of a page."""
    page = client.get(reverse(name)).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def names_without_argument():
    """Return the names of the routes, outside the admin, that need no argument."""
    resolver = get_resolver()
    return [
        f"{namespace}:{name}"
        for namespace in PUBLIC
        for name in resolver.namespace_dict[namespace][1].reverse_dict
        if isinstance(name, str) and not resolver.namespace_dict[namespace][1].reverse_dict[name][0][0][1]
    ]


def public_names():
    """Return the names of the routes that show everybody the same."""
    return [
        name
        for name in names_without_argument()
        if not reverse(name).startswith(PERSONAL) and name not in TO_THEIR_FORM
    ]


def personal_names():
    """Return the names of the routes that show one person's booking or record."""
    return [name for name in names_without_argument() if reverse(name).startswith(PERSONAL)]


@pytest.fixture
def one_of_each():
    """A live record of each kind, in use."""
    theme = make_theme(introduction="<p>What it is.</p>", key_message="<p>Do this.</p>", sensitive=True)
    pathway = make_pathway(urgency="emergency", when_to_use="<p>Now.</p>")
    make_contact_point(pathway)
    course = make_course()
    make_session(course)
    for record in (make_toolkit(), make_resource(), course, pathway):
        put_in_pack(theme, record)
    make_process().themes.add(theme)
    make_situation(advice="<p>Do this.</p>").themes.add(theme)
    make_term()
    make_threshold_level(number=1)
    make_wording(theme)
    make_brochure()


@pytest.fixture(autouse=True)
def migrated(monkeypatch):
    """Let /readyz take the tables for those of this release: those of tests are made without migrations."""
    monkeypatch.setitem(readiness.NEEDED, "migrations", lambda: True)


def test_the_sweep_knows_every_public_route_without_an_argument():
    assert (len(public_names()), len(personal_names())) == (81, 26)


@pytest.mark.parametrize("name", public_names())
def test_every_page_answers_with_one_first_heading_and_no_cookie(client, one_of_each, name):
    if name in MISSING:
        assert client.get(reverse(name)).status_code == 404
        return

    response = client.get(reverse(name))

    assert response.status_code == 200
    assert response.cookies == {}
    if response["Content-Type"].startswith("text/html"):
        page = response.content.decode()
        assert len(re.findall("<h1[ >]", page)) == 1
        # A view whose context has a name of the menus' empties them.
        assert 'href=""' not in page


@pytest.mark.parametrize(("name", "form"), TO_THEIR_FORM.items())
def test_a_pdf_of_nothing_leads_to_its_form(client, name, form):
    response = client.get(reverse(name))

    assert (response.status_code, response["Location"]) == (302, reverse(form))


@pytest.mark.parametrize("name", public_names())
def test_every_page_answers_while_the_portal_is_empty(client, name):
    assert client.get(reverse(name)).status_code == (404 if name in MISSING else 200)


@pytest.mark.parametrize("name", personal_names())
def test_a_personal_page_shows_nobody_without_a_link_and_is_not_kept(client, name):
    response = client.get(reverse(name))

    assert response.status_code == WITHOUT_LINK.get(name, 404)
    assert response.status_code == 405 or "no-store" in response["Cache-Control"]


def test_every_address_of_the_sitemap_is_a_page_of_its_own(client, one_of_each):
    addresses = sitemap_addresses(client)
    titles = {}
    for address in addresses:
        response = client.get(address)
        page = response.content.decode()
        titles[address] = re.search("<title>(.*?)</title>", page, re.DOTALL)[1]

        assert (address, response.status_code, len(re.findall("<h1[ >]", page))) == (address, 200, 1)
        assert (address, dict(response.cookies)) == (address, {})

    assert len(addresses) == 34 + 10
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
        "Disallow: /feedback/",
        "Disallow: /embed/",
        "Disallow: /contacts/sheet/?",
        "Disallow: /contacts/sheet.pdf",
        "Disallow: /my-pack/?",
        "Disallow: /my-pack.pdf",
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
    second, first = make_theme(order=2), make_theme(title="The whole title", order=1, short_title="Short")

    page = client.get(reverse("site:home")).content.decode()

    assert 0 < page.index(f'href="{first.get_absolute_url()}">The whole title<') < page.index(second.title)


def test_the_home_page_shows_the_urgent_numbers_and_no_others(client):
    for title, urgency, value in (
        ("Later", "routine", "01962 111111"),
        ("Today", "same_day", "01962 222222"),
        ("At once", "emergency", "01962 333333"),
    ):
        pathway = make_pathway(title=title, urgency=urgency)
        make_opening_hours(make_contact_point(pathway, value=value), 1)
        make_contact_point(pathway, kind="email", value="someone@example.org")

    main = main_of(client, "site:home")

    places = [
        main.index(text) for text in ('name="q"', "tel:01962333333", "tel:01962222222", ">Find the right")
    ]
    assert places == sorted(places)
    assert main.count("Monday, 9am to 5pm") == 2
    assert ("tel:01962111111" in main, "mailto:" in main) == (False, False)


def test_the_home_page_leads_to_every_way_to_a_contact(client):
    main = main_of(client, "site:home")

    names = ["contacts:find", "contacts:pathway_list", "site:report_a_concern", "contacts:threshold_list"]
    assert [name for name in names if f'href="{reverse(name)}"' not in main] == []


def test_reporting_a_concern_shows_999_first_and_then_the_most_urgent(client):
    for number, (title, urgency) in enumerate(
        [("Later", "routine"), ("Today", "same_day"), ("At once", "emergency")], start=1
    ):
        pathway = make_pathway(title=title, urgency=urgency, order=number)
        make_contact_point(pathway, value=f"01962 {str(number) * 6}", label="")

    main = main_of(client, "site:report_a_concern")

    places = [
        main.index(text) for text in ('href="tel:999"', "tel:01962333333", "tel:01962222222", ">Later<")
    ]
    assert places == sorted(places)
    assert "tel:01962111111" not in main


def test_reporting_a_concern_shows_each_contact_once_and_one_for_a_case_below_under_its_question(client):
    case = "Is it about someone who works with children?"
    lado = make_pathway(title="LADO", urgency="same_day", for_professionals=True, case=case, order=1)
    make_contact_point(lado, value="01962 111111")
    services = make_pathway(title="Services", urgency="same_day", for_professionals=True, order=2)
    make_contact_point(services, value="01962 222222")
    make_contact_point(services, kind="email", value="a@example.org")

    main = main_of(client, "site:report_a_concern")

    places = [main.index(text) for text in ("tel:01962222222", f">{case}<", "tel:01962111111")]
    assert places == sorted(places)
    for once in ("tel:01962111111", "tel:01962222222", "mailto:a@example.org", services.get_absolute_url()):
        assert (once, main.count(f'"{once}"')) == (once, 1)
    assert main.count("01962 222222") == 1


def test_reporting_a_concern_shows_helplines_once(client):
    helpline = make_pathway(title="The helpline")
    make_contact_point(helpline, value="0808 800 5000")
    other = make_pathway(title="The other")
    make_contact_point(other, value="0808 800 5000")
    make_contact_point(other, value="01962 111111")

    main = main_of(client, "site:report_a_concern")

    assert main.count("0808 800 5000") == 1
    assert (">The helpline<" in main, ">The other<" in main) == (False, True)


def test_young_people_see_999_and_childline_first_and_only_their_contacts(client):
    make_contact_point(
        make_pathway(title="For young people", for_young_people=True), kind="email", value="a@b.org"
    )
    make_contact_point(
        make_pathway(title="Talk", for_young_people=True), label="A voice", value="01962 876364"
    )
    make_contact_point(make_pathway(title="For others", for_professionals=True))
    make_pathway(title="Of no use yet", for_young_people=True)

    page = client.get(reverse("site:children_and_young_people")).content.decode()

    main = page[page.index("<main") :]
    wanted = ('href="tel:999"', 'href="tel:08001111"', "A voice", "For young people")
    places = [main.index(text) for text in wanted]
    assert places == sorted(places)
    assert ("For others" in main, "Of no use yet" in main) == (False, False)


def test_parents_see_the_contacts_for_the_public(client):
    make_contact_point(make_pathway(title="For the public"))
    make_contact_point(make_pathway(title="For others", for_public=False, for_professionals=True))
    make_pathway(title="Of no use yet")

    page = client.get(reverse("site:parents_and_carers")).content.decode()

    assert "For the public" in page
    assert "For others" not in page


@pytest.mark.parametrize(
    "path", ["/%00", "/themes/%00/", "/themes/a%00b/", "/%ff%fe", "/themes/" + "a" * 5000 + "/"]
)
def test_an_address_of_nonsense_is_missing(client, path):
    assert client.get(path).status_code == 404


def section_of(text, name):
    """Return the section of a page whose heading has the id `name`; "" if there is none."""
    _, _, rest = text.partition(f'aria-labelledby="{name}"')
    return rest.partition("</section>")[0]


def test_numbers_for_the_public_come_before_those_for_professionals_and_say_so(client):
    both = make_pathway(title="Both", urgency="same_day", for_professionals=True)
    make_contact_point(both, value="01962 222222", for_whom="professionals", label="Theirs")
    make_contact_point(both, value="01962 111111", for_whom="public", label="Yours")
    make_contact_point(both, value="01962 333333", for_whom="everyone", label="All")

    main = main_of(client, "site:report_a_concern")

    numbers = re.findall(r'href="tel:(01\d+)"', main)
    assert numbers == ["01962111111", "01962333333", "01962222222"]
    assert re.findall(r'__name">(\w+)(?: <span[^>]*>([^<]*)</span>)?</span>', main)[:3] == [
        ("Yours", "for the public"),
        ("All", ""),
        ("Theirs", "for professionals"),
    ]


def test_reporting_a_concern_says_what_each_kind_of_reader_does(client):
    main = main_of(client, "site:report_a_concern")

    for name, text in (("professionals", "safeguarding lead"), ("public", "you need no proof")):
        assert text in section_of(main, name)


def test_helplines_are_shown_with_reporting_a_concern(client, settings):
    settings.HSCP_EMERGENCY_NUMBERS = [
        {"name": "Emergency services", "number": "112", "note": ""},
        {"name": "A helpline", "number": "0800 123", "note": "For anyone"},
    ]

    main = main_of(client, "site:report_a_concern")

    assert ('href="tel:112"' in main, 'href="tel:999"' in main) == (True, False)
    assert main.index('href="tel:112"') < main.index(">A helpline<") < main.index('href="tel:0800123"')
