"""The posters of themes in other languages and in easy read."""

from contextlib import closing

import pypdfium2
import pytest

from hscp.documents.compiler import compile_document
from hscp.documents.typefaces import lacking
from hscp.languages.pages.posters import poster_of, why_no_poster
from hscp.records.redirects import keep_old_address
from hscp.records.state import State
from tests.factories import (
    make_contact_point,
    make_language,
    make_pathway,
    make_theme,
    make_wording,
    put_in_pack,
)

pytestmark = pytest.mark.django_db
NUMBER = "0300 555 1384"
HEADINGS = {
    "pl": ("Zaniedbanie", "Nie jesteś sam. Poproś dziś o pomoc."),
    "ur": ("نظراندازی", "آپ اکیلے نہیں ہیں۔"),
    "ne": ("हेरचाह", "तपाईं एक्लै हुनुहुन्न।"),
    "uk": ("Нехтування", "Ви не самі."),
    "ar": ("الإهمال", "لست وحدك."),
    "easy-read": ("When a child is not looked after", "You can ask for help."),
}


@pytest.fixture
def theme():
    theme = make_theme(title="Neglect", slug="neglect", introduction="<p>What it is.</p>")
    pathway = make_pathway(title="Children’s services", for_public=True)
    make_contact_point(pathway, value=NUMBER, label="", verified_on="2026-11-01")
    put_in_pack(theme, pathway)
    return theme


def compiled(wording):
    document = poster_of(wording)
    return compile_document(
        document.template, document.data, pages=document.pages, densities=document.densities
    )


def digits_from_left(pdf):
    """Return the digits of each line of the first page as the eye meets them, from left to right."""
    lines = {}
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        page = document[0].get_textpage()
        for index in range(page.count_chars()):
            char = page.get_text_range(index, 1)
            if char.isdigit():
                left, bottom, _, _ = page.get_charbox(index)
                lines.setdefault(round(bottom), []).append((left, char))
    return ["".join(char for _, char in sorted(line)) for line in lines.values()]


@pytest.mark.parametrize("code", HEADINGS)
def test_it_is_one_page_in_the_language(theme, code):
    title, message = HEADINGS[code]
    made = compiled(make_wording(theme, code, title=title, message=message))

    assert made.changed == []
    assert made.fit["overflow"] == []
    assert made.fit["pages"] == 1


@pytest.mark.parametrize("code", ["pl", "ur", "ar"])
def test_a_number_reads_from_left_to_right_in_every_script(theme, code):
    made = compiled(make_wording(theme, code, title=HEADINGS[code][0]))

    lines = "|".join(digits_from_left(made.content))
    assert NUMBER.replace(" ", "") in lines


def test_numbers_are_those_of_the_record_at_this_moment(theme, client):
    wording = make_wording(theme, title="Zaniedbanie")
    point = theme.pathways.get().contact_points.get()
    point.value = "0300 555 9999"
    point.save()

    assert "0300 555 9999" in [entry["number"] for entry in poster_of(wording).data["numbers"]]


def test_what_it_says_by_itself_is_in_the_language_or_in_english(theme):
    wording = make_wording(theme, title="Zaniedbanie")
    assert poster_of(wording).data["words"] == {}

    make_language("pl", words={"Who you can call": "Do kogo zadzwonić", "Read this page": "Przeczytaj"})
    wording.refresh_from_db()
    data = poster_of(wording).data

    assert data["words"] == {"Who you can call": "Do kogo zadzwonić"}
    assert data["codes"][0]["caption"] == "Przeczytaj"
    assert data["codes"][0]["address"] == "http://localhost:8000/themes/neglect/pl/"
    assert data["message"] == "You are not alone. If something worries you, you can ask for help today."


def test_it_is_printed_from_the_page(client, theme):
    make_wording(theme, title="Zaniedbanie")

    assert (
        'href="/themes/neglect/pl/poster.pdf?paper=a4"' in client.get("/themes/neglect/pl/").content.decode()
    )
    response = client.get("/themes/neglect/pl/poster.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert client.get("/themes/neglect/pl/poster.pdf?paper=a0")["Location"] == "/themes/neglect/pl/"


def test_that_of_a_renamed_theme_is_found_at_its_old_address(client, theme):
    make_wording(theme, title="Zaniedbanie")
    keep_old_address("/themes/before/", theme.get_absolute_url())

    response = client.get("/themes/before/pl/poster.pdf?paper=a3")

    assert (response.status_code, response["Location"]) == (301, "/themes/neglect/pl/poster.pdf?paper=a3")
    assert client.get("/themes/nothing/pl/poster.pdf").status_code == 404


def test_there_is_none_of_a_draft(client, theme):
    make_wording(theme, state=State.DRAFT)

    assert client.get("/themes/neglect/pl/poster.pdf").status_code == 404


def test_there_is_none_that_would_print_boxes_and_the_editor_is_told(client, publisher, theme):
    wording = make_wording(theme, "ti", title="ᠮᠣᠩᠭᠣᠯ")

    assert "no typeface here has" in why_no_poster(wording)
    assert client.get("/themes/neglect/ti/poster.pdf").status_code == 404
    assert "poster.pdf" not in client.get("/themes/neglect/ti/").content.decode()
    html = publisher.get(f"/admin/languages/wording/{wording.pk}/change/").content.decode()
    assert "No poster can be made: no typeface here has these letters: ᠮ" in html


def test_the_letters_of_every_heading_are_there():
    for title, message in HEADINGS.values():
        assert lacking(title + message) == ""
    assert lacking("ᠮᠣ ab") == "ᠮᠣ"


def test_without_the_packages_only_our_own_letters_are_there(monkeypatch):
    monkeypatch.setattr("hscp.documents.typefaces.folders", tuple)

    assert lacking("Łóżko") == ""
    assert lacking("پیار") == "پیار"
