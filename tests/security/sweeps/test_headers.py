"""Every kind of answer, of every status, has all security headers (T51), with the settings of production."""

import os
import runpy

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from hscp.page_cache import watch
from hscp.records.redirects import keep_old_address
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.security.rate_limits import RateLimit
from hscp.site import offline
from hscp.web.body_limit import MOST_BYTES
from tests.admin.pages import address
from tests.factories import (
    make_contact_point,
    make_pathway,
    make_resource,
    make_session,
    make_theme,
    make_toolkit,
    put_file,
    put_in_pack,
)
from tests.page_cache.conftest import _one_connection  # noqa: F401 (fixture)
from tests.page_cache.worker import Worker
from tests.security.sweeps.header_rules import directives, faults

pytestmark = pytest.mark.django_db
OF_PRODUCTION = (
    "SECURE_",
    "SESSION_COOKIE_",
    "CSRF_COOKIE_",
    "CONTENT_SECURITY_",
    "PERMISSIONS_",
    "X_FRAME_",
)
# Partners' own pages read it.
READ_BY_OTHER_SITES = "/api/"
PASSWORD = "quiet copper lantern field"


@pytest.fixture(scope="session")
def production():
    """What the file of settings says of headers and cookies on a server with https, as {name: value}."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "HSCP_HTTPS", "true")
        read = runpy.run_path(str(django_settings.BASE_DIR / "hscp" / "settings.py"))
    return {name: value for name, value in read.items() if name.startswith(OF_PRODUCTION)}


@pytest.fixture(autouse=True)
def as_in_production(production, settings):
    for name, value in production.items():
        setattr(settings, name, value)
    # Static files from their sources: a fresh machine has not collected them.
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


def wrong(response):
    """Return the status of an answer and what is wrong with its headers and cookies."""
    if response.streaming:
        list(response)  # closes the file that it sends
    path = response.wsgi_request.path
    shared = path.startswith(READ_BY_OTHER_SITES) and not response.has_header("Location")
    cookies = response.cookies.values()
    return response.status_code, faults(response.headers, cookies, shares_with_others=shared)


def withdrawn_toolkit():
    toolkit = make_toolkit()
    for state in (State.PUBLISHED, State.ARCHIVED):
        with content_change(comment="Changed.") as change:
            toolkit.state = state
            change.save(toolkit)
    return toolkit


def test_every_kind_of_page_that_is_found(reader, signed_in):
    theme = make_theme(sensitive=True)
    put_in_pack(theme, toolkit := make_toolkit())
    file = put_file(toolkit, ContentFile(b"%PDF- content", "guide.pdf"))
    word = put_file(make_resource(), ContentFile(b"content", "guide.docx"))
    make_contact_point(pathway := make_pathway())
    session = make_session()
    public = [
        *("/", "/themes/", "/search/?q=neglect", "/offline/", "/glossary/", "/training/my-record/"),
        theme.get_absolute_url(),
        reverse("contacts:pathway_detail", args=[pathway.slug]),
        reverse("training:book", args=[session.pk]),
        *("/sitemap.xml", "/robots.txt", "/opensearch.xml", "/service-worker.js", "/healthz"),
        *("/training/dates.ics", "/brochure.md", "/contacts/open-now.json", "/api/search?q=neglect"),
        "/training/organisations.json?q=oak",
        *("/api/pathways/", "/api/v1/themes/", "/api/v1/openapi.json"),
        *("/static/css/portal.css", "/static/js/portal.js", "/static/img/favicon.svg"),
        *(file.get_absolute_url(), word.get_absolute_url()),
        f"{theme.get_absolute_url()}pack.pdf",
    ]
    staff = signed_in("superuser")
    of_staff = ["/admin/", "/admin/themes/theme/", "/admin/hscp/user/", "/styleguide/"]
    of_staff += [address(theme, page) for page in ("change", "history", "delete", "preview")]

    answers = {path: wrong(reader.get(path, secure=True)) for path in [*public, "/admin/login/"]}
    answers |= {path: wrong(staff.get(path, secure=True)) for path in of_staff}

    assert {path: found for path, found in answers.items() if found != (200, set())} == {}


def test_every_status_that_is_no_page(reader, signed_in, monkeypatch):
    keep_old_address("/themes/old/", make_theme().get_absolute_url())
    answers = {
        301: reader.get("/themes/old/", secure=True),
        302: reader.get("/contacts/sheet.pdf", secure=True),
        403: signed_in("none").get("/admin/hscp/user/", secure=True),
        404: reader.get("/no-such-page/", secure=True),
        405: reader.get("/booking/accept/", secure=True),
        410: reader.get(withdrawn_toolkit().get_absolute_url(), secure=True),
        413: reader.generic("POST", "/admin/login/", secure=True, CONTENT_LENGTH=str(MOST_BYTES + 1)),
        400: reader.get("/", secure=True, headers={"host": "canary.example"}),
    }
    forged = Client(enforce_csrf_checks=True).post("/training/my-record/", secure=True)
    missing = [reader.get(path, secure=True) for path in ("/static/none.css", "/files/1/none.pdf")]
    monkeypatch.setattr(RateLimit, "allows", lambda self, value, times=1: False)
    answers[429] = reader.get("/training/certificates/?number=AAAA-1111", secure=True)

    found = {status: wrong(response) for status, response in answers.items()}
    assert found == {status: (status, set()) for status in answers}
    assert [wrong(each) for each in (forged, *missing)] == [(403, set()), (404, set()), (404, set())]


@pytest.mark.parametrize(("error", "status"), [(RuntimeError, 500), (OperationalError, 503)])
def test_a_page_that_fails(reader, monkeypatch, error, status):
    def fail(*arguments):
        raise error

    monkeypatch.setattr(offline, "render_to_string", fail)

    assert wrong(reader.get("/offline/", secure=True)) == (status, set())


def test_what_is_asked_for_without_encryption_is_only_led_to_https(reader):
    responses = [
        reader.get("/themes/?q=a"),
        reader.get("/static/css/portal.css"),
        reader.post("/admin/login/"),
    ]

    assert [(each.status_code, each.headers["Location"]) for each in responses] == [
        (301, "https://testserver/themes/?q=a"),
        (301, "https://testserver/static/css/portal.css"),
        (301, "https://testserver/admin/login/"),
    ]
    assert [list(each.cookies) for each in responses] == [[], [], []]


def test_signing_in_sets_cookies_that_stay_here(reader, person):
    member = person("editor")
    member.set_password(PASSWORD)
    member.save()
    form = {"username": member.username, "password": PASSWORD}

    response = reader.post("/admin/login/?next=/admin/", form, secure=True)

    assert wrong(response) == (302, set())
    assert set(response.cookies) == {"__Host-sessionid", "__Host-csrftoken", "hscp_staff"}


def test_pages_from_the_cache_and_those_that_are_shown_as_they_were(monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    worker = Worker()
    https = {"wsgi.url_scheme": "https", "SERVER_PORT": "443"}
    first, again = (worker.get("/themes/", **https) for _ in range(2))

    def away(connection):
        raise OperationalError

    monkeypatch.setattr(watch, "content_version", away)
    worker.a_second_later()
    stale, unseen = (worker.get(path, **https) for path in ("/themes/", "/glossary/"))

    answers = [(each.status, faults(each.headers)) for each in (first, again, stale, unseen)]
    assert answers == [(200, set()), (200, set()), (200, set()), (503, set())]
    assert "Shown as of" in stale.text


def test_the_analyser_finds_each_header_that_is_missing(reader):
    response = reader.get("/", secure=True)

    without = {
        name: faults({each: value for each, value in response.headers.items() if each != name})
        for name in response.headers
    }

    assert {name: found for name, found in without.items() if found} == {
        "Content-Security-Policy": {
            "framed",
            "no policy",
            "policy: default-src",
            "policy: scripts",
            "policy: base-uri",
        },
        "Permissions-Policy": {"permissions"},
        "Strict-Transport-Security": {"hsts"},
        "X-Content-Type-Options": {"nosniff"},
        "X-Frame-Options": {"framed in an old browser"},
        "Referrer-Policy": {"referrer"},
        "Cross-Origin-Opener-Policy": {"opener"},
        "Cross-Origin-Resource-Policy": {"resources"},
    }


@pytest.mark.parametrize(
    ("directive", "fault"),
    [
        ("script-src 'self' 'unsafe-inline'", "policy: scripts"),
        ("script-src 'self' https:", "policy: scripts"),
        ("script-src 'self' data:", "policy: scripts"),
        ("default-src *", "policy: default-src"),
        ("object-src *", "policy: objects"),
    ],
)
def test_the_analyser_finds_a_policy_that_lets_in_too_much(reader, directive, fault):
    headers = dict(reader.get("/", secure=True).headers)
    policy = directives(headers["Content-Security-Policy"]) | directives(directive)
    headers["Content-Security-Policy"] = "; ".join(
        " ".join([name, *sources]) for name, sources in policy.items()
    )

    assert faults(headers) == {fault}
