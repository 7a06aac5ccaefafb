"""Makes sessions in bulk, past and to come, and bookings of some of them."""

from datetime import timedelta

from tests.pages_benchmark.records import BATCH
from training.enums import BookingState, OrganisationType, Role, SessionState, Setting
from training.models import Booking, Course, Session

# Of every hundred records 30 sessions, half of them past; every fifth that has places has bookings.
SESSIONS_PER_HUNDRED = 30
DAYS_BACK, DAYS_AHEAD = 700, 365


def add_sessions(maker):
    """Add sessions of the courses that `maker` made; they begin at the full hour on days around today."""
    number = maker.number * SESSIONS_PER_HUNDRED // 100
    sessions = Session.objects.bulk_create(
        (_session(maker, past=place % 2 == 0) for place in range(number)), batch_size=BATCH
    )
    Booking.objects.bulk_create(
        (
            booking
            for place, session in enumerate(sessions)
            if place % 5 == 0 and session.capacity
            for booking in _bookings(session, maker)
        ),
        batch_size=BATCH,
    )


def _session(maker, past):
    pick = maker.random
    day = -pick.randint(1, DAYS_BACK) if past else pick.randint(1, DAYS_AHEAD)
    starts_at = maker.now.replace(hour=pick.randint(9, 16)) + timedelta(days=day)
    elsewhere = pick.random() < 0.1
    states = [SessionState.OPEN] * 17 + [SessionState.DRAFT, SessionState.CLOSED, SessionState.CANCELLED]
    return Session(
        course_id=pick.choice(maker.made[Course]),
        state=pick.choice(states),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=pick.choice([1, 2, 3])),
        setting=pick.choice(Setting.values),
        place=f"{maker.name()} Hall, Winchester",
        capacity=None if elsewhere else pick.choice([6, 12, 20, 40]),
        external_link="https://example.org/book" if elsewhere else "",
    )


def _bookings(session, maker):
    """Return Bookings for one session: up to its places confirmed, and now and then some that wait."""
    number = maker.random.randint(1, session.capacity + 2)
    for turn in range(1, number + 1):
        held = turn <= session.capacity
        person = maker.name()
        yield Booking(
            session=session,
            state=BookingState.CONFIRMED if held else BookingState.WAITING,
            place=turn if held else None,
            turn=turn,
            key=f"bench-{person}",
            name=person,
            email=f"{person.lower()}@example.org",
            organisation=f"{person[:4]} School",
            organisation_type=maker.random.choice(OrganisationType.values),
            role=maker.random.choice(Role.values),
        )
