"""/api/v1/updates/: the lines of /updates/, with its filters and nothing that it does not show."""

import datetime
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from contacts.api.identifiers import identifier
from hscp.records.state import State
from hscp.search.index.documents import refresh, refresh_all
from hscp.updates.enums import Change
from hscp.updates.models import Update
from tests.factories import (
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
)
from tests.site.updates.test_pages import make_update, words_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
LIST = "/api/v1/updates/"
DAY = datetime.timedelta(days=1)


def words(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200, response.text
    return [each["words"] for each in response.json()["results"]]


def as_moment(text):
    return datetime.datetime.fromisoformat(text)


def to_the_millisecond(moment):
    """Return a moment as JSON has it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def test_a_line_says_what_changed_and_leads_to_its_record(client):
    theme = make_theme(title="Neglect", slug="neglect", sensitive=True)
    facets = [("theme", "neglect"), ("audience", "professionals"), ("area", "hampshire")]
    line = make_update(theme, facets=facets, major=True)

    [found] = client.get(LIST).json()["results"]

    reference = {
        "id": identifier("theme", theme.pk),
        "kind": "theme",
        "title": "Neglect",
        "url": "http://testserver/themes/neglect/",
        "json_url": "http://testserver/api/v1/themes/neglect/",
    }
    moments = {name: found.pop(name) for name in ("said_at", "updated_at")}
    assert found == {
        "id": identifier("update", line.pk),
        "number": line.pk,
        "title": "Neglect",
        "words": "new indicator chart",
        "about": {"code": "contents", "name": "What a page holds"},
        "kind": {"code": "theme", "name": "Theme"},
        "major": True,
        "sensitive": True,
        "url": f"http://testserver/updates/{line.pk}/",
        "json_url": f"http://testserver/api/v1/updates/{line.pk}/",
        "record": reference,
        "themes": [reference],
        "audiences": [{"code": "professionals", "name": "Professionals"}],
        "area": {"code": "hampshire", "name": "Hampshire"},
    }
    assert client.get(found["json_url"]).json() == found | moments
    assert client.get(found["url"])["Location"] == theme.get_absolute_url()
    assert as_moment(moments["said_at"]) == to_the_millisecond(line.said_at)


def test_the_latest_come_first_and_the_line_of_many_has_no_record(client):
    make_update(make_theme(), "older", said_at=timezone.now() - DAY)
    Update.objects.create(kind="toolkit", change=Change.NEW, words="11 new pages")

    [found, _] = client.get(LIST).json()["results"]

    assert words(client) == ["11 new pages", "older"]
    assert (found["title"], found["record"], found["themes"], found["area"]) == ("Toolkits", None, [], None)


def test_that_a_page_was_taken_off_is_told_without_its_name(client):
    theme = make_theme(title="Formername", state=State.ARCHIVED)
    make_update(theme, "taken off this site", change=Change.GONE)

    response = client.get(LIST)

    [found] = response.json()["results"]
    assert (found["title"], found["about"]["code"], found["record"]) == ("Themes", "gone", None)
    assert "Formername" not in response.text


def test_each_kind_of_record_is_named_with_its_data_where_it_has_any(client):
    made = [
        make_theme(),
        make_toolkit(),
        make_resource(),
        make_course(),
        make_pathway(),
        make_process(),
        make_term(),
        make_threshold_level(number=1),
        make_situation(),
    ]
    for record in made:
        kind = "threshold" if record._meta.model_name == "thresholdlevel" else record._meta.model_name
        make_update(record, kind=kind)

    named = {each["record"]["kind"]: each["record"] for each in client.get(LIST).json()["results"]}

    assert len(named) == len(made)
    assert [name for name, each in named.items() if each["json_url"] is None] == ["situation"]
    for each in named.values():
        assert each["json_url"] is None or client.get(each["json_url"]).json()["id"] == each["id"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"theme": "neglect"}, ["neglect"]),
        ({"theme": ["neglect", "abuse"]}, ["abuse", "neglect"]),
        ({"audience": "professionals"}, ["neglect"]),
        ({"kind": "pathway"}, ["number"]),
        ({"about": "number"}, ["number"]),
        ({"area": "hampshire"}, ["number"]),
        ({"major": "yes"}, ["number"]),
        ({"theme": "neglect", "kind": "pathway"}, []),
    ],
)
def test_the_filters_are_those_of_the_page(client, query, expected):
    neglect, abuse = make_theme(slug="neglect"), make_theme(slug="abuse")
    make_update(neglect, "neglect", [("theme", "neglect"), ("audience", "professionals")])
    make_update(abuse, "abuse", [("theme", "abuse")])
    make_update(make_pathway(), "number", [("area", "hampshire")], change=Change.NUMBER, major=True)

    assert sorted(words(client, **query)) == expected
    assert words_on(client, f"/updates/?{urlencode(query, doseq=True)}") == words(client, **query)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("major", "yes"),
        ("about", "new, number, dates, contents, link, text, gone"),
        ("kind", "theme, process, situation, term, toolkit, resource, pathway, threshold, course"),
    ],
)
def test_an_unknown_value_is_answered_with_those_there_are(client, name, known):
    response = client.get(LIST, {name: "nonsense"})

    assert response.status_code == 400
    assert response.json()["detail"] == f"“{name}” cannot be “nonsense”. It can be {known}."


@pytest.mark.parametrize(
    "fields", [{"silenced": True}, {"said_at": datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)}]
)
def test_a_silenced_line_and_one_to_come_are_not_there(client, fields):
    line = make_update(make_theme(), **fields)

    assert words(client) == []
    assert client.get(f"{LIST}{line.pk}/").status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_a_line_of_what_the_public_does_not_see_is_not_there(client, state):
    line = make_update(make_theme(state=state))

    assert words(client) == []
    assert client.get(f"{LIST}{line.pk}/").status_code == 404


def test_a_theme_that_the_public_does_not_see_is_named_by_no_line(client):
    make_theme(slug="secret", title="Unpublishedword", state=State.DRAFT)
    make_update(make_theme(), facets=[("theme", "secret"), ("audience", "professionals.no-more")])

    response = client.get(LIST)

    [found] = response.json()["results"]
    assert (found["themes"], found["audiences"]) == ([], [])
    assert "Unpublishedword" not in response.text


def test_whoever_asks_each_night_misses_no_line(client):
    """One that was written long ago for a later moment, and one that an editor rewords."""
    theme, now = make_theme(), timezone.now()
    waited = make_update(theme, "waited", said_at=now - DAY)
    reworded = make_update(theme, "reworded", said_at=now - 30 * DAY)
    make_update(theme, "old", said_at=now - 30 * DAY)
    Update.objects.update(updated_at=now - 20 * DAY)
    Update.objects.filter(pk=reworded.pk).update(updated_at=now - DAY)

    night_before = (now - 2 * DAY).isoformat()
    found = client.get(LIST, {"updated_since": night_before}).json()["results"]

    assert [each["words"] for each in found] == ["waited", "reworded"]
    assert {as_moment(each["updated_at"]) for each in found} == {to_the_millisecond(now - DAY)}
    assert waited.pk == found[0]["number"]


@pytest.mark.parametrize("key", ["0", "99999", "9" * 19, "9" * 5000, "-1", "1.0", "%D9%A3", "%00", "one"])
def test_a_number_without_a_line_is_a_problem(client, key):
    response = client.get(f"{LIST}{key}/")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"] == "There is no update at this address."


def test_a_client_that_has_the_lines_is_sent_no_content_until_one_comes(client):
    theme = make_theme()
    make_update(theme)
    etag = client.get(LIST)["ETag"]

    again = client.get(LIST, headers={"if-none-match": etag})
    make_update(theme, "another")

    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    assert client.get(LIST, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("number", [1, 5])
def test_lines_of_five_kinds_make_four_queries_more_than_those_of_one(
    client, django_assert_num_queries, number
):
    for _ in range(number):
        for record in (make_theme(), make_toolkit(), make_resource(), make_course(), make_process()):
            make_update(record, kind=record._meta.model_name, facets=[("theme", "neglect")])
    refresh_all()
    client.get(LIST)

    with django_assert_num_queries(14):
        assert len(client.get(LIST).json()["results"]) == 5 * number


def test_a_record_that_has_moved_is_named_as_it_is_now(client):
    theme = make_theme(title="Before", slug="before")
    make_update(theme)
    theme.title, theme.slug = "After", "after"
    theme.save()
    refresh(theme)

    [found] = client.get(LIST).json()["results"]

    assert (found["title"], found["record"]["json_url"]) == (
        "After",
        "http://testserver/api/v1/themes/after/",
    )
