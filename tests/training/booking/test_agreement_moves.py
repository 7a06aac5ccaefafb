"""An agreement is for one person, one course and one day: what becomes of it when a booking is moved or handed on, and who is no manager."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_booking, make_course, make_person, make_session, make_user
from tests.training.booking.booking_pages import book_url, filled, opened
from tests.training.team.team_pages import LEAD, NAME, LeadsBrowser, book_as_lead, code_of, way
from training.booking.consistency import problems
from training.booking.locking import CannotBook
from training.booking.places import (
    Lead,
    book,
    decide,
    end_requests,
    give_back,
    hand_over,
    let_in,
    move,
    remind_managers,
)
from training.desk.correcting import correct
from training.enums import ApprovalState, BookingState, EntryRule, IfFull, Source
from training.follow_up.attendance import mark
from training.models import Approval, Booking, Message
from training.scheduled_jobs import do_round
from training.sessions.saving import save_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
BOSS = "boss@example.org"
ASKS = {"asks_manager": True, "manager_approves": True}


@pytest.fixture
def agreed():
    """A booking to which the manager has agreed."""
    booking = make_booking(make_session(capacity=2, **ASKS), email="ann@example.org", manager_email=BOSS)
    decide(approval_id=Approval.objects.get().pk, agrees=True)
    return Booking.objects.get(pk=booking.pk)


def to(booking, **fields):
    return make_session(booking.session.course, **fields)


def test_the_manager_is_asked_anew_about_another_day(agreed):
    first = Approval.objects.get().token_hash

    moved = move(booking_id=agreed.pk, to_session_id=to(agreed, **ASKS).pk, by=None, lead=Lead(NAME, LEAD))

    asked = Approval.objects.get()
    said = Message.objects.get(kind="moved_requested")
    assert (moved.state, asked.state, moved.place) == (BookingState.REQUESTED, ApprovalState.PENDING, 1)
    assert asked.token_hash != first
    assert Message.objects.filter(to=BOSS, kind="approve").count() == 2
    assert "Your manager has to agree" in said.body
    assert f"{NAME} has moved your booking" in said.body
    # The entry of the old day goes, and none of the new comes before the answer.
    assert "CANCEL" in said.calendar_out
    assert said.calendar == ""
    assert problems() == []


def test_staff_who_move_somebody_ask_nobody(agreed):
    moved = move(booking_id=agreed.pk, to_session_id=to(agreed, **ASKS).pk, by=make_user())

    assert moved.state == BookingState.CONFIRMED
    assert Message.objects.filter(kind="approve").count() == 1


def test_where_no_manager_is_asked_nothing_waits_for_one(agreed):
    booking = make_booking(agreed.session, manager_email=BOSS)

    moved = move(booking_id=booking.pk, to_session_id=to(agreed).pk, by=None)

    assert moved.state == BookingState.CONFIRMED
    assert not moved.approvals.exists()


def test_a_move_is_no_way_round_the_manager(agreed):
    open_to_all = to(agreed)
    booking = make_booking(open_to_all)

    with pytest.raises(CannotBook, match="no manager’s address"):
        move(booking_id=booking.pk, to_session_id=agreed.session_id, by=None)
    assert move(booking_id=booking.pk, to_session_id=agreed.session_id, by=make_user()).state == "confirmed"


def test_who_joins_another_waiting_list_is_asked_about_and_waits_for_both(agreed):
    there = to(agreed, capacity=1, **ASKS)
    other = make_booking(there, manager_email=BOSS)

    moved = move(booking_id=agreed.pk, to_session_id=there.pk, by=None, if_full=IfFull.WAIT)
    decide(approval_id=Approval.objects.get(booking=other).pk, agrees=False, reason="No cover")

    before = moved.state
    moved.refresh_from_db()
    assert (before, moved.state) == (BookingState.WAITING, BookingState.REQUESTED)
    assert problems() == []


def test_what_staff_agreed_to_holds_for_all_dates_of_the_course_but_not_for_another():
    courses = [make_course(others_may=EntryRule.APPROVAL) for _ in range(2)]
    for course in courses:
        course.groups.create(organisation_type="police")
    booking = make_booking(make_session(courses[0]))
    decide(approval_id=Approval.objects.get().pk, agrees=True, reason="Fits", by=make_user())

    same = move(booking_id=booking.pk, to_session_id=make_session(courses[0]).pk, by=None).state
    other = move(booking_id=booking.pk, to_session_id=make_session(courses[1]).pk, by=None).state

    assert (same, other) == (BookingState.CONFIRMED, BookingState.REQUESTED)


def test_what_a_manager_said_of_somebody_who_waits_is_said_of_the_place_handed_to_them(agreed):
    booking = make_booking(agreed.session, manager_email=BOSS)
    turn = make_booking(agreed.session, email="bo@example.org", manager_email="her@example.org")
    asked = turn.approvals.get()
    decide(approval_id=asked.pk, agrees=True)

    place = hand_over(booking_id=agreed.pk, person=make_person(email="bo@example.org"))

    assert (booking.state, turn.state) == (BookingState.REQUESTED, BookingState.WAITING)
    assert (place.state, list(place.approvals.all())) == (BookingState.CONFIRMED, [asked])
    assert Message.objects.filter(to="her@example.org", kind="approve").count() == 1
    assert problems() == []


def test_a_place_that_a_manager_must_agree_to_is_handed_to_nobody_without_one(agreed):
    with pytest.raises(CannotBook, match="no manager’s address"):
        hand_over(booking_id=agreed.pk, person=make_person())


def test_a_lead_who_hands_a_place_on_names_the_manager_who_is_then_asked():
    session = make_session(**ASKS)
    booking = book_as_lead(session, {"email": "ann@example.org", "manager_email": BOSS})["ann@example.org"]
    decide(approval_id=Approval.objects.get().pk, agrees=True)
    browser = LeadsBrowser()
    address = way(code_of(browser, "ann@example.org"), "hand_over")
    data = {"name": "Bo", "email": "bo@example.org", "role": "lead"}

    bare = browser.send(address, data)
    own = browser.send(address, data | {"manager_email": "Bo@EXAMPLE.org."})
    browser.send(address, data | {"manager_email": "her@example.org"})

    booking.refresh_from_db()
    assert "manager’s email address" in bare.content.decode()
    assert "own email address" in own.content.decode()
    assert (booking.email, booking.state) == ("bo@example.org", BookingState.REQUESTED)
    assert Message.objects.filter(to="her@example.org", kind="approve").exists()


@pytest.mark.parametrize(
    ("person", "lead"),
    [
        ({"email": "ann@example.org", "manager_email": "Ann@example.ORG"}, ""),
        ({"email": "ann@example.org", "manager_email": "\u200bann@example.org."}, ""),
        ({"email": "ann@bücher.example", "manager_email": "ann@xn--bcher-kva.example"}, ""),
        ({"email": "ann@example.org", "manager_email": "Info@example.org"}, "info@example.org"),
    ],
)
def test_nobody_is_their_own_manager_in_any_spelling(client, person, lead):
    session = make_session(**ASKS)
    by = {"booked_by": NAME, "booked_by_email": lead} if lead else {}

    with pytest.raises(CannotBook, match="own email address"):
        book(session_id=session.pk, people=[make_person(**person)], key="k", **by)
    page = client.post(book_url(session), filled(person, **({"for": "others"} | by if by else {})))

    assert "own email address" in page.content.decode()
    assert not session.bookings.exists()


def test_whoever_hands_their_place_on_does_not_name_the_colleague_as_the_manager(agreed):
    client, booking, stamp = opened(booking=agreed)
    data = {"name": "Bo", "email": "bo@example.org", "role": "lead", "manager_email": "BO@example.org"}

    page = client.post(reverse("training:manage_hand_over"), data | {"booking": stamp})

    booking.refresh_from_db()
    assert "own email address" in page.content.decode()
    assert booking.email == "ann@example.org"


def test_a_lead_may_be_the_manager_of_those_they_book():
    session = make_session(**ASKS)

    [booking] = book(
        session_id=session.pk,
        people=[make_person(manager_email=LEAD)],
        key="k",
        booked_by=NAME,
        booked_by_email=LEAD,
    )

    assert booking.state == BookingState.REQUESTED


# Rules that meet


def test_an_answer_that_comes_after_places_are_passed_on_no_more_still_confirms_or_ends(agreed):
    session = agreed.session
    other = make_booking(session, manager_email=BOSS)
    waiting = make_booking(session, email="cy@example.org", manager_email=BOSS)
    at = session.promotes_until
    Approval.objects.update(decide_by=session.starts_at)

    decide(approval_id=Approval.objects.get(booking=other).pk, agrees=False, reason="No", at=at)
    decide(approval_id=Approval.objects.get(booking=waiting).pk, agrees=True, at=at)

    states = [Booking.objects.get(pk=each.pk).state for each in (other, waiting)]
    # The place goes to whoever asks for it, and whoever waits keeps their turn.
    assert states == [BookingState.NOT_APPROVED, BookingState.WAITING]
    assert problems(at=at) == []


def test_no_place_is_kept_for_an_answer_once_an_earlier_start_has_come():
    session = make_session(**ASKS)
    booking = make_booking(session, manager_email=BOSS)
    # The day was moved to before the answer was due.
    Approval.objects.update(decide_by=session.ends_at)

    do_round(session.starts_at)

    booking.refresh_from_db()
    assert booking.state == BookingState.NOT_APPROVED


def test_a_place_handed_to_somebody_with_an_offer_leaves_the_offer_to_the_next():
    session = make_session(capacity=2, promotion="offer")
    ann, bo = (make_booking(session) for _ in range(2))
    offered, waits = (make_booking(session, email=f"{name}@example.org") for name in ("cy", "di"))
    give_back(booking_id=bo.pk)

    hand_over(booking_id=ann.pk, person=make_person(email="cy@example.org"))

    states = [Booking.objects.get(pk=each.pk).state for each in (ann, offered, waits)]
    assert states == [BookingState.CONFIRMED, BookingState.CANCELLED, BookingState.OFFERED]
    assert problems() == []


def test_whom_staff_let_in_owes_no_agreement_and_moves_on_needing_one(agreed):
    session = to(agreed, capacity=1, **ASKS)
    make_booking(session, manager_email=BOSS)
    waits = make_booking(session, manager_email=BOSS)
    let_in(booking_id=waits.pk, reason="She telephoned", by=make_user())

    moved = move(booking_id=waits.pk, to_session_id=agreed.session_id, by=None)

    assert (moved.state, moved.over_limit) == (BookingState.REQUESTED, False)


def test_the_link_about_the_old_day_decides_nothing_any_more(client, agreed):
    booking = make_booking(agreed.session, manager_email="her@example.org")
    body = Message.objects.get(to="her@example.org").body
    move(booking_id=booking.pk, to_session_id=to(agreed, **ASKS).pk, by=None)

    answer = client.post(re.search(r"/training/approve/\w+/", body).group(), {"answer": "agree"})

    booking.refresh_from_db()
    assert answer.status_code == 404
    assert booking.state == BookingState.REQUESTED


def test_staff_book_nobody_with_themselves_as_their_manager():
    with pytest.raises(CannotBook):
        book(
            session_id=make_session(**ASKS).pk,
            people=[make_person(email="a@example.org", manager_email="A@example.org")],
            key="k",
            source=Source.ADMIN,
        )


def test_the_manager_of_somebody_who_waited_is_written_to_again_once_there_is_a_place():
    now = datetime(2027, 3, 2, 10, tzinfo=UTC)
    session = make_session(
        capacity=1, starts_at=now + timedelta(days=90), ends_at=now + timedelta(days=91), **ASKS
    )
    first = make_booking(session, at=now, manager_email="other@example.org")
    make_booking(session, at=now, manager_email=BOSS)
    remind_managers(now + timedelta(days=1, hours=1))
    later = datetime(2027, 4, 13, 10, tzinfo=UTC)

    give_back(booking_id=first.pk, at=later)
    counts = [remind_managers(later + timedelta(hours=hours)) for hours in (1, 2)]

    # Asked, reminded, and reminded of the place that is kept now.
    assert counts == [1, 0]
    assert Message.objects.filter(to=BOSS, kind="approve").count() == 3


def test_a_place_waits_for_no_manager_whom_the_session_asks_no_more(agreed):
    session = agreed.session
    booking = make_booking(session, email="bo@example.org", manager_email=BOSS)
    waiting = make_booking(session, manager_email=BOSS)
    session.refresh_from_db()
    session.manager_approves = False

    save_session(session=session, by=make_user())

    booking.refresh_from_db()
    waiting.refresh_from_db()
    assert (booking.state, waiting.state) == (BookingState.CONFIRMED, BookingState.WAITING)
    assert Message.objects.filter(to="bo@example.org", kind="confirmed").exists()
    assert not Approval.objects.filter(state=ApprovalState.PENDING).exists()
    assert problems() == []


def test_whoever_takes_the_missing_course_before_the_answer_is_due_keeps_the_place():
    first, course = make_course(), make_course(checks_prerequisites=True)
    course.prerequisites.create(required=first)
    session = make_session(course)
    took, did_not = (make_booking(session, email=f"{name}@example.org") for name in ("ann", "bo"))
    start = timezone.now() - timedelta(days=1)
    held = make_session(first, starts_at=start, ends_at=start + timedelta(hours=1))
    there = make_booking(held, at=start - timedelta(days=9), email="ann@example.org")
    mark(booking_ids=[there.pk], attendance="attended", by=None)

    ended = end_requests(session_id=session.pk, at=Approval.objects.latest("pk").decide_by)

    states = [Booking.objects.get(pk=each.pk).state for each in (took, did_not)]
    assert (ended, states) == (1, [BookingState.CONFIRMED, BookingState.NOT_APPROVED])


def test_a_corrected_address_makes_nobody_their_own_manager(agreed):
    with pytest.raises(CannotBook, match="person’s manager"):
        correct(booking_ids=[agreed.pk], changes={"email": "Boss@example.org"}, by=make_user(), send=False)

    agreed.refresh_from_db()
    assert agreed.email == "ann@example.org"


@pytest.mark.parametrize(
    ("others", "said"), [([ASKS], "On these dates"), ([ASKS, {}], "On some of these"), ([{}], "")]
)
def test_a_lead_reads_before_moving_that_the_manager_is_asked_again(others, said):
    session = make_session()
    book_as_lead(session, {"email": "ann@example.org"})
    for fields in others:
        make_session(session.course, **fields)
    browser = LeadsBrowser()

    page = browser.get(way(code_of(browser, "ann@example.org"), "move")).content.decode()

    assert ("the manager has to agree" in page) == bool(said)
    assert said in page
