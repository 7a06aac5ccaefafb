"""Every kind of page that could put a reader at risk can be left at once, is kept nowhere and names nobody; no other is."""

import pytest
from django.urls import reverse

from contacts.models import Pathway
from hscp.search.index.documents import refresh_all
from tests.factories import (
    make_answer,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_question,
    make_resource,
    make_session,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import Theme
from themes.sensitivity import is_sensitive

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("sensitive", [True, False])


def can_be_left(response):
    """Return whether a page has everything of a sensitive page; fails if it has a part of it."""
    html = response.content.decode()
    parts = {
        "button": "portal-exit-this-page" in html,
        "skip link": "govuk-js-exit-this-page-skiplink" in html,
        "help": 'class="portal-exit-note"' in html,
        "nothing kept offline": "data-service-worker" not in html,
    }
    assert len(set(parts.values())) == 1, parts
    if parts["button"]:
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] != "same-origin"
    return parts["button"]


def theme_with(record, sensitive):
    theme = make_theme(slug="subject", title="Lighthouses", sensitive=sensitive)
    put_in_pack(theme, record)
    return theme


def led_toolkit(sensitive):
    toolkit = make_toolkit()
    make_theme(lead_toolkit=toolkit, sensitive=sensitive)
    return toolkit.get_absolute_url()


def process_page(sensitive):
    process = make_process()
    process.themes.add(make_theme(sensitive=sensitive))
    return process.get_absolute_url()


def in_pack(make):
    def address(sensitive):
        record = make()
        theme_with(record, sensitive)
        return record.get_absolute_url()

    return address


def of_course(route):
    def address(sensitive):
        session = make_session(make_course(slug="course"))
        theme_with(session.course, sensitive)
        return reverse(f"training:{route}", args=["course" if route == "interest" else session.pk])

    return address


def filtered(route, make):
    def address(sensitive):
        theme_with(make(), sensitive)
        return f"{reverse(route)}?theme=subject"

    return address


def with_a_contact(route):
    def address(sensitive):
        pathway = make_pathway(slug="contact", sensitive=sensitive)
        make_threshold_level(number=1).pathways.add(pathway)
        refresh_all()
        return f"{reverse(route)}?contact=contact"

    return address


def for_families(route, make):
    def address(sensitive):
        group = "parents_and_carers" if sensitive else "professionals"
        make(audience_group=group)
        return f"{reverse(route)}?audience={group}"

    return address


PAGES = {
    "theme": lambda sensitive: make_theme(sensitive=sensitive).get_absolute_url(),
    "posters": lambda sensitive: make_theme(sensitive=sensitive).get_absolute_url() + "posters/",
    "contact": lambda sensitive: make_pathway(sensitive=sensitive).get_absolute_url(),
    "contact of a theme": in_pack(make_pathway),
    "toolkit of a theme": in_pack(make_toolkit),
    "lead toolkit": led_toolkit,
    "resource": in_pack(make_resource),
    "course": in_pack(make_course),
    "session": of_course("session_detail"),
    "booking form": of_course("book"),
    "result of booking": of_course("booked"),
    "interest": of_course("interest"),
    "interest noted": lambda sensitive: of_course("interest")(sensitive) + "sent/",
    "process": process_page,
    "toolkit for parents": lambda sensitive: make_toolkit(
        audience_group="parents_and_carers" if sensitive else "professionals"
    ).get_absolute_url(),
    "list of contacts": with_a_contact("contacts:pathway_list"),
    "levels of need": with_a_contact("contacts:threshold_list"),
    "contacts sheet": with_a_contact("contacts:sheet"),
    "own pack": with_a_contact("documents:custom_pack"),
    "toolkits of a theme": filtered("resources:toolkit_list", make_toolkit),
    "resources of a theme": filtered("resources:resource_list", make_resource),
    "courses of a theme": filtered("training:course_list", make_course),
    "dates of a theme": filtered("training:dates", make_course),
    "calendar of a theme": filtered("training:calendar", make_course),
    "toolkits for parents": for_families("resources:toolkit_list", make_toolkit),
    "resources for parents": for_families("resources:resource_list", make_resource),
    "courses for parents": for_families("training:course_list", make_course),
}


@BOTH
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_can_be_left_if_what_it_shows_is_sensitive(client, kind, sensitive):
    address = PAGES[kind](sensitive)

    response = client.get(address)

    assert response.status_code == 200
    assert can_be_left(response) is sensitive


@pytest.mark.parametrize(
    "route",
    ["themes:theme_list", "resources:toolkit_list", "resources:resource_list", "training:course_list"],
)
def test_a_whole_list_is_an_ordinary_page_whatever_it_names(client, route):
    for make in (make_toolkit, make_resource, make_course):
        put_in_pack(make_theme(sensitive=True), make())

    assert can_be_left(client.get(reverse(route))) is False


@BOTH
def test_what_a_list_finds_by_words_counts_as_in_a_search(client, sensitive):
    theme_with(make_resource(title="Lamps"), sensitive)
    refresh_all()

    assert can_be_left(client.get(reverse("resources:resource_list"), {"q": "lighthouses"})) is sensitive


@BOTH
@pytest.mark.parametrize("make", [make_theme, make_pathway], ids=["theme", "contact"])
def test_a_search_can_be_left_if_it_finds_something_sensitive(client, make, sensitive):
    make(title="Lighthouses", sensitive=sensitive)
    refresh_all()

    response = client.get(reverse("site:search"), {"q": "lighthouse"})

    assert response.context["results"].total == 1
    assert can_be_left(response) is sensitive


@BOTH
def test_a_search_stays_sensitive_whatever_filter_hides_the_reason(client, sensitive):
    make_theme(title="Lighthouses", sensitive=sensitive)
    make_term(title="Lighthouse")
    refresh_all()

    response = client.get(reverse("site:search"), {"q": "lighthouse", "kind": "term"})

    assert [hit.kind for hit in response.context["results"].hits] == ["term"]
    assert can_be_left(response) is sensitive


def test_a_search_finds_what_belongs_to_a_sensitive_theme_from_the_moment_that_it_is_marked(client):
    theme = theme_with(make_resource(title="Lamps"), False)
    refresh_all()
    before = client.get(reverse("site:search"), {"q": "lamps"})
    Theme.objects.filter(pk=theme.pk).update(sensitive=True)
    refresh_all()
    after = client.get(reverse("site:search"), {"q": "lamps"})

    assert [can_be_left(response) for response in (before, after)] == [False, True]


@pytest.mark.parametrize(
    ("words", "sensitive"),
    [
        ("my stepdad hits me", True),
        ("my daughter is being followed home", True),
        ("he is hurting her", True),
        ("referral form", False),
        ("lighthouse", False),
        ("", False),
    ],
)
def test_words_may_be_sensitive_though_nothing_is_found(client, words, sensitive):
    response = client.get(reverse("site:search"), {"q": words})

    assert can_be_left(response) is sensitive


def test_the_title_of_a_sensitive_search_does_not_show_its_words(client):
    make_theme(title="Lighthouses", sensitive=True)
    make_theme(title="Harbours")
    refresh_all()

    titles = [
        client.get(reverse("site:search"), {"q": words}).content.decode().partition("<title>")[2]
        for words in ("lighthouses", "harbours")
    ]

    assert [title.partition(" – ")[0] for title in titles] == ["Search results", "harbours: search results"]


@pytest.mark.parametrize("address", ["/api/suggest?q=ligh", "/api/search?q=lighthouses"])
def test_the_json_of_a_search_is_stored_nowhere(client, address):
    make_theme(title="Lighthouses", sensitive=True)
    refresh_all()

    response = client.get(address)

    assert b"Lighthouses" in response.content
    assert response["Cache-Control"] == "private, no-store"


@BOTH
@pytest.mark.parametrize("path", ["", "/parents", "/professionals"])
@pytest.mark.parametrize("toolkits", [0, 1, 2])
def test_the_codes_of_a_sensitive_theme_lead_to_pages_that_can_be_left(client, path, toolkits, sensitive):
    theme = make_theme(title="Lighthouses", sensitive=sensitive)
    for _ in range(toolkits):
        for group in ("parents_and_carers", "professionals"):
            put_in_pack(theme, make_toolkit(audience_group=group))

    response = client.get(f"/t/lighthouses{path}", follow=True)

    # What is meant for parents is always sensitive.
    assert can_be_left(response) is (sensitive or path == "/parents")
    assert response.redirect_chain[0][1] == 302


@BOTH
def test_the_code_of_a_toolkit_is_stored_nowhere_if_its_theme_is_sensitive(client, sensitive):
    theme_with(make_toolkit(title="Lamps"), sensitive)

    assert (client.get("/t/lamps-toolkit")["Cache-Control"] == "no-store") is sensitive


def test_a_page_keeps_its_own_policy_so_that_its_form_can_be_sent(client):
    response = client.get(of_course("book")(True))

    assert response["Referrer-Policy"] == "strict-origin"


def test_a_page_without_a_form_names_itself_to_nobody(client):
    assert client.get(make_theme(sensitive=True).get_absolute_url())["Referrer-Policy"] == "no-referrer"


def test_situations_are_always_sensitive_and_records_without_themes_are_not():
    question = make_question()
    make_answer(question)

    assert is_sensitive(make_situation())
    assert not is_sensitive(question, make_term(), make_resource(), *Pathway.objects.all())
    assert not is_sensitive()


def test_many_records_are_asked_about_in_one_query_for_each_kind(django_assert_num_queries):
    records = [make() for make in (make_toolkit, make_pathway) for _ in range(20)]

    with django_assert_num_queries(2):
        assert not is_sensitive(*records)
    put_in_pack(make_theme(sensitive=True), make_contact_point(records[-1]).pathway)
    assert is_sensitive(*records)
