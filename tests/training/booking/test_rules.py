"""Whether a session can be booked: lists, the page of booking and `book` give one answer, and one reason if not."""

import re
from datetime import timedelta
from html import unescape
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.web.wording import date_and_time
from tests.factories import make_course, make_person, make_session
from training.booking.locking import CannotBook
from training.booking.places import book
from training.booking.rules import TOO_LATE_TO_WAIT, refusal
from training.enums import Availability, BookingState, SessionState, Source
from training.models import Booking, Session

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ELSEWHERE = "https://elsewhere.example.org/"
# When a session of two hours starts, when its booking opens and when it closes: hours from now. All that the database takes.
TIMES = [
    (starts, opens, closes)
    for starts, opens, closes in product((5, 1, -1, -9), (None, -12, 2), (None, -10, 4))
    if (opens or -99) < min(starts, closes or 99) and (closes or -99) <= starts
]
PLACES = ("free", "taken", "elsewhere")
CASES = list(product(SessionState, TIMES, PLACES, (True, False)))


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


def expected(state, times, places, waits):
    """Return (Availability, words) of one case: the rules written once more, as a person would tell them."""
    starts, opens, closes = times
    if state == SessionState.CANCELLED:
        return Availability.CANCELLED, "This session has been cancelled."
    if starts < 0:
        return Availability.BEGUN, f"This session {'has begun' if starts == -1 else 'is over'}."
    if state in {SessionState.DRAFT, SessionState.CLOSED} or (closes or 0) < 0:
        return Availability.CLOSED, "Booking for this session is closed."
    if (opens or 0) > 0:
        return Availability.NOT_YET, "Booking opens on …."
    if places == "elsewhere":
        return Availability.ELSEWHERE, "This session is booked on another site."
    if places == "free":
        return Availability.PLACES, ""
    if waits and starts > 2:
        return Availability.WAITING, ""
    if waits:
        return Availability.FULL, TOO_LATE_TO_WAIT
    return Availability.FULL, "There are no places left, and this session has no waiting list."


@pytest.fixture
def sessions(now):
    """A session for each of CASES as {case: session}, with `held` and `availability`. A taken one has one place, held."""
    course = make_course()
    made = {}
    for state, (starts, opens, closes), places, waits in CASES:
        made[state, (starts, opens, closes), places, waits] = Session(
            course=course,
            state=state,
            starts_at=now + starts * HOUR,
            ends_at=now + (starts + 2) * HOUR,
            booking_opens_at=opens and now + opens * HOUR,
            booking_closes_at=closes and now + closes * HOUR,
            capacity=None if places == "elsewhere" else 1,
            external_link=ELSEWHERE if places == "elsewhere" else "",
            waiting_list=waits,
        )
    Session.objects.bulk_create(made.values())
    Booking.objects.bulk_create(
        Booking(session=session, state=BookingState.CONFIRMED, place=1, turn=1, key=f"held-{session.pk}")
        for (*_, places, _), session in made.items()
        if places == "taken"
    )
    annotated = Session.objects.with_availability(now).select_related("course").in_bulk()
    return {case: annotated[session.pk] for case, session in made.items()}


def words_of(session, found):
    """Return the words of a refusal, "" for none, without the moment at which booking opens."""
    opens = session.booking_opens_at
    return found.replace(date_and_time(opens), "…") if found and opens else found


def outcome(session, source, at):
    """Return what `book` says to one person more: the words it refuses with, or the state of the booking."""
    try:
        [booking] = book(session_id=session.pk, people=[make_person()], key="key", source=source, at=at)
    except CannotBook as refused:
        return str(refused)
    return booking.state


def test_the_database_gives_the_answer_for_every_combination(sessions):
    assert {case: session.availability for case, session in sessions.items()} == {
        case: expected(*case)[0] for case in CASES
    }


def test_one_session_asked_by_itself_gives_the_same_answer(sessions, now):
    told = {}
    for case, session in sessions.items():
        refused = refusal(session, at=now)
        told[case] = (
            (refused.availability, words_of(session, refused.words))
            if refused
            else (session.availability, "")
        )

    assert told == {case: expected(*case) for case in CASES}


def test_book_refuses_with_the_same_words_and_takes_whom_the_lists_say(sessions, now):
    told = {
        case: words_of(session, outcome(session, Source.PUBLIC, now)) for case, session in sessions.items()
    }

    taken = {Availability.PLACES: BookingState.CONFIRMED, Availability.WAITING: BookingState.WAITING}
    assert told == {case: taken.get(expected(*case)[0], expected(*case)[1]) for case in CASES}


def test_the_page_says_the_same_words(sessions, client):
    # One of each kind of session is enough: the page asks the same list.
    kinds = {}
    for case, session in sessions.items():
        if session.state != SessionState.DRAFT:
            kinds.setdefault((expected(*case), case[2]), (case, session))

    for case, session in kinds.values():
        response = client.get(reverse("training:book", args=[session.pk]))
        assert words_of(session, response.context.get("reason", "")) == expected(*case)[1], case
        assert response.context.get("leads_elsewhere", False) == (
            session.availability == Availability.ELSEWHERE
        ), case


@pytest.mark.parametrize("source", [source for source in Source if source != Source.PUBLIC])
def test_staff_book_before_and_after_the_time_for_the_public(sessions, now, source):
    """Whom the public's times do not stop: staff book ahead, an import is of any time, and people come on the day."""
    ahead = source == Source.ADMIN
    for (state, times, places, waits), session in sessions.items():
        refused = refusal(session, source=source, at=now)
        stops = (
            state == SessionState.CANCELLED
            or places == "elsewhere"
            or (ahead and times[0] < 0)
            or (state == SessionState.DRAFT and source != Source.IMPORT)
            or (places == "taken" and not waits and source != Source.ON_THE_DAY)
            # No place is passed on any more, so nobody joins the waiting list.
            or (ahead and places == "taken" and (times[0] == 1 or (times[2] or 0) < 0))
        )
        assert bool(refused) == stops, (state, times, places, waits)


@pytest.mark.parametrize(
    "fields",
    [
        {"booking_closes_at": -HOUR},
        {"state": SessionState.CLOSED},
        {"booking_opens_at": HOUR},
    ],
)
def test_a_session_booked_elsewhere_keeps_to_its_own_times_everywhere(client, fields):
    """It was once closed in lists and open on its page, which still led to the other site."""
    now = timezone.now()
    times = {name: now + value if name != "state" else value for name, value in fields.items()}
    session = make_session(external_link=ELSEWHERE, **times)

    listed = client.get(session.get_absolute_url()).content.decode()
    response = client.get(reverse("training:book", args=[session.pk]))

    assert ELSEWHERE not in listed.partition('id="booking"')[2]
    assert ELSEWHERE not in response.content.decode()
    assert re.search(r"Booking (opens on|for this session is closed)", unescape(response.content.decode()))
