"""The OpenAPI document holds: whatever a client asks that it describes, the answer is one that it describes."""

import importlib
import json
from dataclasses import replace
from functools import cache
from urllib.parse import quote, unquote, urlencode

import httpx
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from hscp.api import answering
from hscp.api.openapi import document
from tests.api.content import NAMES, make_everything
from tests.api.generated_client import generated_client, refusals
from tests.factories import make_course, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
OPERATIONS = [
    (path, operation) for path, operations in document()["paths"].items() for operation in operations.values()
]
# What anybody may send: also what no parameter means.
ANYTHING = st.text(max_size=40) | st.sampled_from(
    ["", "0", "-1", "1", "true", "null", "%00", "\x00", "’", "😀"]
)


# As they stand in an address: whatever a program sends that takes a number for a text, nothing for something, bytes for letters.
HOSTILE = [
    *("", "null", "None", "undefined", "true", "NaN", "-Infinity", "[]", "[1,2]", "{}", "%7B%22a%22:1%7D"),
    *("0", "-0", "-1", "%2B1", "1.0", "1e308", "0x10", "007", "9" * 9, "9" * 19, "9" * 20, "1" * 5000),
    *("%00", "a%00b", "%", "%0", "%zz", "%ff", "%c3%28", "%ed%a0%80", "%c0%af", "%d9%a3", "%ef%bc%91"),
    *(
        "%f0%9f%98%80" * 300,
        "%e2%80%ae",
        "%cc%81" * 200,
        "%0d%0aX-Evil:1",
        "%09",
        "+",
        "%2525",
        "..%2f..",
        "a" * 3000,
    ),
    *(
        "'%20OR%201=1--",
        "%22",
        "%22%22%22",
        "%3Cscript%3E",
        "$%7B7*7%7D",
        "*:*",
        "(((((",
        "a%20AND%20(",
        "a~9999",
        "%5C",
    ),
    *(
        "0000-00-00",
        "0001-01-01",
        "2026-13-45",
        "9999-12-31",
        "10000-01-01",
        "2026-W01-1",
        "2027-03-28T01:30",
    ),
    *(
        "0001-01-01T00:00:00%2B23:59",
        "9999-12-31T23:59:59.999999-23:59",
        "2026-11-22T24:00",
        "2026-11-22T09:00%2B99:99",
    ),
    *("professionals.", "professionals.x", ".", "a;b", "x" * 60 + "%e2%80%99"),
]


@cache
def validator(text):
    """Return the validator of a schema of the document, as JSON `text`, whose references lead into it."""
    whole = {**json.loads(text), "components": document()["components"]}
    return Draft202012Validator(whole, format_checker=FormatChecker())


def values(schema):
    """Return the strategy of values that a schema of a parameter allows, as text."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        return st.integers(schema["minimum"], schema["maximum"]).map(str)
    if "anyOf" in schema:
        return st.dates().map(str) | st.datetimes(timezones=st.timezones()).map(lambda each: each.isoformat())
    return st.text(max_size=30) | st.sampled_from(["word", "hampshire", "professionals", "2027-01-12"])


def parameters(operation):
    """Return the strategy of query parameters, as (name, value) pairs: those described, and now and then something else."""
    one = [
        st.tuples(st.just(each["name"]), values(each["schema"].get("items", each["schema"])) | ANYTHING)
        for each in operation["parameters"]
        if each["in"] == "query"
    ]
    return st.lists(st.one_of(*one, st.tuples(ANYTHING, ANYTHING)), max_size=4)


def is_part_of_a_path(text):
    """Return whether a text can stand between two slashes of an address."""
    return text not in {"", ".", ".."} and "/" not in text


def check(operation, response):
    """Assert that a response is one that the operation describes."""
    described = operation["responses"].get(str(response.status_code))
    assert described is not None, (response.status_code, response.content[:300])
    if response.status_code == 304:
        return
    content_type = response["Content-Type"].partition(";")[0]
    schema = described["content"][content_type]["schema"]
    assert [error.message for error in validator(json.dumps(schema)).iter_errors(response.json())] == []
    # Not in the second of a change, and not for what is not stored.
    may_lack = {"Last-Modified"} | ({"ETag"} if "no-store" in response["Cache-Control"] else set())
    assert [name for name in described["headers"] if name not in response and name not in may_lack] == []


@pytest.mark.parametrize(
    ("path", "operation"), OPERATIONS, ids=lambda each: each["operationId"] if isinstance(each, dict) else ""
)
def test_every_answer_is_as_described(client, filled_once, monkeypatch, path, operation):
    filled_once("", make_everything)
    monkeypatch.setattr(answering, "API_BY_NETWORK", replace(answering.API_BY_NETWORK, most=10**6))
    known = [each["slug"] for each in client.get(reverse("api:themes")).json()["results"]]

    @settings(
        max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    @given(parameters(operation), st.sampled_from(known) | ANYTHING.filter(is_part_of_a_path))
    def ask(query, key):
        address = path.replace("{key}", quote(key))
        check(operation, client.get(f"{address}?{urlencode(query)}"))

    ask()


def parameters_of(operation):
    """Return the names of the query parameters of an operation."""
    return [each["name"] for each in operation["parameters"] if each["in"] == "query"]


def first_with(name):
    """Return the id of the first operation that has a parameter of that name."""
    return next(each["operationId"] for _, each in OPERATIONS if name in parameters_of(each))


def hostile_queries(operation):
    """Yield query strings: each parameter bare, twice and many times, and names that are none.

    Each parameter has every hostile value in the first operation that has it, and a fifth of them in the others.
    """
    for place, name in enumerate(parameters_of(operation)):
        values = HOSTILE if operation["operationId"] == first_with(name) else HOSTILE[place % 5 :: 5]
        yield from (f"{name}={value}" for value in values)
        yield from (name, f"{name}=a&{name}=b", f"{name}[]=1", f"{name}[0]=1", f"{name.upper()}=1")
        yield "&".join([f"{name}=x"] * 300)
    yield from ("=", "=1", "&&", "%00=1", "%ff=1", "%=1", "x" * 3000, "a=1&a=1;a=2")
    yield "&".join(f"x{number}=1" for number in range(1500))


@pytest.mark.parametrize(
    ("path", "operation"), OPERATIONS, ids=lambda each: each["operationId"] if isinstance(each, dict) else ""
)
def test_every_hostile_value_is_answered_as_described_and_errors_say_what_to_mend(
    client, filled_once, monkeypatch, path, operation
):
    """Byte for byte as they are: what a client library would have quoted is quoted here or not, as the list has it."""
    filled_once("", make_everything)
    monkeypatch.setattr(answering, "API_BY_NETWORK", replace(answering.API_BY_NETWORK, most=10**6))
    address = path.replace("{key}", "no-such")
    unclear = []

    for query in hostile_queries(operation):
        response = client.get(address, QUERY_STRING=query)
        check(operation, response)
        if response.status_code == 400:
            detail = response.json()["detail"]
            if not (
                detail.startswith(("Give “", "There is no parameter “"))
                or "must" in detail
                or "It can be " in detail
                or "It has no values" in detail
                or "take it from" in detail
            ):
                unclear.append((query[:80], detail))

    assert unclear == []


@pytest.mark.parametrize("value", [value for value in HOSTILE if value not in {"", ".", "%09", "..%2f.."}])
def test_every_hostile_key_is_answered_as_described(client, value):
    for path, operation in OPERATIONS:
        if "{key}" in path:
            check(operation, client.get(unquote(path.replace("{key}", value), errors="replace")))


@pytest.mark.usefixtures("starter_loaded")
def test_the_starter_content_is_as_described(client):
    """Real records, each of which has a page of its own in the lists."""
    for path, operation in OPERATIONS:
        if "{key}" not in path:
            response = client.get(path, {"per_page": 100} if "suggest" not in path else {"q": "neg"})
            assert response.status_code == 200
            check(operation, response)


def test_the_document_is_one_of_openapi_3_1_and_names_every_address(client):
    served = client.get(reverse("api:openapi"))
    described = served.json()

    assert (served["Content-Type"], described["openapi"]) == ("application/json", "3.1.0")
    assert described["servers"] == [{"url": "http://testserver"}]
    lists = {reverse(f"api:{name}") for name in (*NAMES, "removed", "search", "suggest")}
    assert {path for path in described["paths"] if "{" not in path} == lists
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    # Whatever is referred to is there.
    text = json.dumps(described)
    referred = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert referred - set(described["components"]["schemas"]) == set()


def test_the_page_says_every_address_and_field(client):
    page = client.get(reverse("api:reference")).content.decode()

    described = document()
    fields = {
        name for each in described["components"]["schemas"].values() for name in each.get("properties", {})
    }
    assert [path for path in described["paths"] if f">{path}<" not in page] == []
    assert [name for name in fields if f"<code>{name}</code>" not in page] == []


@pytest.fixture
def made_client(client, tmp_path):
    """The package of a client that an independent generator makes of the served document."""
    with generated_client(client.get(reverse("api:openapi")).content, tmp_path) as package:
        yield package


@pytest.mark.parametrize("part", ["openapi", "info", "paths"])
def test_the_generator_refuses_a_document_that_lacks_a_part(client, tmp_path, part):
    described = client.get(reverse("api:openapi")).json()
    del described[part]

    assert refusals(json.dumps(described).encode(), tmp_path) != []


def test_a_client_that_a_generator_makes_gets_the_next_dates(client, made_client):
    """What a web officer does: the description in, a client out, and the next dates by it."""
    course = make_course(title="Neglect")
    session = make_session(course)
    list_sessions = importlib.import_module("made_client.api.sessions.list_sessions")

    def answer(request):
        response = client.get(request.url.raw_path.decode())
        return httpx.Response(response.status_code, headers=dict(response.items()), content=response.content)

    transport = httpx.MockTransport(answer)
    with made_client.Client(base_url="http://testserver", httpx_args={"transport": transport}) as made:
        page = list_sessions.sync(client=made, per_page=5)

    assert (page.total, page.results[0].title, page.results[0].starts_at) == (1, "Neglect", session.starts_at)
