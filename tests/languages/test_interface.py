"""The words around the texts: the catalogue, what a language makes of it, and the page on which editors say it."""

import re

import pytest
from django.template import Context, Template

from hscp.languages.extracting import as_catalogue, extracted
from hscp.languages.interface import CATALOGUE, Words, catalogue, placeholders
from hscp.languages.models import Language
from tests.factories import make_language, make_toolkit, make_wording

SAID = "The English page was last changed on %(day)s. This page may be behind."
WORDS = "/admin/languages/language/{}/words/"


def test_the_catalogue_has_what_the_sources_say():
    assert CATALOGUE.read_text() == as_catalogue(extracted()), "Run `make messages`."


def test_the_catalogue_is_read_as_it_was_written():
    assert catalogue() == extracted()
    assert catalogue()["Call"] == ("templates/includes/emergency_strip.html",)


def test_what_is_not_marked_is_not_collected():
    assert "Hampshire Safeguarding Children Partnership" not in catalogue()


def test_labels_of_menus_are_in_the_catalogue():
    from hscp.web.navigation import DOORS, FOR_EVERYBODY

    labels = {item.label for item in (*DOORS.values(), *FOR_EVERYBODY)}

    assert labels - {*catalogue()} == set()


def test_what_a_language_has_takes_the_place_of_the_english():
    words = Words("pl", "ltr", (("Call", "Zadzwoń"),))

    assert words.say("Call") == "Zadzwoń"
    assert words.say("Search") == '<span lang="en" dir="ltr">Search</span>'
    assert (words.plain("Call"), words.plain("Search")) == ("Zadzwoń", "Search")


def test_placeholders_are_filled_and_escaped():
    words = Words("pl", "ltr", ((SAID, "100 % <b>%(day)s</b> {x}"),))

    assert words.say(SAID, day="<3 maja>") == "100 % &lt;b&gt;&lt;3 maja&gt;&lt;/b&gt; {x}"


def test_a_page_in_english_says_the_english_alone():
    said = Template('{% load interface %}{% say "Call" %}|{% say_here "Search" %}').render(Context())

    assert said == "Call|Search"


@pytest.mark.django_db
def test_what_is_no_longer_said_counts_for_nothing():
    language = make_language("pl", words={"Call": "Zadzwoń", "Gone from the sources": "x"})

    assert Words.of(language).texts == (("Call", "Zadzwoń"),)


def boxes(client, path):
    """Return {English: name of its box} of the page."""
    html = client.get(path).content.decode()
    return {label: name for name, label in re.findall(r'<label for="id_(text-\d+)">([^<]+)</label>', html)}


def typed(client, path, **texts):
    """Return what the form posts when `texts`, {English: text}, were typed into the page as it is."""
    form = client.get(path).context["form"]
    data = {}
    for name, english in form.texts.items():
        data[f"initial-{name}"] = data[name] = form[name].value() or ""
        if english in texts:
            data[name] = texts[english]
    return data


@pytest.mark.django_db
def test_what_an_editor_fills_in_is_shown_at_once(publisher, client):
    toolkit = make_toolkit(slug="neglect", audience_group="parents_and_carers")
    path = WORDS.format(make_wording(toolkit).language.pk)

    response = publisher.post(path, typed(publisher, path, Call="Zadzwoń"), follow=True)

    assert "1 text saved. Readers see it now." in response.content.decode()
    assert "Zadzwoń" in client.get("/toolkits/neglect/pl/").content.decode()


@pytest.mark.django_db
def test_two_people_fill_in_one_language(publisher):
    path = WORDS.format(make_language("pl").pk)
    first, second = typed(publisher, path, Call="Zadzwoń"), typed(publisher, path, Search="Szukaj")

    publisher.post(path, first)
    publisher.post(path, second)

    assert Language.objects.get(code="pl").words == {"Call": "Zadzwoń", "Search": "Szukaj"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("english", "text", "problem"),
    [
        (SAID, "Bez dnia", "Keep %(day)s"),
        ("Call", "%(day)s", "Keep nothing such as"),
        ("Call", "01962 845000", "telephone number"),
    ],
)
def test_what_would_break_a_page_is_refused_and_nothing_typed_is_lost(publisher, english, text, problem):
    path = WORDS.format(make_language("pl").pk)

    html = publisher.post(
        path, typed(publisher, path, **{english: text, "Search": "Szukaj"})
    ).content.decode()

    assert problem in html
    assert text in html
    assert "Szukaj" in html
    assert Language.objects.get(code="pl").words == {}


@pytest.mark.django_db
def test_a_text_that_is_emptied_is_english_again(publisher):
    path = WORDS.format(make_language("pl", words={"Call": "Zadzwoń"}).pk)

    publisher.post(path, typed(publisher, path, Call=""))

    assert Language.objects.get(code="pl").words == {}


@pytest.mark.django_db
def test_easy_read_has_no_words_of_its_own(publisher):
    assert publisher.get(WORDS.format(make_language("easy-read").pk)).status_code == 404


@pytest.mark.django_db
def test_an_editor_reads_them(editor):
    path = WORDS.format(make_language("pl", words={"Call": "Zadzwoń"}).pk)

    html = editor.get(path).content.decode()

    assert "Zadzwoń" in html
    assert '<input type="submit"' not in html
    assert boxes(editor, path)["Call"]
    assert placeholders(SAID) == {"day"}
