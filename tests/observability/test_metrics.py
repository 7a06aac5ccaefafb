"""/metrics: who may read it, what it says, and that nobody outside can make it grow."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from hscp.observability import metrics
from hscp.observability.current_request import note_cache, note_route
from hscp.observability.networks import metrics_networks
from hscp.observability.requests import RequestLog
from hscp.page_cache.cache import ask
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.site.metrics import Metrics
from hscp.web.last_resort import LastResort
from tests.factories import make_booking, make_session
from tests.page_cache.worker import environ, page_of
from tests.site.test_database_outage import failing_with
from training.enums import BookingState
from training.models import Message

NOT_HERE = (b"No such page", "404 Not Found")


def read(**changes):
    """Return the status (int) and the text of /metrics."""
    status, _, body = ask(Metrics(page_of(*NOT_HERE)), environ("/metrics", **changes))
    return int(status[:3]), body.decode()


def samples():
    """Return {(name, labels in order): value} of what /metrics says."""
    status, text = read()
    assert status == 200
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"method": "HEAD"}, 200),
        ({"REMOTE_ADDR": "127.8.9.10"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "::ffff:127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "10.20.3.4"}, 200),
        ({"REMOTE_ADDR": "::ffff:10.20.3.4"}, 200),
        ({"REMOTE_ADDR": "10.21.3.4"}, 404),
        ({"REMOTE_ADDR": "203.0.113.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        # A proxy on this host passes a reader's request on.
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 404),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"HTTP_X_FORWARDED_PROTO": "https"}, 404),
        ({"HTTP_X_REAL_IP": "127.0.0.1"}, 404),
        ({"HTTP_FORWARDED": "for=127.0.0.1"}, 404),
        ({"HTTP_VIA": "1.1 proxy"}, 404),
        ({"method": "POST"}, 404),
    ],
)
def test_only_this_host_and_named_networks_read_it_and_never_through_a_proxy(settings, changes, status):
    settings.METRICS_NETWORKS = metrics_networks(["10.20.0.0/16"])

    assert read(**changes)[0] == status


@pytest.mark.django_db
def test_answers_are_counted_by_route_never_by_what_a_client_writes():
    def application(environ, start_response):
        if environ["PATH_INFO"] == "/known/":
            note_route("themes:known")
            note_cache("hit")
        return page_of(b"", "200 OK")(environ, start_response)

    portal = RequestLog(application, LastResort())
    before = samples()

    for number in range(30):
        ask(portal, environ(f"/made-up-{number}/", method=f"M{number}", HTTP_USER_AGENT=f"agent-{number}"))
    ask(portal, environ("/known/"))
    ask(portal, environ("/static/css/portal.css"))

    after = samples()
    new = {
        key: value - before.get(key, 0)
        for key, value in after.items()
        if key[0] == "hscp_requests_total" and value != before.get(key)
    }
    assert new == {
        ("hscp_requests_total", ("2xx", "none", "none", "other")): 30,
        ("hscp_requests_total", ("2xx", "GET", "hit", "themes:known")): 1,
        ("hscp_requests_total", ("2xx", "GET", "none", "static")): 1,
    }
    assert after["hscp_request_seconds_count", ("themes",)] >= 1


@pytest.mark.django_db
def test_the_outbox_and_the_bookings_are_those_of_the_database():
    session = make_session()
    for number in range(3):
        make_booking(session, email=f"p{number}@example.org")
    Message.objects.all().delete()
    now = timezone.now()
    for minutes in (1, 10, -5):
        Message.objects.create(
            kind="letter", once=str(minutes), to="p@example.org", send_at=now - timedelta(minutes=minutes)
        )

    found = samples()

    assert found["hscp_database_up", ()] == 1
    assert found["hscp_outbox_waiting", ("training",)] == 2
    assert 600 <= found["hscp_outbox_oldest_seconds", ("training",)] < 660
    assert found["hscp_outbox_waiting", ("editors",)] == 0
    assert found["hscp_bookings", ("confirmed",)] == 3
    assert {key[1][0] for key in found if key[0] == "hscp_bookings"} == set(BookingState.values)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_reading_it_takes_three_queries(django_assert_num_queries, count):
    session = make_session(capacity=40)
    for number in range(count):
        make_booking(session, email=f"p{number}@example.org")

    with django_assert_num_queries(3):
        read()


@pytest.mark.django_db
def test_it_answers_while_the_database_is_away():
    with failing_with(OperationalError("away")):
        found = samples()

    assert found["hscp_database_up", ()] == 0
    assert [key for key in found if key[0].startswith(("hscp_outbox", "hscp_bookings"))] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "name", "labels"),
    [
        (lambda: metrics.count_search(0), "hscp_searches_total", ("no",)),
        (lambda: metrics.count_search(12), "hscp_searches_total", ("yes",)),
        (
            lambda: record(AuditKind.SIGN_IN_FAILED, about="no account"),
            "hscp_audit_events_total",
            ("sign_in_failed",),
        ),
    ],
    ids=["nothing found", "found", "sign-in failed"],
)
def test_it_is_counted(act, name, labels):
    before = samples().get((name, labels), 0)

    act()

    assert samples()[name, labels] == before + 1


@pytest.mark.django_db
def test_searches_on_the_page_are_counted(client):
    before = samples()["hscp_searches_total", ("no",)]

    client.get("/search/?q=zzzzqqqq")
    client.get("/search/")

    assert samples()["hscp_searches_total", ("no",)] == before + 1


def test_a_name_that_is_no_network_stops_the_start_with_a_message():
    with pytest.raises(Exception, match=re.escape("HSCP_METRICS_NETWORKS must name networks")):
        metrics_networks(["the office"])
