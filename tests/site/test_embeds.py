"""What other sites frame: what it shows, that it alone can be framed, and the script beside it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from contacts.models import Pathway
from hscp.database.outage import DATABASE_AWAY
from hscp.records.redirects import keep_old_address
from hscp.web.embed_script import VERSIONS, integrity
from tests.factories import (
    make_contact_point,
    make_course,
    make_pathway,
    make_session,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from tests.security.test_content_security_policy import policy_of
from tests.site.test_every_page import names_without_argument
from themes.models import Theme
from training.enums import SessionState

pytestmark = pytest.mark.django_db
# A page may hold the script to its digest, so what stands at an address never changes. A change is a new version.
DIGESTS = {
    1: "sha384-8KqE4LPyRvHs+DzvMEgIQGoaYMUEt6S42SilT9LGWblYgpYOOzrswBpe2hRypU5c",
    2: "sha384-Z5k8lGNKd1U4nqYdTu3YL2kdsiahSRMI/fTW2I7pFb7AHIC5zX2D6nADPA5vPDox",
}


@pytest.fixture
def framed():
    """The address of each kind of embed, with something to show."""
    pathway = make_pathway(slug="a-contact", title="A contact")
    make_contact_point(pathway, value="01632 960123")
    theme = make_theme(slug="a-theme", title="A theme")
    put_in_pack(theme, make_toolkit(title="A toolkit"))
    make_session(make_course(title="A course"))
    return {
        "contact": "/embed/contacts/a-contact/",
        "toolkits": "/embed/themes/a-theme/toolkits/",
        "dates": "/embed/dates/",
    }


def is_framable(response):
    return "X-Frame-Options" not in response and policy_of(response)["frame-ancestors"] == ["*"]


def test_an_embed_can_be_framed_and_shows_what_it_is_of(client, framed):
    shown = {"contact": "01632 960123", "toolkits": "A toolkit", "dates": "A course"}

    for kind, address in framed.items():
        response = client.get(address)

        assert (kind, is_framable(response), response.cookies) == (kind, True, {})
        assert (policy_of(response)["script-src"], policy_of(response)["default-src"]) == (
            ["'self'"],
            ["'none'"],
        )
        assert shown[kind] in response.text
        assert '<base target="_top">' in response.text
        assert (response.text.count("<h1"), "<nav" in response.text) == (1, False)


def test_nothing_else_can_be_framed(client, framed):
    embeds = {"embeds:dates"}
    others = [reverse(name) for name in names_without_argument() if name not in embeds]
    others += ["/contacts/a-contact/", "/themes/a-theme/", "/admin/login/", "/no-such-page/"]

    for address in others:
        response = client.get(address)
        assert (address, response["X-Frame-Options"]) == (address, "DENY")
        # A PDF has a policy of its own; the header above holds for it too.
        if response["Content-Type"].startswith("text/html"):
            assert (address, policy_of(response)["frame-ancestors"]) == (address, ["'none'"])


@pytest.mark.parametrize(
    ("query", "colours"),
    [("", "auto"), ("?colours=dark", "dark"), ("?colours=light", "light"), ("?colours=x", "auto")],
)
def test_the_other_site_may_fix_the_colours(client, framed, query, colours):
    for address in framed.values():
        assert f'data-colours="{colours}"' in client.get(f"{address}{query}").text


@pytest.mark.parametrize(
    ("query", "when"),
    [("", ' media="(prefers-color-scheme: dark)"'), ("?colours=dark", ""), ("?colours=light", None)],
)
def test_the_dark_colours_hold_always_never_or_where_the_reader_prefers_them(client, framed, query, when):
    page = client.get(f"{framed['dates']}{query}").text

    assert re.findall(r'embed-dark\.css"([^>]*)>', page) == ([] if when is None else [when])


def test_what_is_not_live_is_not_shown_and_the_frame_says_so(client):
    make_pathway(slug="draft", title="Secret", state="draft")
    make_theme(slug="draft", title="Secret", state="draft")

    for address in ("/embed/contacts/draft/", "/embed/contacts/none/", "/embed/themes/draft/toolkits/"):
        response = client.get(address)
        assert (response.status_code, is_framable(response), "Secret" in response.text) == (404, True, False)
        assert "This is no longer here" in response.text


def test_what_was_replaced_leads_to_what_took_its_place(client):
    new = make_pathway(slug="new")
    make_pathway(slug="old", state="archived", superseded_by=new)

    response = client.get("/embed/contacts/old/")

    assert (response.status_code, response["Location"]) == (301, "/embed/contacts/new/")


def test_a_sensitive_embed_is_not_stored(client):
    make_theme(slug="a-theme", sensitive=True)

    response = client.get("/embed/themes/a-theme/toolkits/")

    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_dates_are_the_next_that_take_place_and_are_narrowed_as_the_list_is(client):
    theme = make_theme(slug="neglect")
    wanted, other = make_course(title="Wanted"), make_course(title="Other")
    put_in_pack(theme, wanted)
    for _ in range(7):
        make_session(wanted)
    make_session(other)
    make_session(wanted, state=SessionState.CANCELLED)

    def shown(query):
        text = client.get(f"/embed/dates/{query}").text
        return text.count(">Wanted</a>"), text.count(">Other</a>")

    assert sum(shown("")) == 5
    assert shown("?number=10") == (7, 1)
    assert shown("?number=2&theme=neglect") == (2, 0)
    assert shown("?number=99&theme=neglect") == (7, 0)
    for nonsense in ("0", "-1", "x", "1e9", "²"):
        assert sum(shown(f"?number={nonsense}")) == 5
    assert (
        '/training/dates/?theme=neglect"'
        in client.get("/embed/dates/?number=2&theme=neglect&colours=dark").text
    )


@pytest.mark.parametrize("count", [1, 30])
def test_an_embed_costs_the_same_for_few_and_many(client, framed, count, django_assert_num_queries):
    for _ in range(count):
        make_contact_point(Pathway.objects.get(slug="a-contact"))
        put_in_pack(Theme.objects.get(slug="a-theme"), make_toolkit())
        make_session(make_course())

    for kind, queries in (("contact", 4), ("toolkits", 10), ("dates", 4)):
        with django_assert_num_queries(queries):
            client.get(framed[kind])


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_of_the_script_never_changes_and_any_site_may_load_it(client, version):
    response = client.get(f"/embed/portal.{version}.js")

    assert integrity(version) == DIGESTS[version]
    assert (response.status_code, response["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert (response["Access-Control-Allow-Origin"], "immutable" in response["Cache-Control"]) == ("*", True)
    assert response.cookies == {}


def test_the_newest_script_is_asked_for_again_and_an_unknown_version_is_missing(client):
    newest = client.get("/embed/portal.js")

    assert newest.content == client.get(f"/embed/portal.{VERSIONS[-1]}.js").content
    assert newest["Cache-Control"] == "public, max-age=3600"
    assert client.get("/embed/portal.0.js").status_code == 404


def test_pages_show_the_code_to_copy(client, framed, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    pages = {
        "/contacts/a-contact/": "/embed/contacts/a-contact/",
        "/themes/a-theme/": "/embed/themes/a-theme/toolkits/",
        "/training/dates/?theme=a-theme": "/embed/dates/?theme=a-theme",
    }

    for page, address in pages.items():
        text = client.get(page).text
        assert escape(f'<iframe src="https://portal.example.org{address}" title="') in text
    contact = client.get("/contacts/a-contact/").text
    assert escape(f'integrity="{integrity(VERSIONS[-1])}" crossorigin="anonymous" defer') in contact
    assert (
        escape(
            '<div data-portal-contact="a-contact"><a href="https://portal.example.org/contacts/a-contact/">'
        )
        in contact
    )


def test_the_code_escapes_what_editors_write(client, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    make_pathway(slug="odd", title='A "quoted" <b>title</b>')

    text = client.get("/contacts/odd/").text

    assert (
        escape(f'title="{escape(chr(65) + " " + chr(34) + "quoted" + chr(34) + " <b>title</b>")}: HSCP')
        in text
    )


def test_what_was_renamed_is_framed_at_its_old_address(client):
    make_pathway(slug="new")
    make_theme(slug="new")
    keep_old_address("/contacts/old/", "/contacts/new/")
    keep_old_address("/themes/old/", "/themes/new/")

    contact = client.get("/embed/contacts/old/?colours=dark")
    toolkits = client.get("/embed/themes/old/toolkits/")

    assert (contact.status_code, contact["Location"]) == (301, "/embed/contacts/new/?colours=dark")
    assert (toolkits.status_code, toolkits["Location"]) == (301, "/embed/themes/new/toolkits/")


def test_dates_that_cannot_be_narrowed_as_asked_say_so(client):
    make_session(make_course(title="A course"))

    page = client.get("/embed/dates/?theme=none").text

    assert "These dates are not narrowed by theme “none”" in page
    assert "not narrowed" not in client.get("/embed/dates/").text


def test_a_failure_can_be_framed_too_and_a_refused_form_cannot(monkeypatch):
    monkeypatch.setattr(Pathway.objects, "live", None)
    failed = Client(raise_request_exception=False).get("/embed/contacts/a-contact/")
    away = Client().get("/embed/contacts/a-contact/", **{DATABASE_AWAY: True})
    refused = Client(enforce_csrf_checks=True).post("/embed/dates/")
    elsewhere = Client(raise_request_exception=False).get("/contacts/a-contact/")

    assert [(each.status_code, is_framable(each)) for each in (failed, away, refused, elsewhere)] == [
        (500, True),
        (503, True),
        (403, False),
        (500, False),
    ]
