"""Wordings in search: their own words find them, in every script, and they are in step with all that they are made of."""

import pytest

from hscp.languages.models import Language, Wording
from hscp.records.publishing import change_state
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.search.index import entries
from hscp.search.index.documents import drift, refresh_all
from hscp.search.query.find import search, suggest
from hscp.site.search import PAGES
from hscp.web.wording import one_line
from resources.models import Toolkit
from tests.factories import make_language, make_theme, make_toolkit, make_wording, put_in_pack

pytestmark = pytest.mark.django_db
WORDS = {
    "pl": ("Zaniedbanie dziecka", "Łóżko, ciepło i opieka", "opieka"),
    "ro": ("Neglijarea copilului", "Îngrijire și căldură", "îngrijire"),
    "uk": ("Нехтування дитиною", "Їжа, тепло і турбота", "турбота"),
    "ne": ("बालबालिकाको हेरचाह", "खाना र माया चाहिन्छ", "माया"),
    "ur": ("بچے کی دیکھ بھال", "کھانا اور پیار چاہیے", "پیار"),
    "ar": ("إهمال الطفل", "يحتاج الطفل إلى الرعاية", "الرعاية"),
}


@pytest.fixture(autouse=True)
def records_alone(monkeypatch):
    """Leave out the site's own pages, which some words find as well."""
    monkeypatch.delitem(entries._sources, PAGES.kind)


@pytest.fixture
def toolkit():
    return make_toolkit(
        title="Neglect", slug="neglect", summary="What neglect is.", audience_group="parents_and_carers"
    )


def put(toolkit, code, **fields):
    wording = make_wording(toolkit, code, **fields)
    refresh_all()
    return wording


def urls(words):
    return [hit.url for hit in search(words).hits]


@pytest.mark.parametrize("code", WORDS)
def test_words_of_the_language_find_the_page_in_it(toolkit, code):
    title, text, word = WORDS[code]
    put(toolkit, code, title=title, body=f"<p>{text}</p>")

    for words in (title, word, title.split()[0]):
        assert urls(words) == [f"/toolkits/neglect/{code}/"], words
    [hit] = search(word).hits
    assert hit.language == {"lang": code, "direction": "rtl" if code in ("ur", "ar") else "ltr"}
    assert hit.subtitle == Language.objects.get(code=code).own_name


def test_words_without_their_marks_find_it_too(toolkit):
    put(toolkit, "pl", title="Łóżko i żółć")

    assert urls("lozko") == ["/toolkits/neglect/pl/"]
    assert [each.url for each in suggest("łóż")] == ["/toolkits/neglect/pl/"]


def test_a_word_with_vowel_signs_is_one_word(toolkit):
    put(toolkit, "ne", title="नेपाली")

    # The consonants alone are another word.
    assert urls("नपल") == []
    assert urls("नेपाली") == ["/toolkits/neglect/ne/"]


def test_the_page_of_results_says_the_language(client, toolkit):
    put(toolkit, "ur", title=WORDS["ur"][0])

    html = one_line(client.get("/search/", {"q": "دیکھ"}).content.decode())

    assert '<span lang="ur" dir="rtl">' in html
    assert "اردو" in html
    [result] = client.get("/api/search", {"q": "دیکھ"}).json()["results"]
    assert (result["language"], result["url"]) == ("ur", "http://testserver/toolkits/neglect/ur/")


def test_the_english_page_comes_before_its_easy_read(toolkit):
    put(toolkit, "easy-read", title="Neglect")

    assert urls("neglect") == ["/toolkits/neglect/", "/toolkits/neglect/easy-read/"]


def test_two_languages_with_one_title_are_two_results(client, toolkit):
    put(toolkit, "pl", title="Sexting")
    put(toolkit, "ro", title="Sexting")

    html = client.get("/search/", {"q": "sexting"}).content.decode()

    assert "and 1 more" not in html
    assert 'href="/toolkits/neglect/pl/"' in html
    assert 'href="/toolkits/neglect/ro/"' in html


# In step with every write


def in_step():
    return [*drift()] == []


def test_a_wording_is_found_by_what_it_says_now(toolkit):
    wording = put(toolkit, "pl", title="Dawne")

    with content_change() as change:
        wording.title = "Obecne"
        change.save(wording)

    assert (urls("dawne"), urls("obecne")) == ([], ["/toolkits/neglect/pl/"])
    assert in_step()


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_it_is_found_no_longer_without_its_record(toolkit, state):
    put(toolkit, "pl", title="Zaniedbanie")

    change_state(queryset=Toolkit.objects.all(), state=state, by=None)

    assert urls("zaniedbanie") == []
    assert in_step()


def test_it_is_found_no_longer_once_its_record_is_deleted(toolkit):
    put(toolkit, "pl", title="Zaniedbanie")

    with content_change() as change:
        change.delete(toolkit)

    assert (urls("zaniedbanie"), Wording.objects.count()) == ([], 0)
    assert in_step()


def test_it_is_found_no_longer_in_a_language_that_is_not_in_use(toolkit):
    put(toolkit, "pl", title="Zaniedbanie")

    with content_change() as change:
        language = make_language("pl", in_use=False)
        change.touched(language)

    assert urls("zaniedbanie") == []
    assert in_step()


def test_it_moves_with_the_address_of_its_record(toolkit):
    put(toolkit, "pl", title="Zaniedbanie")

    with content_change() as change:
        toolkit.slug = "another"
        change.save(toolkit)

    assert urls("zaniedbanie") == ["/toolkits/another/pl/"]
    assert in_step()


def test_it_belongs_to_the_themes_of_its_record(toolkit):
    put(toolkit, "pl", title="Zaniedbanie")
    theme = make_theme(title="Theme", sensitive=True)

    with content_change() as change:
        put_in_pack(theme, toolkit)
        change.touched(theme)
    [hit] = search("zaniedbanie").hits
    assert [each.label for each in hit.themes] == ["Theme"]
    assert in_step()

    with content_change() as change:
        theme.title = "Renamed"
        change.save(theme)
    [hit] = search("zaniedbanie").hits
    assert [each.label for each in hit.themes] == ["Renamed"]
    assert in_step()


def test_a_draft_is_not_found(toolkit):
    put(toolkit, "pl", title="Zaniedbanie", state=State.DRAFT)

    assert urls("zaniedbanie") == []
