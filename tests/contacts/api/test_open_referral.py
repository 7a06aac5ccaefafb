"""The contacts as JSON: pages, parameters, headers, and how many queries they take."""

import datetime

import pytest
from django.urls import reverse

from contacts.models import Pathway
from tests.factories import make_contact_point, make_opening_hours, make_pathway, make_pathway_step

pytestmark = pytest.mark.django_db

LIST = "/api/pathways/"


def test_pages_follow_one_another(client):
    made = [make_pathway(order=number).title for number in range(5)]

    pages = [client.get(LIST, {"page": number, "per_page": 2}).json() for number in (1, 2, 3, 4)]

    assert [[each["name"] for each in page.pop("contents")] for page in pages] == [
        made[:2],
        made[2:4],
        made[4:],
        [],
    ]
    assert pages == [
        {
            "total_items": 5,
            "total_pages": 3,
            "page_number": number,
            "size": size,
            "first_page": number == 1,
            "last_page": number >= 3,
            "empty": size == 0,
        }
        for number, size in ((1, 2), (2, 2), (3, 1), (4, 0))
    ]


def test_an_empty_portal_has_one_empty_page(client):
    answer = client.get(LIST).json()

    assert answer == {
        "total_items": 0,
        "total_pages": 1,
        "page_number": 1,
        "size": 0,
        "first_page": True,
        "last_page": True,
        "empty": True,
        "contents": [],
    }


def test_modified_after_gives_what_was_changed_at_that_moment_or_later(client):
    moment = datetime.datetime(2026, 7, 1, 9, 30, tzinfo=datetime.UTC)
    for days in (-1, 0, 1):
        pathway = make_pathway(title=f"{days}")
        Pathway.objects.filter(pk=pathway.pk).update(updated_at=moment + datetime.timedelta(days=days))

    def after(text):
        return [each["name"] for each in client.get(LIST, {"modified_after": text}).json()["contents"]]

    assert after("2026-07-01T09:30:00Z") == ["0", "1"]
    # The same moment in London, in summer.
    assert after("2026-07-01T10:30:00") == ["0", "1"]
    assert after("2026-07-01T10:30:00.001+01:00") == ["1"]
    assert after("2026-07-01") == ["0", "1"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page=0", "“page” must be a whole number from 1 to 100000."),
        ("page=-1", "“page” must be a whole number from 1 to 100000."),
        ("page=", "“page” must be a whole number from 1 to 100000."),
        ("page=%D9%A3", "“page” must be a whole number from 1 to 100000."),
        ("page=1e3", "“page” must be a whole number from 1 to 100000."),
        ("page=99999999999999999999", "“page” must be a whole number from 1 to 100000."),
        ("per_page=101", "“per_page” must be a whole number from 1 to 100."),
        ("page=1&page=2", "Give “page” once."),
        (
            "colour=red",
            "There is no parameter “colour”. The parameters are page, per_page, modified_after.",
        ),
        (
            "modified_after=yesterday",
            "“modified_after” must be a date or a time such as 2026-11-22 or 2026-11-22T09:00:00Z.",
        ),
        (
            "modified_after=0001-01-01T00:00:00%2B14:00",
            "“modified_after” must be a date or a time such as 2026-11-22 or 2026-11-22T09:00:00Z.",
        ),
        (
            "modified_after=%00",
            "“modified_after” must be a date or a time such as 2026-11-22 or 2026-11-22T09:00:00Z.",
        ),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_in_words(client, query, message):
    response = client.get(f"{LIST}?{query}")

    assert (response.status_code, response.json()) == (400, {"error": message})


def test_one_record_takes_no_parameter(client):
    response = client.get(reverse("contacts:api_pathway", args=[make_pathway().slug]), {"page": 1})

    assert (response.status_code, response.json()) == (
        400,
        {"error": "There is no parameter “page”. There are none here."},
    )


@pytest.mark.parametrize("slug", ["no-such", "%00", "Ünï", "a b", "%E2%80%A8", "'; DROP TABLE"])
def test_a_missing_record_is_a_json_error(client, slug):
    response = client.get(f"{LIST}{slug}/")

    assert (response.status_code, response.json()) == (404, {"error": "There is no contact at this address."})


def test_only_reading_is_allowed(client):
    response = client.post(LIST)

    assert (response.status_code, response["Allow"], response.json()) == (
        405,
        "GET, HEAD",
        {"error": "Use GET or HEAD."},
    )
    assert (client.head(LIST).status_code, client.head(LIST).content) == (200, b"")


def test_any_site_may_read_it_and_keep_it_for_a_minute(client):
    pathway = make_pathway()
    addresses = [LIST, f"{LIST}{pathway.slug}/", f"{LIST}no-such/", f"{LIST}?page=0"]

    answers = [client.get(address) for address in addresses]

    names = ("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy", "Cache-Control", "Content-Type")
    assert [[answer[name] for name in names] for answer in answers] == [
        ["*", "cross-origin", "public, max-age=60", "application/json"]
    ] * 4
    assert [dict(answer.cookies) for answer in answers] == [{}] * 4
    assert "Access-Control-Allow-Origin" not in client.get(pathway.get_absolute_url())


def test_what_has_not_changed_is_not_sent_again(client):
    pathway = make_pathway()
    point = make_contact_point(pathway)
    address = f"{LIST}{pathway.slug}/"
    first, listed = client.get(address), client.get(LIST)

    again = client.get(address, headers={"if-none-match": first["ETag"]})
    listed_again = client.get(LIST, headers={"if-none-match": listed["ETag"]})
    by_date = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
    point.value = "01962 841841"
    point.save()
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    listed_changed = client.get(LIST, headers={"if-none-match": listed["ETag"]})

    unchanged = (again, listed_again, by_date)
    assert [(answer.status_code, answer.content) for answer in unchanged] == [(304, b"")] * 3
    assert [answer["Access-Control-Allow-Origin"] for answer in unchanged] == ["*"] * 3
    assert [answer.status_code for answer in (changed, listed_changed)] == [200, 200]


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_the_records(client, django_assert_num_queries, number):
    for _ in range(number):
        pathway = make_pathway()
        for _ in range(number):
            make_pathway_step(pathway)
            make_opening_hours(make_contact_point(pathway), weekday=1)

    with django_assert_num_queries(5):
        client.get(LIST)
    with django_assert_num_queries(4):
        client.get(f"{LIST}{pathway.slug}/")
