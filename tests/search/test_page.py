"""The search page: what each state shows, how it is filtered, and what it does with hostile addresses."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.urls import reverse

from hscp.records.state import State
from hscp.search import popular_searches
from hscp.search.index.documents import refresh, refresh_all
from hscp.search.models import CrisisAnswer, CrisisCard, PinnedAnswer, Place, SearchDocument
from resources.models import Resource
from tests.factories import (
    make_audience,
    make_contact_point,
    make_course,
    make_opening_hours,
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
HOSTILE = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e\u200b",
    "%00",
    "%",
    "_",
    "'; DROP TABLE x; --",
    '"',
    '"a" AND (b',
    "-" * 40,
    "- " * 40,
    "!!! & | :* <->",
    "title:x^9 OR *",
    "\\",
    "<script>alert(1)</script>",
    "🫥" * 30,
    "x" * 100_000,
    "a " * 5_000,
    "9" * 400,
    "professionals.",
]


def ask(client, text=None, **more):
    refresh_all()
    return client.get(reverse("site:search"), ({} if text is None else {"q": text}) | more)


def titles(response):
    return [card["title"] for card in response.context["cards"]]


def counts(response, name):
    return response.context["filters"].fields[name].widget.counts


def tags(response):
    return {tag["text"]: sorted(parse_qsl(tag["url"][1:])) for tag in response.context["applied"]}


def text_of(response):
    """Return the words of the page's main part, as one line."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_every_kind_of_record_is_found(client):
    made = [
        make_pathway(title="Lighthouse"),
        make_theme(aliases="Lighthouse"),
        make_process(summary="A lighthouse"),
        make_threshold_level(title="Lighthouse", number=1),
        make_toolkit(summary="LIGHTHOUSE"),
        make_resource(aliases="The lighthouse"),
        make_course(title="Lighthouse"),
        make_term(explanation="A lighthouse"),
    ]

    response = ask(client, "lighthouses")

    found = {(card["title"], card["url"]) for card in response.context["cards"]}
    assert found == {(hit.title, hit.url) for hit in response.context["results"].hits}
    assert {url for _, url in found} == {record.get_absolute_url() for record in made}
    assert "8 results" in text_of(response)


def test_a_card_says_what_it_is_and_whom_it_is_for(client):
    themes = [make_theme(title=f"Theme {letter}") for letter in "ABC"]
    course = make_course(title="Lighthouse", area="national")
    course.audiences.add(make_audience(name="Schools", slug="schools"))
    for theme in themes:
        put_in_pack(theme, course)

    [card] = ask(client, "lighthouse", kind="course").context["cards"]

    assert card["kind"] == "Course · Webinar"
    assert card["meta"] == ["For professionals (Schools)", "National", "In 3 themes"]


@pytest.mark.parametrize(
    ("group", "meta"),
    [("professionals", []), ("parents_and_carers", ["For parents and carers"])],
)
def test_a_card_says_whom_it_is_for_unless_that_is_professionals_in_general(client, group, meta):
    make_toolkit(title="Lighthouse", audience_group=group)

    [card] = ask(client, "lighthouse").context["cards"]

    assert card["meta"] == meta


def test_a_theme_does_not_name_itself_as_its_theme(client):
    make_theme(title="Lighthouse")

    [card] = ask(client, "lighthouse").context["cards"]

    assert card["meta"] == []


def test_a_format_that_is_not_stated_is_not_stated(client):
    make_course(title="Lighthouse", format="not_stated")

    assert ask(client, "lighthouse").context["cards"][0]["kind"] == "Course"


def test_the_words_are_marked_in_the_passage_and_everything_is_escaped(client):
    make_resource(title="Lighthouse <b>bold</b>", summary="A <i>lighthouse</i> & more")

    page = ask(client, "lighthouse").content.decode()

    assert 'href="/resources/' in page
    assert ">Lighthouse &lt;b&gt;bold&lt;/b&gt;</a>" in page
    assert "A &lt;i&gt;<mark>lighthouse</mark>&lt;/i&gt; &amp; more" in page


def test_what_was_typed_is_shown_as_text(client):
    page = ask(client, '"><script>alert(1)</script>').content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_what_is_not_published_is_neither_found_nor_counted(client, state):
    make_resource(title="Lighthouse", kind="law", state=state)

    response = ask(client, "lighthouse")

    assert (response.context["results"].total, list(response.context["filters"].fields)) == (0, ["sort", "q"])
    assert "No results" in text_of(response)


def test_facets_widen_within_and_narrow_one_another(client):
    make_resource(title="Lighthouse A", kind="law", area="national")
    make_resource(title="Lighthouse B", kind="video", area="national")
    make_resource(title="Lighthouse C", kind="video", area="hampshire")
    make_course(title="Lighthouse D", area="national")

    response = ask(client, "lighthouse", format=["law", "video"], area="national", sort="title")

    assert titles(response) == ["Lighthouse A", "Lighthouse B"]
    assert counts(response, "area") == {"national": 2, "hampshire": 1}
    assert counts(response, "format") == {"law": 1, "video": 1, "webinar": 1}


@pytest.mark.parametrize("name", ["kind", "theme", "audience", "format", "area"])
def test_every_count_is_kept_when_its_choice_is_taken(client, name):
    theme = make_theme(title="Sea")
    school = make_audience()
    for kind in ("law", "video"):
        record = make_resource(title="Lighthouse", kind=kind, area="national")
        record.audiences.add(school)
        put_in_pack(theme, record)
    make_course(title="Lighthouse", area="hampshire")
    before = counts(ask(client, "lighthouse"), name)

    kept = {value: ask(client, "lighthouse", **{name: value}).context["results"].total for value in before}

    assert kept == before
    assert before


def test_finer_audiences_are_under_their_group(client):
    make_resource(title="Lighthouse").audiences.add(make_audience(name="Schools", slug="schools"))
    make_resource(title="Lighthouse", audience_group="parents_and_carers")

    choices = ask(client, "lighthouse").context["filters"].fields["audience"].choices

    assert sorted(choices) == [
        ("Professionals", [("professionals", "All professionals"), ("professionals.schools", "Schools")]),
        ("parents_and_carers", "Parents and carers"),
    ]


def test_a_filter_in_use_can_be_taken_away_by_its_tag(client):
    make_resource(title="Lighthouse", kind="law", area="national")

    response = ask(
        client, "lighthouse", kind=["resource", "course"], format="law", sort="title", page="7", extra="x"
    )

    assert tags(response) == {
        "Resource": [("format", "law"), ("q", "lighthouse"), ("sort", "title")],
        "Law": [("kind", "resource"), ("q", "lighthouse"), ("sort", "title")],
    }
    assert "Clear all filters" in text_of(response)
    assert response.context["without_filters"] == "?q=lighthouse&sort=title"
    assert (
        'class="govuk-link govuk-link--no-visited-state portal-applied__clear" href="?q=lighthouse&amp;sort=title"'
        in (response.content.decode())
    )


def test_a_value_that_no_record_has_is_named_and_left_out(client):
    make_resource(title="Lighthouse")

    response = ask(client, "lighthouse", theme="gone", kind=["resource", "gone"])

    assert titles(response) == ["Lighthouse"]
    assert response.context["ignored"] == [
        {"label": "Kind", "text": "gone"},
        {"label": "Theme", "text": "gone"},
    ]
    assert "left it out: Kind: gone Theme: gone" in text_of(response)


def test_filters_that_leave_nothing_stay_in_sight_and_can_be_removed(client):
    make_resource(title="Lighthouse", kind="law")
    make_course(title="Harbour")

    response = ask(client, "lighthouse", kind="course")

    assert response.context["results"].total == 0
    assert tags(response) == {"Course": [("q", "lighthouse")]}
    assert counts(response, "kind") == {"resource": 1, "course": 0}
    assert "Nothing matches with these filters" in text_of(response)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("relevance", ["Lighthouse", "Another lighthouse"]),
        ("title", ["Another lighthouse", "Lighthouse"]),
        ("newest", ["Another lighthouse", "Lighthouse"]),
        ("unknown", ["Lighthouse", "Another lighthouse"]),
    ],
)
def test_results_come_in_the_order_asked_for(client, sort, expected):
    older = make_resource(title="Lighthouse")
    Resource.objects.filter(pk=older.pk).update(updated_at=older.updated_at - timedelta(days=1))
    make_resource(title="Another lighthouse")

    response = ask(client, "lighthouse", sort=sort)

    assert titles(response) == expected
    assert response.context["filters"].initial["sort"] == (sort if sort != "unknown" else "relevance")


def test_pages_keep_the_search_and_lose_nothing(client):
    made = {
        make_resource(title=f"Lighthouse {number}", kind="law").get_absolute_url() for number in range(41)
    }

    pages = [ask(client, "lighthouse", format="law", page=page) for page in (1, 2, 3)]

    seen = [card["url"] for page in pages for card in page.context["cards"]]
    assert (len(seen), set(seen)) == (41, made)
    assert 'href="?q=lighthouse&amp;format=law&amp;page=3"' in pages[1].content.decode()
    assert "21 to 40 of 41 results" in text_of(pages[1])
    assert "<title>lighthouse: search results, page 2 of 3 –" in pages[1].content.decode()


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("0", 1),
        ("-1", 1),
        ("3", 2),
        ("9" * 8, 2),
        ("9" * 5000, 1),
        ("one", 1),
        ("\x00", 1),
        ("", 1),
        ("²", 1),
    ],
)
def test_a_page_that_is_not_there_gives_the_nearest(client, page, shown):
    for number in range(21):
        make_resource(title=f"Lighthouse {number}")

    response = ask(client, "lighthouse", page=page)

    assert (response.status_code, response.context["page_obj"].number) == (200, shown)
    assert len(titles(response)) == {1: 20, 2: 1}[shown]


def test_a_misspelt_word_is_put_right_and_can_be_taken_back(client):
    make_resource(title="Lighthouse")

    corrected = ask(client, "lighthuose", kind="resource")
    as_typed = client.get(reverse("site:search") + corrected.context["as_typed"])

    assert "Showing results for lighthouse . Search instead for lighthuose" in text_of(corrected)
    assert corrected.context["as_typed"] == "?q=lighthuose&kind=resource&correct=0"
    assert titles(corrected) == ["Lighthouse"]
    assert titles(as_typed) == []


def test_words_as_typed_that_find_nothing_offer_the_spelling(client):
    make_resource(title="Lighthouse")

    response = ask(client, "lighthuose", correct="0")

    assert "Did you mean lighthouse ?" in text_of(response)
    assert 'href="?q=lighthouse"' in response.content.decode()


def test_as_typed_stays_so_in_the_filters(client):
    make_resource(title="Lighthouse")

    form = ask(client, "lighthouse", correct="0").context["filters"]

    assert '<input type="hidden" name="correct" value="0"' in str(form)
    assert '<input type="hidden" name="q" value="lighthouse"' in str(form)


def test_results_that_hold_some_of_the_words_say_so(client):
    make_resource(title="Lighthouse harbour")
    make_resource(title="Quay")

    response = ask(client, "lighthouse harbour quay")

    assert response.context["results"].total > 0
    assert "Nothing has all of your words. These results have some of them." in text_of(response)


def test_a_search_that_finds_nothing_helps(client):
    pathway, theme = make_pathway(), make_theme()

    response = ask(client, "lighthouse")

    assert text_of(response).count("check the spelling") == 1
    page = response.content.decode()
    assert f'href="{pathway.get_absolute_url()}"' in page
    assert f'href="{theme.get_absolute_url()}"' in page
    assert re.findall(r'portal-numbers__number" href="(tel:\d+)"', page) == [
        "tel:999",
        "tel:08088005000",
        "tel:08001111",
    ]


def test_a_contact_need_shows_whom_to_call_above_the_results(client):
    pathway = make_pathway(title="Harbour master", urgency="same_day")
    make_contact_point(pathway, value="01962 000111")
    make_pathway(title="Harbour office", state=State.DRAFT)

    response = ask(client, "who do I call about the harbour")

    page = response.content.decode()
    assert response.context["contacts"] == [pathway]
    assert page.index('href="tel:01962000111"') < page.index("portal-result-count")


def test_a_contact_among_the_results_shows_its_number(client):
    pathway = make_pathway(title="Harbour team")
    make_contact_point(pathway, value="01962 876364")

    page = ask(client, "harbour", kind="pathway").content.decode()

    assert (page.count('<article class="portal-contact'), page.count('href="tel:01962876364"')) == (1, 1)


def test_a_contact_above_the_results_shows_its_number_once(client):
    make_contact_point(make_pathway(title="Harbour team", urgency="same_day"), value="01962 876364")

    response = ask(client, "who do I call about the harbour")

    assert titles(response) == []
    assert response.content.decode().count('href="tel:01962876364"') == 1
    assert "1 result" in text_of(response)


def test_contacts_are_on_the_first_page_only(client):
    for _ in range(21):
        make_pathway(title="Harbour", urgency="same_day")

    first, second = (ask(client, "who do I call about the harbour", page=page) for page in (1, 2))

    assert (bool(first.context["contacts"]), second.context["contacts"]) == (True, [])


def test_a_search_without_such_a_need_shows_no_contact_above(client):
    make_pathway(title="Harbour")
    make_resource(title="Lighthouse")

    assert ask(client, "lighthouse").context["contacts"] == []


def test_an_answer_that_editors_pinned_comes_first_and_is_marked(client):
    make_resource(title="Lighthouse")
    chosen = make_resource(title="Something else")
    refresh_all()
    document = SearchDocument.objects.get(kind="resource", object_id=chosen.pk)
    refresh(PinnedAnswer.objects.create(words="lighthouse", document=document))

    cards = ask(client, "lighthouse").context["cards"]

    assert [(card["title"], card["kind"].partition(" · ")[0]) for card in cards] == [
        ("Something else", "Recommended"),
        ("Lighthouse", "Resource"),
    ]


@pytest.mark.parametrize("text", [None, "", "   ", "&", "\x00"])
def test_no_words_show_the_box_alone(client, text):
    make_resource(title="Lighthouse")

    response = ask(client, text)

    assert "cards" not in response.context
    assert "The search looks through every theme" in text_of(response)


def test_filters_without_words_show_everything_they_leave(client):
    make_resource(title="B")
    make_resource(title="A")
    make_course(title="C")

    assert titles(ask(client, kind="resource")) == ["A", "B"]


@pytest.mark.parametrize(
    "name", ["q", "kind", "theme", "audience", "format", "area", "page", "sort", "correct"]
)
def test_hostile_addresses_never_fail(client, name):
    make_resource(title="Lighthouse")
    refresh_all()

    answers = {
        value[:20]: client.get(reverse("site:search"), {"q": "lighthouse"} | {name: value}).status_code
        for value in HOSTILE
        if "\ud800" not in value
    }

    assert set(answers.values()) == {200}


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "q=%ED%A0%80", "q", "&&&", "q[]=x", "kind=%00&kind=%ff"]
)
def test_addresses_that_are_not_even_text_never_fail(client, query):
    assert client.get(f"{reverse('site:search')}?{query}").status_code == 200


def test_many_filters_never_fail(client):
    make_resource(title="Lighthouse")
    refresh_all()

    response = client.get(reverse("site:search"), {"q": "lighthouse", "theme": [f"t{n}" for n in range(900)]})

    assert response.status_code == 200


def test_the_page_has_one_search_box_and_sets_no_cookie(client):
    response = ask(client, "lighthouse")

    assert re.findall(r'<input[^>]* name="q"[^>]*type="search"', response.content.decode()) != []
    assert response.content.decode().count('type="search"') == 1
    assert response.cookies == {}
    assert response["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_a_search_is_counted_on_its_first_page_and_without_filters_only(client, monkeypatch):
    counted = []
    monkeypatch.setattr(popular_searches, "count", lambda results: counted.append(results.query))
    for _ in range(21):
        make_resource(title="Lighthouse")

    for more in ({}, {"page": "2"}, {"kind": "resource"}):
        ask(client, "lighthouse", **more)
    ask(client, "")

    assert counted == ["lighthouse"]


def test_the_words_are_not_logged(client, caplog):
    caplog.set_level("DEBUG")

    ask(client, "lighthouse keeper")

    assert "lighthouse" not in " ".join(
        record.getMessage() for record in caplog.records if "SELECT" not in record.getMessage()
    )


@pytest.mark.django_db(transaction=True)
def test_the_page_answers_while_the_database_is_away(client):
    cache.clear()
    make_contact_point(make_pathway(title="Harbour", urgency="same_day"))
    ask(client, "harbour")

    def fail(*args):
        raise OperationalError("away")

    with connection.execute_wrapper(fail):
        found = client.get(reverse("site:search"), {"q": "who do I call about the harbour"})
        nothing = client.get(reverse("site:search"), {"q": "zzzz"})

    assert (found.status_code, [contact.title for contact in found.context["contacts"]]) == (200, ["Harbour"])
    assert "check the spelling" in text_of(nothing)


def test_browsers_are_told_how_to_search(client):
    home = client.get(reverse("site:cookies")).content.decode()
    response = client.get(reverse("site:opensearch"))

    assert (
        f'type="application/opensearchdescription+xml" title="HSCP Safeguarding Portal" href="{reverse("site:opensearch")}"'
        in home
    )
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    text = response.content.decode()
    assert 'template="http://testserver/search/?q={searchTerms}&amp;page={startPage?}"' in text
    assert (
        'template="http://testserver/api/search?q={searchTerms}&amp;page={startPage?}&amp;page_size={count?}"'
        in text
    )


# What stands before the results, and how results are shown


def teach(model, **fields):
    made = model.objects.create(**fields)
    refresh(made)
    return made


def test_a_crisis_shows_what_to_do_then_who_answers_then_what_to_read(client):
    line, page_to_read = make_pathway(title="Harbour line"), make_theme(title="Storms")
    make_contact_point(line, value="01962 000111")
    refresh(line, page_to_read)
    card = CrisisCard.objects.create(name="Storm", words="fell in the sea", emergency="Call 999 now.")
    for title in ("Harbour line", "Storms"):
        CrisisAnswer.objects.create(card=card, document=SearchDocument.objects.get(title=title))
    refresh(card)

    page = ask(client, "he fell in the sea").content.decode()

    main = page[page.index("<main") :]
    places = [
        main.index(each) for each in ("Call 999 now.", 'href="tel:999"', "tel:01962000111", "Then read:")
    ]
    assert places == sorted(places)
    assert main.count('<article class="portal-contact') == 1
    assert 'id="exit-this-page"' in page or "Exit this page" in page


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2027-03-05T11:00+00:00", "01962 000111", "01962 000222"),
        ("2027-03-06T22:45+00:00", "01962 000222", "01962 000111"),
    ],
    ids=["Friday morning", "Saturday night"],
)
def test_a_crisis_names_first_the_number_that_answers_now(client, time_machine, moment, first, last):
    line = make_pathway(title="Harbour line")
    office = make_contact_point(line, value="01962 000111")
    for day in range(1, 6):
        make_opening_hours(office, day)
    make_contact_point(line, value="01962 000222", out_of_hours=True, answers_when_closed=office)
    refresh(line)
    card = CrisisCard.objects.create(name="Storm", words="fell in the sea", emergency="Call 999 now.")
    CrisisAnswer.objects.create(card=card, document=SearchDocument.objects.get(title="Harbour line"))
    refresh(card)

    time_machine.move_to(moment)
    page = ask(client, "he fell in the sea").content.decode()

    assert page.index(f">{first}<") < page.index(f">{last}<")


def test_a_crisis_leads_to_its_contacts_while_the_database_is_away(client, monkeypatch):
    line = make_pathway(title="Harbour line")
    refresh(line)
    card = CrisisCard.objects.create(name="Storm", words="fell in the sea")
    CrisisAnswer.objects.create(card=card, document=SearchDocument.objects.get(title="Harbour line"))
    refresh(card)
    refresh_all()

    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr("hscp.search.views.records._with_numbers", away)
    page = client.get(reverse("site:search"), {"q": "he fell in the sea"}).content.decode()

    assert f'Then read: <a class="govuk-link" href="{line.get_absolute_url()}">Harbour line</a>' in page


def test_results_that_are_nearly_the_same_are_folded_into_one(client):
    for title in ("Harbour plan", "An Introduction to Harbour plan", "Harbour Plan (2024)"):
        make_course(title=title)
    make_course(title="Harbour plan for schools")
    make_resource(title="Harbour plan")

    response = ask(client, "harbour plan")

    shown = sorted((len(card["more"]), card["kind"]) for card in response.context["cards"])
    assert [number for number, _ in shown] == [0, 0, 2]
    assert shown[2][1].startswith("Course")
    assert "and 2 more" in text_of(response)


def test_a_place_elsewhere_is_answered_honestly(client):
    make_theme(title="Storms")
    teach(Place, area="Portsmouth", names="portsmouth")
    teach(Place, area="Hampshire", names="winchester", is_served=True)

    assert "In Portsmouth other services and numbers apply" in text_of(ask(client, "storms portsmouth"))
    assert "other services" not in text_of(ask(client, "storms winchester"))


def test_a_parent_reads_in_plain_words_what_a_result_is_and_for_whom(client):
    make_theme(title="Storms", parents_title="When the sea is rough")

    card = ask(client, "my son is afraid of storms").context["cards"][0]
    other = ask(client, "storms").context["cards"][0]

    assert (card["kind"], card["summary"], card["meta"]) == (
        "A subject",
        "When the sea is rough",
        ["Written for people who work with children"],
    )
    assert (other["kind"], other["meta"]) == ("Theme", [])


def test_the_json_says_the_same_of_a_crisis_and_a_place(client):
    teach(CrisisCard, name="Storm", words="fell in the sea", emergency="Call 999 now.")
    teach(Place, area="Portsmouth", names="portsmouth")
    refresh_all()

    answer = client.get("/api/search", {"q": "my son fell in the sea in Portsmouth"}).json()

    assert answer["crisis"] == {"emergency": "Call 999 now.", "contacts": [], "pages": []}
    assert answer["place"] == {"area": "Portsmouth", "is_served": False, "contact": None}
    assert answer["reader"] == "parents_and_carers"
