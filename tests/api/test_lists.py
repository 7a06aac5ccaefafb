"""The lists of /api/v1/: what they hold, page by page, and what they refuse."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.api.identifiers import identifier
from contacts.models import Pathway, ThresholdLevel
from hscp.api.kinds import KINDS
from hscp.api.parameters import query_of
from hscp.records.redirects import keep_old_address
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from resources.models import Resource, Toolkit
from tests.api.content import NAMES, make_everything
from tests.factories import (
    make_booking,
    make_course,
    make_pathway,
    make_resource,
    make_session,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Process, Term, Theme
from training.models import Course, Trainer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def answer_of(client, name, **query):
    return client.get(reverse(f"api:{name}"), query)


def titles(client, name, **query):
    response = answer_of(client, name, **query)
    assert response.status_code == 200, response.text
    return [each["title"] for each in response.json()["results"]]


def test_a_theme_says_what_it_is_and_what_its_pack_holds(client):
    lead = make_toolkit(title="Lead")
    theme = make_theme(
        title="Neglect",
        slug="neglect",
        lead_toolkit=lead,
        aliases="Being left alone\nNeglected",
        introduction="<p>What it is.</p><ul><li>One</li></ul>",
        sensitive=True,
    )
    guide = make_resource(title="Guide", slug="guide")
    put_in_pack(theme, guide)
    draft = make_resource(title="Draft", state=State.DRAFT)
    put_in_pack(theme, draft)

    [found] = answer_of(client, "themes").json()["results"]

    assert found == client.get("/api/v1/themes/neglect/").json()
    assert (found["id"], found["url"]) == (
        identifier("theme", theme.pk),
        "http://testserver/themes/neglect/",
    )
    assert found["json_url"] == "http://testserver/api/v1/themes/neglect/"
    assert (found["other_names"], found["sensitive"]) == (["Being left alone", "Neglected"], True)
    assert found["introduction"] == "What it is.\n- One"
    assert found["pack"]["lead_toolkit"]["id"] == identifier("toolkit", lead.pk)
    assert found["pack"]["sections"] == [
        {
            "section": "strategy",
            "heading": "Strategy, guidance and procedures",
            "resources": [
                {
                    "id": identifier("resource", guide.pk),
                    "kind": "resource",
                    "title": "Guide",
                    "url": "http://testserver/resources/guide/",
                    "json_url": "http://testserver/api/v1/resources/guide/",
                    "members": [],
                }
            ],
        }
    ]


def test_a_session_says_when_where_and_whether_it_can_be_booked(client):
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(days=5)
    course = make_course(title="Tour", area="hampshire")
    end = start + datetime.timedelta(hours=1)
    session = make_session(course, starts_at=start, ends_at=end, place="Room 1", capacity=3)
    session.trainers.add(Trainer.objects.create(name="Canary Trainer", email="canary@example.org"))
    session.joining_link = "https://example.org/canary-link"
    session.save()
    make_booking(session, name="Canary Wren")

    response = answer_of(client, "sessions")

    [found] = response.json()["results"]
    assert (found["title"], found["id"], found["place"]) == ("Tour", str(session.uid), "Room 1")
    assert datetime.datetime.fromisoformat(found["starts_at"]) == start
    assert (found["availability"]["code"], found["places"], found["is_example"]) == ("places", 3, False)
    assert found["booking_url"] == f"http://testserver/training/dates/{session.pk}/book/"
    assert found["area"] == {"code": "hampshire", "name": "Hampshire"}
    assert client.get(found["json_url"]).json() == found
    assert "canary" not in response.text.lower()


def test_a_session_that_is_over_has_its_data_and_is_not_listed(client):
    past = timezone.now() - datetime.timedelta(days=2)
    session = make_session(starts_at=past, ends_at=past + datetime.timedelta(hours=1))

    found = client.get(reverse("api:session", args=[session.uid])).json()

    assert titles(client, "sessions") == []
    assert (found["availability"]["code"], found["booking_url"]) == ("begun", None)


def test_a_pathway_is_the_record_that_directories_get(client):
    make_everything()

    [found] = answer_of(client, "pathways").json()["results"]

    assert [found] == client.get("/api/pathways/").json()["contents"]


def test_pages_follow_one_another(client):
    for number in range(5):
        make_theme(title=f"Theme {number}", order=number)

    pages, address = [], f"{reverse('api:themes')}?per_page=2"
    while address:
        page = client.get(address).json()
        pages.append(
            ([each["title"] for each in page["results"]], page["previous"] and page["previous"][-6:])
        )
        address = page["next"]

    assert pages == [
        (["Theme 0", "Theme 1"], None),
        (["Theme 2", "Theme 3"], "page=1"),
        (["Theme 4"], "page=2"),
    ]
    assert (page["total"], page["page"], page["pages"], page["per_page"]) == (5, 3, 3, 2)
    beyond = answer_of(client, "themes", page=9, per_page=2).json()
    assert (beyond["results"], beyond["next"], beyond["previous"][-6:]) == ([], None, "page=3")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("resources", {"theme": "neglect"}),
        ("resources", {"area": "hampshire"}),
        ("resources", {"area": ["hampshire", "national"], "audience": "professionals"}),
        ("resources", {"q": "bruising"}),
    ],
)
def test_filters_are_those_of_the_page(client, name, query):
    theme = make_theme(slug="neglect")
    for number, area in enumerate(["hampshire", "national", "hips", ""]):
        resource = make_resource(title=f"{'Bruising' if number % 2 else 'Form'} {number}", area=area)
        if number > 1:
            put_in_pack(theme, resource)
    refresh_all()

    shown = client.get(reverse(f"resources:{name[:-1]}_list"), query).context["object_list"]

    assert 0 < len(shown) < 4
    assert titles(client, name, **query) == [each.title for each in shown]


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("themes", "themes:theme_list"),
        ("toolkits", "resources:toolkit_list"),
        ("resources", "resources:resource_list"),
        ("courses", "training:course_list"),
        ("sessions", "training:dates"),
        ("pathways", "contacts:pathway_list"),
        ("processes", "themes:process_list"),
        ("updates", "site:updates"),
    ],
)
def test_a_list_takes_all_filters_of_its_page_and_no_others(client, name, page):
    shown = client.get(reverse(page)).context.get("filter")
    [listed] = [kind for kind in KINDS if kind.name == name]

    asked = set(query_of(listed).model_fields) - {"page", "per_page", "updated_since", "after"}
    assert asked == (set(type(shown).base_filters) if shown else set())


def test_sessions_are_found_by_their_days_and_kind(client):
    start = timezone.now() + datetime.timedelta(days=40)
    session = make_session(starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    day = timezone.localdate(start)

    assert titles(client, "sessions", date_from=day.isoformat()) == [session.title]
    assert titles(client, "sessions", date_from=(day + datetime.timedelta(days=1)).isoformat()) == []


def test_updated_since_gives_what_was_saved_then_or_later(client):
    moment = datetime.datetime(2026, 7, 1, 9, 30, tzinfo=datetime.UTC)
    for days in (-1, 0, 1):
        theme = make_theme(title=f"{days}", order=days + 1)
        Theme.objects.filter(pk=theme.pk).update(updated_at=moment + datetime.timedelta(days=days))

    assert titles(client, "themes", updated_since="2026-07-01T09:30:00Z") == ["0", "1"]
    # The same moment in London, in summer.
    assert titles(client, "themes", updated_since="2026-07-01T10:30:00") == ["0", "1"]
    assert titles(client, "themes", updated_since="2026-07-02") == ["1"]


@pytest.mark.parametrize(
    ("name", "query", "message"),
    [
        ("themes", "page=0", "“page” must be a whole number from 1 to 100000."),
        ("themes", "page=%D9%A3", "“page” must be a whole number from 1 to 100000."),
        ("themes", "per_page=101", "“per_page” must be a whole number from 1 to 100."),
        ("themes", "page=1&page=2", "Give “page” once."),
        (
            "themes",
            "colour=red",
            "There is no parameter “colour”. The parameters are page, per_page, updated_since, after.",
        ),
        (
            "themes",
            "updated_since=yesterday",
            "“updated_since” must be a date or a time such as 2026-11-22 or 2026-11-22T09:00:00Z.",
        ),
        (
            "toolkits",
            "audience=teachers",
            "“audience” cannot be “teachers”. It can be professionals, parents_and_carers, children_and_young_people.",
        ),
        ("resources", "theme=none", "“theme” cannot be “none”. It has no values yet."),
        (
            "resources",
            "q=word&updated_since=2026-01-01",
            "Give “q” or “updated_since”, not both.",
        ),
        (
            "sessions",
            "date_from=soon",
            "“From” must be a real date, such as 12 1 2027, or a month, such as January 2027.",
        ),
        (
            "sessions",
            "date_to=9999-12-31",
            "“To” must be a real date, such as 12 1 2027, or a month, such as January 2027.",
        ),
        ("search", "sort=dearest", "“sort” cannot be “dearest”. It can be relevance, title, newest."),
        ("search", "correct=no", "“correct” cannot be “no”. It can be 1, 0."),
        (
            "sessions",
            "date_from=2027-02-02&date_to=2027-02-01",
            "“To” must not be before “From”.",
        ),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_in_words(client, name, query, message):
    response = client.get(f"{reverse(f'api:{name}')}?{query}")

    assert response.json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": message,
    }
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", NAMES)
def test_only_what_the_public_sees_is_given(client, name):
    make_everything()
    everything = answer_of(client, name).json()
    for model in (Theme, Toolkit, Resource, Course, Pathway, Process, ThresholdLevel, Term):
        model.objects.update(state=State.DRAFT)
    refresh_all()

    drafts = answer_of(client, name).json()
    answers = [client.get(each["json_url"]) for each in everything["results"] if "json_url" in each]

    assert everything["total"] > 0
    assert (drafts["total"], drafts["results"]) == (0, [])
    assert {answer.status_code for answer in answers} <= {404}
    assert name == "pathways" or answers != []


def test_a_reference_to_what_is_not_shown_is_left_out(client):
    make_everything()
    Theme.objects.update(state=State.ARCHIVED)

    for name in ("toolkits", "resources", "courses", "processes"):
        assert {each["themes"] == [] for each in answer_of(client, name).json()["results"]} == {True}
    [term] = answer_of(client, "terms").json()["results"]
    assert [each["kind"] for each in term["leads_to"]] == ["toolkit", "process"]


@pytest.mark.parametrize("key", ["no-such", "%00", "Ünï", "a b", "%E2%80%A8", "'; DROP TABLE"])
@pytest.mark.parametrize("kind", ["themes", "sessions", "terms", "updates"])
def test_a_missing_record_is_a_problem(client, kind, key):
    response = client.get(f"/api/v1/{kind}/{key}/")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"] == f"There is no {kind[:-1]} at this address."


@pytest.mark.parametrize("path", ["/api/v1/no-such/", "/api/v1/a/b/c", "/api/v2/themes/"])
def test_an_address_that_is_none_is_a_problem(client, path):
    response = client.get(path)

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_withdrawn_record_leads_to_its_successor(client):
    new = make_pathway(slug="new")
    make_pathway(slug="old", state=State.ARCHIVED, superseded_by=new)

    response = client.get("/api/v1/pathways/old/")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/pathways/new/")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_renamed_record_is_found_at_its_old_address(client):
    make_theme(slug="new")
    keep_old_address("/themes/old/", "/themes/new/")

    response = client.get("/api/v1/themes/old/")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/themes/new/")


def test_search_and_suggestions_are_those_of_the_site(client):
    make_theme(title="Neglect")
    refresh_all()

    response = client.get("/api/v1/search/", {"q": "neglect"})
    suggested = client.get("/api/v1/suggest/", {"q": "neg"})

    # Without the database it answers 503, so that there is nothing to say of when it was known.
    found = response.json()
    uids = {hit["title"]: hit.pop("uid") for hit in (*found["results"], *found["contacts"])}
    assert uids["Neglect"] == answer_of(client, "themes").json()["results"][0]["id"]
    assert {"as_of": None, **found} == client.get("/api/search", {"q": "neglect"}).json()
    assert found["results"][0]["title"] == "Neglect"
    assert suggested.json()["suggestions"][0]["url"].startswith("http://testserver/themes/")
    assert {each["Cache-Control"] for each in (response, suggested)} == {"private, no-store"}


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("themes", 15),
        ("toolkits", 8),
        ("resources", 9),
        ("courses", 10),
        ("sessions", 7),
        ("pathways", 7),
        ("processes", 7),
        ("threshold_levels", 5),
        ("terms", 9),
        ("updates", 10),
    ],
)
def test_a_list_makes_as_many_queries_for_thirty_as_for_one(
    client, django_assert_num_queries, filled_once, name, queries, number
):
    filled_once(number, lambda: make_everything(number))
    refresh_all()
    address = reverse(f"api:{name}")
    client.get(address)

    with django_assert_num_queries(queries):
        response = client.get(address, {"per_page": 30})

    assert len(response.json()["results"]) == min(response.json()["total"], 30)


def test_whatever_search_finds_leads_to_its_data(client):
    make_everything()
    refresh_all()
    ids = {each["id"] for name in NAMES for each in answer_of(client, name).json()["results"]}

    hits = client.get("/api/v1/search/", {"per_page": 100}).json()["results"]

    with_data = {hit["kind"] for hit in hits if hit["uid"]}
    assert with_data == {"theme", "toolkit", "resource", "course", "pathway", "process", "threshold", "term"}
    assert [hit["title"] for hit in hits if hit["uid"] and hit["uid"] not in ids] == []
