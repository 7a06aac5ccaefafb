"""The larger storms without HTTP: SQLite's 200 bookings, 100 people with cancels at once, and 20,000 steps of the model."""

import random
import threading
import time
from collections import Counter
from functools import partial

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.factories import make_booking, make_person, make_session
from tests.training.booking.at_once import at_once, inversions, p99
from tests.training.booking.booking_model import PlacesMachine
from training.booking.consistency import problems
from training.booking.places import book, give_back
from training.enums import BookingState

pytestmark = pytest.mark.storm
CONFIRMED, WAITING = BookingState.CONFIRMED, BookingState.WAITING


def bookings_of(session, number):
    return [
        partial(book, session_id=session.pk, people=[make_person()], key=f"storm {one}")
        for one in range(number)
    ]


def queue(session):
    return Counter(session.bookings.values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_hundred_bookings_by_twenty_threads(figures):
    session = make_session(capacity=20)
    began = time.monotonic()

    answers = at_once(bookings_of(session, 200), threads=20)

    figures |= {
        "confirmed": queue(session)[CONFIRMED],
        "waiting": queue(session)[WAITING],
        "errors": sum(answer.error is not None for answer in answers),
        "p99 seconds": round(p99(answers), 2),
        "total seconds": round(time.monotonic() - began, 1),
    }
    assert figures["errors"] == 0
    assert queue(session) == {CONFIRMED: 20, WAITING: 180}
    assert inversions(answers, lambda answer: answer.result[0].turn) == 0
    assert problems() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_cancels_and_bookings_at_once(round_, figures):
    session = make_session(capacity=20)
    people = [make_booking(session) for _ in range(100)]
    gone = [*people[:15] * 2, *people[-5:]]
    calls = [*(partial(give_back, booking_id=one.pk) for one in gone), *bookings_of(session, 50)]
    random.Random(round_).shuffle(calls)  # noqa: S311 (not a secret)
    samples, over = [], threading.Event()

    def watch():
        while not over.is_set():
            samples.append(session.bookings.filter(state=CONFIRMED).count())
            time.sleep(0.005)
        connection.close()

    monitor = threading.Thread(target=watch)
    monitor.start()
    answers = at_once(calls, threads=8)
    over.set()
    monitor.join()

    promoted = list(
        session.booking_events.filter(what="promoted").order_by("pk").values_list("booking_id", flat=True)
    )
    expected = [one.pk for one in people[20:35]]
    figures |= {
        "peak confirmed": max(samples),
        "samples": len(samples),
        "promoted": len(promoted),
        "skipped": sum(one not in promoted for one in expected),
        "errors": sum(answer.error is not None for answer in answers),
    }
    assert figures["errors"] == 0
    assert max(samples) == 20
    assert promoted == expected
    assert queue(session) == {BookingState.CANCELLED: 20, CONFIRMED: 20, WAITING: 110}
    assert problems() == []


@pytest.mark.django_db
def test_twenty_thousand_steps_beside_the_model(figures, monkeypatch):
    monkeypatch.setattr(PlacesMachine, "steps", 0)

    while PlacesMachine.steps < 20_000:
        run_state_machine_as_test(
            PlacesMachine,
            settings=settings(
                max_examples=100,
                stateful_step_count=50,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
                phases=[Phase.generate],
            ),
        )
        figures |= {"steps": PlacesMachine.steps, "falsified": 0}
