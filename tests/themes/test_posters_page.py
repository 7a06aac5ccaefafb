"""The page of a theme's posters: what each says, and the PDFs to print."""

import re

import pytest
from django.urls import reverse

from hscp.documents import cache
from hscp.documents.compiler import CannotCompile
from hscp.vocabulary import AudienceGroup
from tests.documents.pdf_checks import texts_of
from tests.factories import make_contact_point, make_pathway, make_theme, make_toolkit, put_in_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    """Keep the PDFs apart from those of other tests."""
    settings.HSCP_DOCUMENTS = tmp_path


@pytest.fixture
def theme():
    theme = make_theme(
        title="Neglect",
        slug="neglect",
        poster_message="Act on the first concern.",
        parents_title="Finding it hard?",
        parents_message="It is good to ask for help.",
    )
    put_in_pack(theme, make_toolkit(audience_group=AudienceGroup.PARENTS_AND_CARERS))
    pathway = make_pathway(urgency="same_day", for_professionals=True)
    make_contact_point(pathway, value="01962 111111")
    put_in_pack(theme, pathway)
    return theme


def page_of(client, theme):
    return client.get(reverse("documents:posters", args=[theme.slug]))


def poster(client, theme, query=""):
    return client.get(reverse("documents:poster", args=[theme.slug]) + query)


def main_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_the_page_says_what_both_posters_say(client, theme):
    response = page_of(client, theme)

    main = main_of(response)
    said = [
        ">Neglect<",
        "Act on the first concern.",
        "/<wbr>t/<wbr>neglect/<wbr>parents<",
        'href="tel:01962111111"',
        ">Finding it hard?<",
        "It is good to ask for help.",
        'href="tel:999"',
        'href="tel:08001111"',
    ]
    assert [part for part in said if part not in main] == []
    assert re.findall("<h1[^>]*>(.*?)</h1>", main) == ["Posters: Neglect"]
    assert main.count("<svg") == 3 + 3
    assert response.cookies == {}


def test_the_page_is_under_its_theme(client, theme):
    page = page_of(client, theme).content.decode()

    crumbs = page[page.index('class="govuk-breadcrumbs') : page.index("<main")]
    assert re.findall('href="([^"]*)"', crumbs) == ["/", "/themes/", "/themes/neglect/"]


def test_the_page_leads_to_each_poster_with_its_type_and_known_size(client, theme):
    poster(client, theme, "?for=parents&paper=a3")

    links = re.findall(r'<a [^>]*href="([^"]*poster\.pdf[^"]*)">(.*?)</a>', main_of(page_of(client, theme)))

    path = reverse("documents:poster", args=["neglect"])
    sizes = [re.sub(r"\d+", "N", text) for _, text in links]
    assert [href.replace("&amp;", "&") for href, _ in links] == [
        f"{path}?for={reader}&paper={paper}"
        for reader in ("professionals", "parents")
        for paper in ("a4", "a3")
    ]
    assert sizes == [
        "Staff room poster, AN (PDF)",
        "Staff room poster, AN (PDF)",
        "Waiting room poster, AN (PDF)",
        "Waiting room poster, AN (PDF, N\xa0kB)",
    ]


@pytest.mark.parametrize("sensitive", [True, False])
def test_the_page_of_a_sensitive_theme_can_be_left_at_once(client, sensitive):
    response = page_of(client, make_theme(sensitive=sensitive))

    assert ("govuk-exit-this-page" in response.content.decode(), response.get("Cache-Control")) == (
        sensitive,
        "no-store" if sensitive else "no-cache",
    )


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_posters_of_a_theme_that_is_not_live_are_missing(client, state):
    theme = make_theme(state=state)

    assert (page_of(client, theme).status_code, poster(client, theme).status_code) == (404, 404)


def test_a_poster_is_a_pdf_with_a_name_of_its_own(client, theme):
    response = poster(client, theme, "?for=parents&paper=a4")

    assert response["Content-Type"] == "application/pdf"
    assert "neglect-waiting-room-poster-a4.pdf" in response["Content-Disposition"]
    [text] = texts_of(response.content)
    assert "It is good to ask for help." in text


def test_without_a_choice_the_poster_is_the_staff_rooms_on_a4(client, theme):
    assert "neglect-staff-room-poster-a4.pdf" in poster(client, theme)["Content-Disposition"]


@pytest.mark.parametrize(
    "query", ["?for=children", "?paper=a5", "?for=", "?for=parents&paper=A3%00", "?for[]=parents&paper=x"]
)
def test_a_poster_that_does_not_exist_leads_to_those_that_do(client, theme, query):
    response = poster(client, theme, query)

    assert (response.status_code, response["Location"]) == (302, "/themes/neglect/posters/")


def test_a_poster_that_cannot_be_made_is_shown_as_its_page(client, theme, monkeypatch):
    def refuse(*args, **kwargs):
        raise CannotCompile("poster.typ was refused by the typesetter")

    monkeypatch.setattr(cache, "compile_document", refuse)

    response = poster(client, theme, "?for=parents")

    assert response.status_code == 503
    assert "It is good to ask for help." in main_of(response)
    assert "govuk-notification-banner" in main_of(response)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("route", "queries"), [("posters", 15), ("poster", 13)])
def test_posters_make_the_same_queries_however_much_a_pack_holds(
    client, django_assert_num_queries, route, queries, count
):
    theme = make_theme(slug="neglect")
    for n in range(count):
        pathway = make_pathway(urgency="same_day", for_professionals=True)
        make_contact_point(pathway, value=f"01962 1111{n:02}")
        put_in_pack(theme, pathway)
        put_in_pack(theme, make_toolkit(audience_group=AudienceGroup.PROFESSIONALS))
    page_of(client, theme)  # loaded once for all

    with django_assert_num_queries(queries):
        client.get(reverse(f"documents:{route}", args=["neglect"]))


def test_typed_markup_stays_text(client):
    theme = make_theme(
        title="<script>alert(1)</script>",
        poster_message="<img src=x onerror=alert(1)>",
        parents_title="<b>bold</b>",
        parents_message="<script>alert(2)</script>",
    )

    main = main_of(page_of(client, theme))

    assert [tag for tag in ("<script", "<img", "<b>") if tag in main] == []
    assert "&lt;script&gt;alert(2)" in main
