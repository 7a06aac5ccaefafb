"""/metrics, for Prometheus on this host or in a network of ours, and what is read from the database for it.

It is answered above Django, so that it needs no https, no host name and no database. Nobody else learns that it is there.
"""

import ipaddress
import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hscp.database.time_limit import answer_within
from hscp.editing.models import EditorMail
from hscp.observability.current_request import note_route
from hscp.observability.metrics import exposition
from hscp.web.cache_headers import NOT_STORED
from training.enums import BookingState, MessageState
from training.models import Booking, Message

PATH = "/metrics"
WITHIN = 1  # seconds in which the database answers
# What a proxy says of the request that it passes on. Prometheus asks the portal itself.
_OF_A_PROXY = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


class Metrics:
    """The WSGI application `application`, with /metrics beside it for whoever may read that."""

    def __init__(self, application):
        self.application = application
        self._stored = CollectorRegistry()
        self._stored.register(Stored())

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] != PATH or not may_read(environ):
            return self.application(environ, start_response)
        note_route("metrics")
        body = exposition() + generate_latest(self._stored)
        headers = [
            ("Content-Type", CONTENT_TYPE_LATEST),
            ("Content-Length", str(len(body))),
            ("Cache-Control", NOT_STORED),
        ]
        start_response("200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def may_read(environ):
    """Return whether a request comes straight from this host or from one of METRICS_NETWORKS, to read.

    The address is that of the connection: what the request says of itself is not believed, and what a proxy passes on is refused.
    """
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or any(name in environ for name in _OF_A_PROXY):
        return False
    try:
        address = ipaddress.ip_address(environ.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or any(address in network for network in settings.METRICS_NETWORKS)


class Stored(Collector):
    """What the database says at this moment. While it is away there is `hscp_database_up` alone."""

    def collect(self):
        up = GaugeMetricFamily("hscp_database_up", "Whether the database answered within a second")
        found = []
        began = time.perf_counter()
        try:
            with answer_within(WITHIN):
                close_old_connections()
                found = [*_outboxes(), _bookings()]
        except DatabaseError:
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
        took = GaugeMetricFamily("hscp_database_seconds", "Seconds that these questions took the database")
        took.add_metric([], time.perf_counter() - began)
        return [up, took, *found]


def _outboxes():
    waiting = GaugeMetricFamily("hscp_outbox_waiting", "Mails that are due and not sent", labels=["outbox"])
    oldest = GaugeMetricFamily(
        "hscp_outbox_oldest_seconds",
        "Seconds for which the oldest mail that is due has not been sent",
        labels=["outbox"],
    )
    now = timezone.now()
    due = {
        "training": Message.objects.filter(
            state__in=[MessageState.WAITING, MessageState.SENDING], send_at__lte=now
        ),
        "editors": EditorMail.objects.filter(done_at=None, send_at__lte=now),
    }
    for name, mails in due.items():
        count, since = mails.order_by().aggregate(count=Count("pk"), since=Min("send_at")).values()
        waiting.add_metric([name], count)
        oldest.add_metric([name], max((now - since).total_seconds(), 0) if since else 0)
    return waiting, oldest


def _bookings():
    family = GaugeMetricFamily("hscp_bookings", "Bookings, by state", labels=["state"])
    counts = dict(
        Booking.objects.order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
        .values_list("state", "count")
    )
    for state in BookingState.values:
        family.add_metric([state], counts.get(state, 0))
    return family
