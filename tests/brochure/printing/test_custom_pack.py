"""A reader's own pack: what its address names, the page that shows it, and the PDF that says the same."""

import re

import pytest
from django.http import Http404, QueryDict
from django.urls import reverse

from hscp.brochure.printing import custom_pack_views
from hscp.brochure.printing.custom_pack import custom_pack_document
from hscp.documents import cache
from hscp.documents.cache import get_or_make
from hscp.documents.compiler import CannotCompile
from hscp.records.redirects import keep_old_address
from hscp.records.state import State
from hscp.web.qr_codes import qr_svg
from tests.documents.pdf_checks import bookmarks_of, gate, links_of, texts_of
from tests.factories import (
    fill_pack,
    make_brochure,
    make_contact_point,
    make_opening_hours,
    make_pathway,
    make_resource,
    make_theme,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db
HOSTILE = [
    "x" * 300,
    "A long title about neglect " * 11,
    "שלום עולם " * 20,
    "Help 😀👩‍👩‍👧 王小明",
    '#read("/etc/passwd")',
    "<script>alert(1)</script> $x^2$ *b* #import(1)",
]


@pytest.fixture
def page(client):
    """Return a function that asks for the page of a choice; `make` as the button sends it."""

    def ask(*themes, contacts=(), make=False):
        query = {"theme": themes, "contact": contacts, **({"make": "pack"} if make else {})}
        return client.get(reverse("documents:custom_pack"), query)

    return ask


def document_of(*themes, contacts=()):
    query = QueryDict(mutable=True)
    query.setlist("theme", [theme.slug for theme in themes])
    query.setlist("contact", [pathway.slug for pathway in contacts])
    return custom_pack_document(query)


def text_of(pdf):
    return " ".join(texts_of(pdf))


def main_of(response):
    content = response.content.decode()
    return content[content.index("<main") : content.index("</main>")]


def ticked(response):
    return re.findall(r'value="([\w-]+)"[^>]* checked', main_of(response))


def test_the_form_offers_every_live_theme_and_contact_in_order(page):
    make_theme(title="Second", slug="second", order=2)
    make_theme(title="First long title", short_title="First", slug="first", order=1)
    make_theme(title="Draft", state=State.DRAFT)
    make_pathway(title="Public", slug="public")
    make_pathway(title="Staff", slug="staff", for_public=False, for_professionals=True)

    response = page()

    fields = response.context["form"].fields
    assert fields["theme"].choices == [("first", "First long title"), ("second", "Second")]
    assert fields["contact"].choices == [
        ("Open to the public", [("public", "Public")]),
        ("For professionals only", [("staff", "Staff")]),
    ]
    assert response.context["form"].errors == {}
    assert response.cookies == {}


def test_sending_the_form_without_a_tick_is_an_error_that_leads_to_the_first_box(page):
    make_theme()
    make_pathway()

    response = page(make=True)

    assert response.context["form"].error_summary == [
        {"text": "Choose at least one theme or contact for the pack", "href": "#id_theme_0"}
    ]
    assert 'id="id_theme_0"' in main_of(response)
    assert "<title>Error: Make a pack of your own" in response.content.decode()


@pytest.mark.parametrize("kind", ["theme", "contact"])
def test_one_theme_or_one_contact_is_enough(page, kind):
    make_theme(slug="neglect")
    make_pathway(slug="lado")

    response = page("neglect", make=True) if kind == "theme" else page(contacts=["lado"], make=True)

    assert response.context["form"].errors == {}
    assert response.context["own"].holds == f"1 {kind}"


def test_the_address_holds_the_choice_in_the_editors_order(page, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    for order, slug in enumerate(["first", "second", "third"]):
        make_theme(title=slug.title(), slug=slug, order=order)
    make_pathway(slug="lado")

    response = page("third", "first", "first", contacts=["lado"], make=True)

    address = "https://portal.example.org/my-pack/?theme=first&theme=third&contact=lado"
    assert [pack.theme.slug for pack in response.context["packs"]] == ["first", "third"]
    assert ticked(response) == ["first", "third", "lado"]
    assert response.context["qr"] == qr_svg(address) != ""
    assert address.replace("&", "&amp;") in main_of(response)


def test_the_page_shows_all_of_each_pack_and_the_contacts_at_the_end(page):
    themes = [make_theme(order=order, key_message="<p>Do this.</p>") for order in range(2)]
    for theme in themes:
        theme.lead_toolkit = make_toolkit()
        theme.save()
        fill_pack(theme, 2)
    last = make_pathway(title="The last contact", slug="last")

    main = main_of(page(*(theme.slug for theme in themes), contacts=["last"]))

    titles = [theme.title for theme in themes]
    headings = re.findall(r'<h2 class="govuk-heading-xl">(.*?)</h2>', main)
    assert headings == [*titles, "Contacts"]
    assert main.count(last.title) > main[: main.index('id="chosen-contacts"')].count(last.title)
    for theme in themes:
        records = [theme.lead_toolkit, *theme.toolkits.all(), *theme.resources.all(), *theme.courses.all()]
        records += theme.pathways.all()
        assert [record for record in records if f'href="{record.get_absolute_url()}"' not in main] == []
    anchors = re.findall(r'\bid="([^"]*)"', main)
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize(
    ("themes", "contacts", "sentences"),
    [
        (["gone"], [], ["The link asks for 1 theme that is not on this site, or no longer is."]),
        (
            ["gone", "call-0900-123"],
            ["away"],
            ["The link asks for 2 themes and 1 contact that are not on this site, or no longer are."],
        ),
        (["Call 0900 123", "a\x00b", "x" * 10_000], ["<b>"], ["4 parts of the link could not be read."]),
    ],
)
def test_what_cannot_be_found_is_counted_and_not_shown_back(page, themes, contacts, sentences):
    make_theme(slug="neglect")

    response = page("neglect", *themes, contacts=contacts)

    query = QueryDict(mutable=True)
    query.setlist("theme", ["neglect", *themes])
    query.setlist("contact", contacts)
    paper = text_of(get_or_make(custom_pack_document(query)).content)
    assert response.context["own"].left_out == sentences
    assert [sentence for sentence in sentences if sentence not in main_of(response)] == []
    assert f"Left out of this pack. {' '.join(sentences)}" in paper
    for words in (*themes, *contacts):
        assert (words, words in main_of(response), words in paper) == (words, False, False)


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_what_is_not_live_is_nowhere(page, state):
    make_theme(slug="neglect")
    make_theme(title="Secret theme", slug="secret", state=state)
    make_contact_point(
        make_pathway(title="Secret contact", slug="unseen-one", state=state), value="01962 845000"
    )

    main = main_of(page("neglect", "secret", contacts=["unseen-one"]))

    assert [words for words in ("Secret", "845000", "unseen") if words in main] == []


def test_renamed_themes_and_contacts_are_found_by_their_old_addresses(page):
    theme, pathway = make_theme(slug="new-theme"), make_pathway(slug="new-contact")
    keep_old_address("/themes/old-theme/", theme.get_absolute_url())
    keep_old_address("/contacts/old-contact/", pathway.get_absolute_url())

    response = page("old-theme", contacts=["old-contact"])

    assert response.context["own"].left_out == []
    assert ticked(response) == ["new-theme", "new-contact"]


def test_five_hundred_names_are_answered(page):
    make_theme(slug="neglect")
    names = ["neglect", *(f"name-{number}" for number in range(250)), *("\x00" * n for n in range(1, 250))]

    response = page(*names, contacts=names)

    assert response.status_code == 200
    assert response.context["own"].holds == "1 theme"


def test_a_sensitive_theme_or_contact_makes_the_pack_sensitive(page):
    make_theme(slug="open")
    make_theme(slug="sensitive", sensitive=True)
    make_pathway(slug="quiet", sensitive=True)

    answers = [page(), page("open"), page("open", "sensitive"), page(contacts=["quiet"])]

    assert [answer.headers.get("Cache-Control") == "no-store" for answer in answers] == [
        False,
        False,
        True,
        True,
    ]
    assert "Exit this page" in answers[2].content.decode()


def test_the_page_says_so_while_nothing_is_published(page):
    main = main_of(page(make=True))

    assert "Nothing has been published yet" in main
    assert "<form" not in main


@pytest.mark.parametrize("number", [1, 21])
def test_page_and_pdf_make_the_same_queries_for_one_theme_and_for_all(
    page, client, django_assert_num_queries, monkeypatch, number
):
    # Where there is more than one page to tick, each kind is counted too.
    monkeypatch.setattr(custom_pack_views, "RECORDS_TO_TICK", 1000)
    themes = [make_theme(lead_toolkit=make_toolkit()) for _ in range(number)]
    pathways = [make_pathway() for _ in range(number)]
    for theme, pathway in zip(themes, pathways, strict=True):
        fill_pack(theme, 1)
        make_opening_hours(make_contact_point(pathway), weekday=1)
    slugs = [theme.slug for theme in themes]
    contacts = [pathway.slug for pathway in pathways]

    # Themes and contacts, chosen and to choose; whether a contact belongs to a sensitive theme; eight for the packs, where each names a contact; two
    # for the chosen contacts' numbers and hours.
    with django_assert_num_queries(17):
        response = page(*slugs, contacts=contacts)
    # And the edition and the toolkits' short addresses.
    with django_assert_num_queries(17):
        pdf = client.get(reverse("documents:custom_pack_pdf"), {"theme": slugs, "contact": contacts})

    assert len(response.context["packs"]) == number
    assert pdf["Content-Type"] == "application/pdf"


def test_the_pdf_of_one_theme_keeps_to_the_gate():
    make_brochure(edition="2026-2027")
    theme = make_theme(title="Neglect", introduction="<p>What it is.</p>", key_message="<p>Do this.</p>")
    fill_pack(theme, 3)

    document = document_of(theme)
    found = get_or_make(document)

    text = text_of(found.content)
    gate(found.content, "My safeguarding pack: 1 theme")
    assert found.warnings == []
    assert document.file_name == "my-pack.pdf"
    assert "2026-2027 edition" in text
    assert "Contents" not in bookmarks_of(found.content)
    assert [words for words in ("What it is.", "Do this.", "999") if words not in text] == []


def test_the_pdf_of_several_holds_each_pack_under_its_title_and_leads_there(settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    themes = [make_theme(title=f"Theme about {word}", order=n) for n, word in enumerate(["one", "two"])]
    for theme in themes:
        fill_pack(theme, 2)
    pathway = make_pathway(title="Chosen contact", slug="chosen")
    make_contact_point(pathway, value="01962 845000")

    found = get_or_make(document_of(*themes, contacts=[pathway]))

    pages = texts_of(found.content)
    links = links_of(found.content)
    gate(found.content, "My safeguarding pack: 2 themes and 1 contact")
    starts = [
        next(
            place for place, text in enumerate(pages) if place and f"Safeguarding theme {theme.title}" in text
        )
        for theme in themes
    ]
    assert starts == sorted(starts)
    for theme, start, end in zip(themes, starts, [starts[1], len(pages)], strict=True):
        text = " ".join(pages[start:end])
        records = [*theme.toolkits.all(), *theme.resources.all(), *theme.courses.all(), *theme.pathways.all()]
        assert [record.title for record in records if record.title not in text] == []
        assert [
            record
            for record in records
            if f"https://portal.example.org{record.get_absolute_url()}" not in links
        ] == []
        assert re.search(rf"{theme.title}[ .]*{start + 1}\b", pages[0])
    assert "Chosen contact" in pages[-1]
    assert "01962 845000" in pages[-1]
    assert [title for title in ("Contents", "Contacts") if title not in bookmarks_of(found.content)] == []


def test_the_pdf_of_contacts_alone_is_one_page():
    pathways = [make_pathway(order=number) for number in range(4)]
    for pathway in pathways:
        make_contact_point(pathway)

    found = get_or_make(document_of(contacts=pathways))

    gate(found.content, "My safeguarding pack: 4 contacts")
    assert found.fit["pages"] == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_anything_typed_is_set_as_text(words):
    html = f'<p>{words}</p><p><a href="javascript:alert(1)">Link</a></p>'
    themes = [make_theme(title=words[:200], introduction=html, key_message=html) for _ in range(2)]
    for theme in themes:
        for order in range(60):
            put_in_pack(theme, make_resource(title=f"{words[:180]} {order}"), order=order)
    pathway = make_pathway(title=words[:200], purpose=words)

    for chosen in (themes, themes[:1], []):
        found = get_or_make(document_of(*chosen, contacts=[pathway]))

        kinds = {2: "2 themes and ", 1: "1 theme and ", 0: ""}
        gate(found.content, f"My safeguarding pack: {kinds[len(chosen)]}1 contact")
        assert [
            link for link in links_of(found.content) if not link.startswith(("http", "tel:", "mailto:"))
        ] == []


def test_themes_without_anything_still_make_a_pack():
    found = get_or_make(document_of(make_theme(title="Empty one"), make_theme(title="Empty two")))

    gate(found.content, "My safeguarding pack: 2 themes")
    assert "Empty two" in texts_of(found.content)[-1]


@pytest.mark.parametrize("query", ["", "?theme=gone", "?theme=%00&contact=" + "a" * 10_000])
def test_a_pdf_of_nothing_leads_to_the_page(client, query):
    make_theme()

    response = client.get(reverse("documents:custom_pack_pdf") + query)

    assert (response.status_code, response["Location"]) == (302, reverse("documents:custom_pack") + query)
    with pytest.raises(Http404):
        custom_pack_document(QueryDict(query[1:]))


def test_the_page_says_so_where_the_pdf_cannot_be_made(client, monkeypatch):
    make_theme(title="Neglect", slug="neglect")

    def refuse(document):
        raise CannotCompile("no")

    monkeypatch.setattr(cache, "get_or_make", refuse)

    response = client.get(reverse("documents:custom_pack_pdf"), {"theme": "neglect"})

    assert response.status_code == 503
    assert "Neglect</h2>" in response.content.decode()


def test_the_page_links_to_its_pdf_with_the_size_of_this_choice(client, page, settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path
    make_theme(slug="neglect")
    make_theme(slug="prevent")

    size = round(len(client.get("/my-pack.pdf?theme=neglect").content) / 1000)

    link = 'href="/my-pack.pdf?theme=neglect">The pack to print or send'
    assert f"{link} (PDF, {size}\xa0kB)" in main_of(page("neglect"))
    assert "The pack to print or send (PDF)" in main_of(page("prevent"))


def test_the_list_of_themes_leads_to_the_form(client):
    make_theme()

    assert (
        f'href="{reverse("documents:custom_pack")}"'
        in client.get(reverse("themes:theme_list")).content.decode()
    )
