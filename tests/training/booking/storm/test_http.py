"""Bookings over HTTP at the production server, on PostgreSQL: many at once, sent twice, and with workers killed."""

import threading
import time
from collections import Counter
from functools import partial
from http.client import HTTPException

import pytest
from django.db import connection

from tests.factories import make_session
from tests.training.booking.at_once import at_once, inversions, p99
from tests.training.booking.storm.server import Visitor, kill_a_worker, production_server
from training.booking.consistency import problems
from training.enums import BookingState
from training.models import Message

pytestmark = [
    pytest.mark.storm,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="production runs on PostgreSQL"),
]
CONFIRMED, WAITING = BookingState.CONFIRMED, BookingState.WAITING


def queue(session):
    return Counter(session.bookings.values_list("state", flat=True))


def statuses(answers):
    """Return how often each status came; an error without an answer counts under its name."""
    return Counter(type(answer.error).__name__ if answer.error else answer.result for answer in answers)


def open_forms(session, number):
    """Return `number` visitors who each have the form before them."""
    visitors = [Visitor(one) for one in range(number)]
    opened = at_once([partial(visitor.open_form, session) for visitor in visitors], threads=8)
    assert statuses(opened) == {200: number}
    return visitors


def send_and_say(visitor):
    return visitor, visitor.send()


def test_five_hundred_bookings_by_fifty_threads_for_twenty_places(figures):
    session = make_session(capacity=20)

    with production_server():
        visitors = open_forms(session, 500)
        began = time.monotonic()
        answers = at_once([partial(send_and_say, visitor) for visitor in visitors], threads=50)
        total = time.monotonic() - began

    came = Counter(answer.result[1] for answer in answers if not answer.error)
    rows = list(session.bookings.order_by("turn").values_list("email", "turn", "state"))
    turns = {email: turn for email, turn, _ in rows}
    figures |= {
        "confirmed": queue(session)[CONFIRMED],
        "waiting": queue(session)[WAITING],
        "answers 5xx or none": len(answers) - came[302],
        "p99 seconds": round(p99(answers), 2),
        "total seconds": round(total, 1),
        "turns missing or double": len(set(range(1, 501)) ^ set(turns.values())) + len(rows) - len(turns),
        "turns against the order of answers": inversions(answers, lambda one: turns[one.result[0].email]),
        "messages": Message.objects.count(),
    }
    assert came == {302: 500}
    assert queue(session) == {CONFIRMED: 20, WAITING: 480}
    assert [state for _, _, state in rows] == [CONFIRMED] * 20 + [WAITING] * 480
    assert (figures["turns missing or double"], figures["turns against the order of answers"]) == (0, 0)
    assert figures["messages"] == 500
    assert problems() == []
    assert total < 15


def test_every_form_sent_three_times_and_twice_at_once(figures):
    session = make_session(capacity=20)

    with production_server():
        visitors = open_forms(session, 60)
        at_the_same_time = [visitor.send for visitor in visitors for _ in range(2)]
        answers = at_once(at_the_same_time, threads=40)
        answers += at_once([visitor.send for visitor in visitors], threads=40)

    figures |= {
        "forms sent": len(answers),
        "bookings": session.bookings.count(),
        "messages that tell of one": Message.objects.filter(kind__in=["confirmed", "waiting"]).count(),
        "answers 5xx or none": len(answers) - statuses(answers)[302],
    }
    assert statuses(answers) == {302: 180}
    assert session.bookings.count() == 60
    assert Message.objects.filter(kind__in=["confirmed", "waiting"]).count() == 60


def _send_until_promised(visitor):
    """Send the form until the server promises the booking; return how often it took."""
    for tried in range(1, 100):
        try:
            if visitor.send() == 302:
                return tried
        except (OSError, HTTPException):
            time.sleep(0.2)
    raise AssertionError("never answered")


def test_workers_killed_while_people_book(figures):
    session, over, killed = make_session(capacity=20), threading.Event(), []

    def kill(process):
        while not over.wait(0.7) and len(killed) < 8:
            if kill_a_worker(process):
                killed.append(time.monotonic())

    with production_server(pause=0.15) as process:
        visitors = open_forms(session, 40)
        killer = threading.Thread(target=kill, args=[process])
        killer.start()
        answers = at_once([partial(_send_until_promised, visitor) for visitor in visitors], threads=8)
        over.set()
        killer.join()
        time.sleep(1)
        left_open = _open_transactions()

    emails = list(session.bookings.values_list("email", flat=True))
    figures |= {
        "workers killed": len(killed),
        "forms sent again": sum(answer.result - 1 for answer in answers if answer.result),
        "confirmed": queue(session)[CONFIRMED],
        "waiting": queue(session)[WAITING],
        "promised but missing": len({visitor.email for visitor in visitors} - set(emails)),
        "doubles": len(emails) - len(set(emails)),
        "messages": Message.objects.count(),
        "transactions left open": left_open,
    }
    assert statuses(answers).keys() <= set(range(1, 100))
    assert len(killed) >= 4
    assert figures["forms sent again"] > 0
    assert queue(session) == {CONFIRMED: 20, WAITING: 20}
    assert (figures["promised but missing"], figures["doubles"], left_open) == (0, 0, 0)
    assert Message.objects.count() == 40
    assert problems() == []


def _open_transactions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state LIKE 'idle in transaction%%'"
        )
        return cursor.fetchone()[0]
