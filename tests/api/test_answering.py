"""What all answers of /api/v1/ have in common: validators, other sites, limits, and what happens when something is away."""

import datetime

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils.http import http_date, parse_http_date

from hscp.api import answering
from hscp.database.outage import DATABASE_AWAY
from hscp.security.rate_limits import RateLimit
from tests.clock import CLOCK
from tests.factories import make_theme
from themes.models import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
THEMES = "/api/v1/themes/"


def test_a_client_that_has_the_answer_is_sent_no_content(client):
    make_theme()
    etag = client.get(THEMES)["ETag"]

    again = client.get(THEMES, headers={"if-none-match": etag})
    make_theme()
    changed = client.get(THEMES, headers={"if-none-match": etag})

    assert (again.status_code, again.content, again["Access-Control-Allow-Origin"]) == (304, b"", "*")
    assert (changed.status_code, changed["ETag"] == etag) == (200, False)


def test_the_date_of_the_last_change_is_that_of_anything_the_public_sees(client, monkeypatch):
    theme = make_theme()
    changed = CLOCK.replace(microsecond=0) - datetime.timedelta(hours=2)
    monkeypatch.setattr(answering, "last_change", lambda at, connection: changed)

    response = client.get(THEMES)
    same = client.get(THEMES, headers={"if-modified-since": response["Last-Modified"]})
    before = http_date(changed.timestamp() - 1)
    newer = client.get(THEMES, headers={"if-modified-since": before})

    assert parse_http_date(response["Last-Modified"]) == changed.timestamp()
    assert (same.status_code, newer.status_code) == (304, 200)
    assert theme.title in newer.text


def test_in_the_second_of_a_change_there_is_no_date_of_it(client, monkeypatch):
    monkeypatch.setattr(answering, "last_change", lambda at, connection: at)

    assert "Last-Modified" not in client.get(THEMES)


def test_pages_of_any_site_may_read_and_ask_whether_they_may(client):
    response = client.get(THEMES)
    asked = client.options(
        THEMES, headers={"origin": "https://example.org", "access-control-request-method": "GET"}
    )

    assert (response["Access-Control-Allow-Origin"], response["Cross-Origin-Resource-Policy"]) == (
        "*",
        "cross-origin",
    )
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/api/search?q=x", "/api/suggest?q=x", "/api/pathways/", THEMES])
def test_every_address_of_json_is_open_to_other_sites(client, path):
    assert client.get(path)["Access-Control-Allow-Origin"] == "*"


def test_a_head_has_the_headers_of_the_answer_and_no_content(client):
    make_theme()
    whole, head = client.get(THEMES), client.head(THEMES)

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method):
    response = getattr(Client(enforce_csrf_checks=True), method)(THEMES)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json()["detail"] == "Use GET or HEAD: nothing can be changed here."


def test_the_limit_is_said_and_kept_for_each_network(client, monkeypatch, time_machine):
    time_machine.move_to(datetime.datetime(2027, 5, 12, 10, 0, 15, tzinfo=datetime.UTC), tick=False)
    monkeypatch.setattr(answering, "API_BY_NETWORK", RateLimit("api", 2, 60))

    first, second, third = (client.get(THEMES) for _ in range(3))
    other = client.get(THEMES, REMOTE_ADDR="192.0.2.9")
    time_machine.shift(45)
    next_minute = client.get(THEMES)

    assert [first["RateLimit"], second["RateLimit"]] == ['"api";r=1;t=45', '"api";r=0;t=45']
    assert first["RateLimit-Policy"] == '"api";q=2;w=60'
    assert (third.status_code, third["Retry-After"]) == (429, "45")
    assert third.json()["detail"].startswith(
        "Your network asked more than 2 times in 60 seconds. Try again in 45 seconds"
    )
    assert (other.status_code, next_minute.status_code) == (200, 200)


def test_without_a_database_the_answer_is_a_problem_too(client, monkeypatch):
    def fails(*arguments, **given):
        raise OperationalError

    away = client.get(THEMES, **{DATABASE_AWAY: True})
    monkeypatch.setattr(Theme.objects, "live", fails)
    lost = client.get(THEMES)

    for response in (away, lost):
        assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
        assert (response["Retry-After"], response["Access-Control-Allow-Origin"]) == ("30", "*")


def test_a_failure_is_a_problem_that_says_nothing_of_its_cause(monkeypatch):
    def fails(*arguments, **given):
        raise RuntimeError("a secret")

    monkeypatch.setattr(Theme.objects, "live", fails)
    response = Client(raise_request_exception=False).get(THEMES)

    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in response.text


def test_staff_see_no_more_than_others(client, publisher):
    make_theme(state="draft")

    assert publisher.get(THEMES).json()["total"] == 0
    assert client.get(reverse("api:openapi")).status_code == 200


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/api/v1/themes", "/api/v1/themes/"),
        ("/api/v1/themes/neglect", "/api/v1/themes/neglect/"),
        ("/api/v1/themes?per_page=1&page=2", "/api/v1/themes/?per_page=1&page=2"),
        ("/api/v1/search?q=%26", "/api/v1/search/?q=%26"),
    ],
)
def test_an_address_without_its_last_slash_leads_scripts_of_other_sites_on(client, path, leads_to):
    asked = client.options(path, headers={"origin": "https://example.org"})
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (301, leads_to)
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_address_without_a_version_leads_to_the_newest(client):
    response = client.get("/api/")

    assert (response.status_code, response["Location"]) == (302, "/api/v1/")


@pytest.mark.parametrize(
    "path", ["/api/search", "/api/suggest", "/api/pathways/", "/open-data/manifest.json"]
)
def test_a_browser_may_ask_whether_it_may_send_what_it_knows(path):
    client = Client(enforce_csrf_checks=True)
    asked = client.options(path, headers={"origin": "https://example.org"})

    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


def test_an_answer_names_its_licence(client):
    licence = '<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>; rel="license"'

    assert client.get(THEMES)["Link"] == licence
    assert client.get(reverse("api:openapi")).json()["info"]["license"]["url"] in licence


def test_the_description_names_whom_to_write_to(client, settings):
    assert "contact" not in client.get(reverse("api:openapi")).json()["info"]

    settings.HSCP_CONTACT_EMAIL = "portal@example.org"

    described = client.get(reverse("api:openapi")).json()
    assert described["info"]["contact"]["email"] == "portal@example.org"
    assert described["externalDocs"]["url"] == "http://testserver/developers/"
