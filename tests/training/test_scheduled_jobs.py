"""The scheduled jobs: each mail goes out once, on time, to the right people."""

import datetime
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.factories import make_booking, make_course, make_session
from training.booking.places import cancel_session, give_back
from training.enums import Attendance, BookingState, OrganisationType, Promotion, SessionState
from training.models import Booking, Interest, Message
from training.scheduled_jobs import days_before, do_round

pytestmark = pytest.mark.django_db


def london(day, time="10:00"):
    """Return a moment of next year in London time: `day` is such as "03-09"."""
    year = timezone.localdate().year + 1
    return timezone.make_aware(datetime.datetime.fromisoformat(f"{year}-{day}T{time}"))


def session_on(day, time="10:00", **fields):
    start = london(day, time)
    return make_session(starts_at=start, ends_at=start + timedelta(hours=1), **fields)


def sent_at(session, at):
    """Return what a round at `at` wrote, as (kind, address) in order."""
    before = set(Message.objects.values_list("pk", flat=True))
    do_round(at)
    return [
        (message.kind, message.to) for message in Message.objects.order_by("pk") if message.pk not in before
    ]


def kinds(session, at):
    return [kind for kind, _ in sent_at(session, at)]


def mark(session, attendance, **fields):
    Booking.objects.filter(session=session).update(attendance=attendance, **fields)


def test_people_are_reminded_on_each_day_and_once_from_seven_in_the_morning():
    session = session_on("03-09", reminder_days="7, 1")
    booking = make_booking(session, email="ada@example.org")
    ada = ("reminder", "ada@example.org")

    moments = [
        "03-02 06:59",
        "03-02 07:00",
        "03-02 08:00",
        "03-07 12:00",
        "03-08 06:59",
        "03-08 07:00",
        "03-08 20:00",
    ]
    sent = {moment: sent_at(session, london(*moment.split())) for moment in moments}

    assert sent == {moment: [] for moment in moments} | {"03-02 07:00": [ada], "03-08 07:00": [ada]}
    assert booking.state == BookingState.CONFIRMED


def test_after_a_missed_round_only_the_latest_reminder_is_sent():
    session = session_on("03-09", reminder_days="7, 3, 1")
    make_booking(session)

    assert kinds(session, london("03-08", "09:00")) == ["reminder"]


def test_people_who_booked_after_the_day_of_a_reminder_do_not_get_it():
    session = session_on("03-09", reminder_days="7")
    early, late = (make_booking(session, email=f"{name}@example.org") for name in ("early", "late"))
    Message.objects.filter(booking=late).update(created_at=london("03-04"))

    assert sent_at(session, london("03-05")) == [("reminder", "early@example.org")]


def test_a_session_that_moves_is_reminded_of_again():
    session = session_on("03-09", reminder_days="1")
    make_booking(session)
    first = kinds(session, london("03-08"))
    session.starts_at, session.ends_at = london("03-20"), london("03-20", "11:00")
    session.save()

    assert (first, kinds(session, london("03-19"))) == (["reminder"], ["reminder"])


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CANCELLED])
def test_a_session_that_is_off_is_not_reminded_of(state):
    session = session_on("03-09", joining_link="https://meet.example.org/a")
    make_booking(session)
    session.state = state
    session.save()

    assert kinds(session, london("03-09", "09:30")) == []


def test_only_those_with_a_place_are_reminded_and_sent_the_link():
    session = session_on("03-09", capacity=1, joining_link="https://meet.example.org/a")
    gone, stays, _ = (
        make_booking(session, email=f"{name}@example.org") for name in ("gone", "stays", "waits")
    )
    give_back(booking_id=gone.pk)

    assert sent_at(session, london("03-09", "09:00")) == [
        ("reminder", "stays@example.org"),
        ("joining_link", "stays@example.org"),
    ]
    assert stays.pk


@pytest.mark.parametrize(
    ("text", "days"), [("7, 1", {7, 1}), ("", set()), ("7,, x, -1, 1.5, 0, 99999", {7, 0})]
)
def test_days_that_cannot_be_read_are_left_out(text, days):
    assert days_before(make_session(reminder_days=text)) == days


def test_the_link_comes_when_the_session_says_once_and_again_when_it_is_another():
    session = session_on(
        "03-09", joining_link="https://meet.example.org/a", joining_link_hours=2, reminder_days=""
    )
    make_booking(session)

    sent = [kinds(session, london("03-09", time)) for time in ("07:59", "08:00", "09:00")]
    session.joining_link = "https://meet.example.org/b"
    session.save()
    sent += [kinds(session, london("03-09", time)) for time in ("09:30", "10:59", "11:00")]

    assert sent == [[], ["joining_link"], [], ["joining_link"], [], []]


def test_people_who_book_once_the_link_is_out_get_it_at_once():
    start = timezone.now() + timedelta(minutes=30)
    session = make_session(
        starts_at=start, ends_at=start + timedelta(hours=1), joining_link="https://meet.example.org/a"
    )

    make_booking(session)

    assert [message.kind for message in Message.objects.order_by("pk")] == ["confirmed", "joining_link"]
    assert kinds(session, timezone.now()) == []


def test_offers_end_and_go_to_the_next_and_waiting_ends_with_the_start():
    session = session_on("03-09", capacity=1, promotion=Promotion.OFFER, offer_hours=1, reminder_days="")
    first, *_ = (make_booking(session, email=f"{name}@example.org") for name in ("ada", "ben", "cy", "dee"))
    give_back(booking_id=first.pk, at=london("03-08"))

    rounds = [
        sent_at(session, at) for at in (london("03-08", "10:59"), london("03-08", "11:00"), session.starts_at)
    ]

    assert rounds == [
        [],
        [("lapsed", "ben@example.org"), ("offered", "cy@example.org")],
        [("lapsed", "cy@example.org"), ("not_reached", "dee@example.org")],
    ]


def test_the_limit_of_an_organisation_that_ends_fills_the_places():
    session = session_on("03-09", agency_quota=1, quota_released_at=london("03-01"), reminder_days="")
    for _ in range(2):
        make_booking(session, organisation="One school")

    assert kinds(session, london("03-01", "09:59")) == []
    assert kinds(session, london("03-01", "10:00")) == ["promoted"]


def test_those_who_attended_are_asked_and_get_their_certificate_the_morning_after():
    session = session_on("03-09", reminder_days="")
    make_booking(session, email="ada@example.org")
    mark(session, Attendance.ATTENDED)

    rounds = [
        sent_at(session, at)
        for at in (
            london("03-09", "23:00"),
            london("03-10", "06:59"),
            london("03-10", "07:00"),
            london("03-11"),
        )
    ]

    assert rounds == [
        [],
        [],
        [("certificate", "ada@example.org"), ("evaluation", "ada@example.org")],
        [],
    ]


@pytest.mark.parametrize(
    ("attendance", "expected"),
    [
        (Attendance.PART, ["evaluation"]),
        (Attendance.NOT_MARKED, []),
        (Attendance.APOLOGY, []),
        (Attendance.NO_SHOW, []),
    ],
)
def test_people_who_did_not_attend_all_get_no_certificate(attendance, expected):
    session = session_on("03-09", reminder_days="")
    make_booking(session)
    mark(session, attendance)

    assert kinds(session, london("03-10")) == expected


def test_a_register_that_is_marked_late_still_triggers_the_mails_but_not_for_ever():
    session = session_on("03-09", reminder_days="")
    make_booking(session)
    nothing = kinds(session, london("03-10"))
    mark(session, Attendance.ATTENDED)

    assert kinds(session, london("03-24")) == []
    assert (nothing, kinds(session, london("03-20"))) == ([], ["certificate", "evaluation"])


def test_people_who_answered_are_not_asked():
    session = session_on("03-09", reminder_days="")
    make_booking(session)
    mark(session, Attendance.PART, evaluated_at=london("03-09", "12:00"), followed_up_at=london("06-07"))

    assert kinds(session, london("03-10")) == []
    assert kinds(session, london("06-10")) == []


def test_three_months_on_people_are_asked_what_has_changed_with_a_link_that_opens(client):
    session = session_on("03-09", reminder_days="")
    make_booking(session)
    mark(session, Attendance.ATTENDED, evaluated_at=london("03-09", "12:00"))
    kinds(session, london("03-10"))

    rounds = [kinds(session, london(day)) for day in ("06-06", "06-10", "06-11")]

    body = Message.objects.get(kind="follow_up").body
    [link] = [line for line in body.splitlines() if "/booking/follow-up/" in line]
    assert rounds == [[], ["follow_up"], []]
    assert link.startswith("http://localhost:8000/booking/follow-up/")


@pytest.mark.parametrize(
    ("tells", "manager", "expected"),
    [
        (True, "boss@example.org", [("no_show", "boss@example.org")]),
        (True, "", []),
        (False, "boss@example.org", []),
    ],
)
def test_the_manager_is_told_who_did_not_come_if_the_session_says_so(tells, manager, expected):
    session = session_on("03-09", reminder_days="", tells_manager=tells)
    make_booking(session, manager_email=manager)
    mark(session, Attendance.NO_SHOW)

    assert (sent_at(session, london("03-10")), sent_at(session, london("03-11"))) == (expected, [])


def test_those_who_wait_for_dates_are_told_once():
    course = make_course()
    Interest.objects.create(
        course=course, email="ada@example.org", organisation_type=OrganisationType.HEALTH, token_hash="a"
    )
    now = timezone.now()
    nothing = sent_at(None, now)
    make_session(course, starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=9, hours=1))

    rounds = [sent_at(None, now), sent_at(None, now + timedelta(hours=1))]

    assert (nothing, rounds) == ([], [[("interest", "ada@example.org")], []])


def test_a_cancelled_session_sends_no_more_mails():
    session = session_on("03-09")
    make_booking(session)
    cancel_session(session_id=session.pk, by=None)

    assert kinds(session, london("03-10")) == []


@pytest.mark.parametrize("number", [1, 30])
def test_a_round_makes_the_same_queries_for_few_and_many(number, django_assert_num_queries):
    coming = session_on("03-09", capacity=30, joining_link="https://meet.example.org/a")
    gone = session_on("03-07", capacity=30, tells_manager=True)
    for _ in range(number):
        make_booking(coming)
        make_booking(gone)
    mark(gone, Attendance.ATTENDED)

    with django_assert_num_queries(32):
        do_round(london("03-09", "09:00"))
    with django_assert_num_queries(20):
        do_round(london("03-09", "09:10"))


def test_the_command_counts_and_names_nobody():
    session = make_session(
        joining_link="https://meet.example.org/a", joining_link_hours=9999, reminder_days=""
    )
    make_booking(session)
    Message.objects.filter(kind="joining_link").delete()
    out = StringIO()

    call_command("training_round", stdout=out)
    call_command("training_round", stdout=out)

    assert out.getvalue() == "Training: 1 joining links.\nTraining: nothing due.\n"
