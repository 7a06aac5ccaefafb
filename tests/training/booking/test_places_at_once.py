"""Places taken, given back and cut at once: nothing oversold, nothing lost, nothing doubled (T01 to T06, T09, T10)."""

import random
import threading
import time
from collections import Counter
from functools import partial

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ProtectedError

from tests.factories import make_booking, make_person, make_session
from tests.training.booking.at_once import at_once, inversions
from training.booking import limits
from training.booking.consistency import problems
from training.booking.locking import Busy, CannotBook, lock, one_at_a_time
from training.booking.places import book, fill, give_back, taking
from training.enums import BookingState, SessionState, Source
from training.models import Booking, Message, Session

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no row locks: IMMEDIATE is its lock"
)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="IMMEDIATE is SQLite's lock")


def bookings_of(session, number, source=Source.PUBLIC):
    """Return `number` calls that each book a new person."""
    return [
        partial(book, session_id=session.pk, people=[make_person()], key=f"{source} {one}", source=source)
        for one in range(number)
    ]


def count_states(session):
    return Counter(session.bookings.values_list("state", flat=True))


def errors(answers):
    return Counter(type(answer.error).__name__ for answer in answers if answer.error)


def test_two_hundred_bookings_by_twenty_threads_fill_twenty_places_in_order():
    session = make_session(capacity=20)

    answers = at_once(bookings_of(session, 200), threads=20)

    assert errors(answers) == {}
    assert count_states(session) == {BookingState.CONFIRMED: 20, BookingState.WAITING: 180}
    assert sorted(session.bookings.values_list("turn", flat=True)) == list(range(1, 201))
    assert inversions(answers, lambda answer: answer.result[0].turn) == 0
    assert problems() == []


@on_postgresql
def test_without_the_lock_bookings_at_once_fail(monkeypatch):
    """The control: a build without the lock does not pass the test above. The constraints then turn people away."""
    session = make_session(capacity=20)
    monkeypatch.setattr(taking, "lock", lambda pk: Session.objects.select_related("course").get(pk=pk))

    answers = at_once(bookings_of(session, 40), threads=20)

    assert errors(answers)["IntegrityError"] > 0


@on_postgresql
def test_without_the_lock_and_the_constraints_places_are_oversold(monkeypatch):
    """The control of the constraints: what they hold back is overselling."""
    session, calls = make_session(capacity=1), []
    both_have_counted = threading.Barrier(2)
    held = limits.agencies_holding

    def counted(session):
        found = held(session)
        both_have_counted.wait(timeout=5)
        return found

    monkeypatch.setattr(taking, "lock", lambda pk: Session.objects.select_related("course").get(pk=pk))
    monkeypatch.setattr(taking, "promote", lambda session, at: 0)
    monkeypatch.setattr(limits, "agencies_holding", counted)
    calls = bookings_of(session, 2)
    names = ("training_booking_one_per_place", "training_booking_one_per_turn")
    unique = [one for one in Booking._meta.constraints if one.name in names]

    with connection.schema_editor() as editor:
        for one in unique:
            editor.remove_constraint(Booking, one)
    try:
        at_once(calls, threads=2)

        assert count_states(session) == {BookingState.CONFIRMED: 2}
    finally:
        Booking.objects.all().delete()
        with connection.schema_editor() as editor:
            for one in unique:
                editor.add_constraint(Booking, one)


@on_sqlite
def test_without_immediate_transactions_bookings_at_once_fail(monkeypatch):
    """The control for SQLite: with its usual transactions, people are told that the database is locked."""
    session = make_session(capacity=20)
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")

    answers = at_once(bookings_of(session, 40), threads=20)

    assert errors(answers)["Busy"] > 0


def test_cancels_sent_twice_and_bookings_at_once_pass_each_place_on_once_and_in_order():
    session = make_session(capacity=10)
    placed = [make_booking(session) for _ in range(10)]
    waiting = [make_booking(session) for _ in range(30)]
    gone = [*placed[:8] * 2, *waiting[-3:]]
    calls = [
        *(partial(give_back, booking_id=booking.pk) for booking in gone),
        *bookings_of(session, 20),
    ]
    random.shuffle(calls)
    samples, over = [], threading.Event()

    def watch():
        while not over.is_set():
            samples.append(session.bookings.filter(state=BookingState.CONFIRMED).count())
            time.sleep(0.005)
        connection.close()

    monitor = threading.Thread(target=watch)
    monitor.start()
    answers = at_once(calls, threads=15)
    over.set()
    monitor.join()

    assert errors(answers) == {}
    assert max(samples) == 10
    promoted = session.booking_events.filter(what="promoted").order_by("pk")
    assert list(promoted.values_list("booking_id", flat=True)) == [one.pk for one in waiting[:8]]
    assert count_states(session) == {
        BookingState.CANCELLED: 11,
        BookingState.CONFIRMED: 10,
        BookingState.WAITING: 39,
    }
    assert problems() == []


def test_a_form_sent_three_times_at_once_books_once_and_tells_once():
    session = make_session(capacity=5)
    calls = bookings_of(session, 10) * 3
    random.shuffle(calls)

    answers = at_once(calls, threads=10)

    assert errors(answers) == {}
    assert session.bookings.count() == 10
    assert len({answer.result[0].pk for answer in answers}) == 10
    assert list(
        Message.objects.filter(kind__in=["confirmed", "waiting"])
        .order_by("booking")
        .values_list("booking", flat=True)
    ) == sorted(session.bookings.values_list("pk", flat=True))


def test_every_way_to_book_at_once_fills_the_places_and_no_more():
    session = make_session(capacity=15)
    calls = [
        *bookings_of(session, 15),
        *bookings_of(session, 15, Source.ADMIN),
        *bookings_of(session, 15, Source.IMPORT),
        *[partial(fill, session_id=session.pk)] * 10,
    ]
    random.shuffle(calls)

    answers = at_once(calls, threads=15)

    assert errors(answers) == {}
    assert count_states(session) == {BookingState.CONFIRMED: 15, BookingState.WAITING: 30}


def test_places_cut_while_people_book_lose_nobody_and_are_flagged():
    session = make_session(capacity=20)

    def cut():
        with transaction.atomic():
            lock(session.pk)
            Session.objects.filter(pk=session.pk).update(capacity=5)

    calls = bookings_of(session, 40)
    answers = at_once([*calls[:20], cut, *calls[20:]], threads=10)

    session.refresh_from_db()
    held = count_states(session)[BookingState.CONFIRMED]
    assert errors(answers) == {}
    assert session.bookings.count() == 40
    assert 5 <= held <= 20
    flag = f"Session {session.pk}: places held are over by {held - 5}."
    assert problems() == ([flag] if held > 5 else [])


def test_a_session_closed_or_deleted_while_people_book_keeps_who_was_told_yes():
    session = make_session(capacity=20)
    close = partial(Session.objects.filter(pk=session.pk).update, state=SessionState.CLOSED)
    *calls, too_late = bookings_of(session, 41)

    answers = at_once([*calls[:10], close, *calls[10:20], session.delete, *calls[20:]], threads=5)

    told_yes = {answer.result[0].pk for answer in answers if isinstance(answer.result, list)}
    # Others may all be served before whoever closes it: then nobody is refused.
    assert {type(answer.error) for answer in answers if answer.error} <= {CannotBook, ProtectedError}
    assert told_yes == set(session.bookings.values_list("pk", flat=True))
    assert Session.objects.get(pk=session.pk).state == SessionState.CLOSED
    with pytest.raises(CannotBook):
        too_late()


def _impatient():
    """Let this thread's connection wait for a lock for a fifth of a second instead of 5 or 20."""
    with connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        cursor.execute("PRAGMA busy_timeout = 200" if is_sqlite else "SET lock_timeout = '200ms'")


def test_who_waits_too_long_for_the_lock_is_told_so_and_nothing_is_changed():
    session = make_session(capacity=1)
    person, held, told = make_person(), threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            lock(session.pk)
            held.set()
            told.wait(10)

    def ask():
        held.wait(10)
        _impatient()
        try:
            return book(session_id=session.pk, people=[person], key="k")
        finally:
            told.set()

    answers = at_once([hold, ask], threads=2)

    assert errors(answers) == {"Busy": 1}
    assert session.bookings.count() == 0
    assert [one.state for one in book(session_id=session.pk, people=[person], key="k")] == ["confirmed"]


def test_bookings_of_three_sessions_in_any_order_do_not_lock_each_other_out():
    sessions = [make_session(capacity=5) for _ in range(3)]
    calls = [call for session in sessions for call in bookings_of(session, 15)]
    random.shuffle(calls)

    answers = at_once(calls, threads=15)

    assert errors(answers) == {}
    assert [count_states(session)[BookingState.CONFIRMED] for session in sessions] == [5, 5, 5]


def test_other_errors_of_the_database_are_not_told_as_busy():
    with pytest.raises(OperationalError) as raised, one_at_a_time():
        raise OperationalError("the connection was lost")

    assert not isinstance(raised.value, Busy)
    with pytest.raises(IntegrityError), one_at_a_time():
        raise IntegrityError("doubled")
