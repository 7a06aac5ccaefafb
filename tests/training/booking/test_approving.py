"""Whom a course is for, what has to be taken first, and the agreement that a booking waits for."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_booking, make_course, make_person, make_session, make_user
from tests.training.booking.booking_pages import book_url, filled, opened
from training.booking.consistency import problems
from training.booking.entry import entry_of, has_taken
from training.booking.locking import CannotBook
from training.booking.places import (
    accept,
    book,
    decide,
    end_requests,
    give_back,
    hand_over,
    let_in,
    move,
    remind_managers,
    take_free_place,
)
from training.booking.places.agreement import deadline
from training.enums import ApprovalBy, ApprovalState, BookingState, EntryRule, Source
from training.models import Approval, Booking, Message, Session
from training.scheduled_jobs import do_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


BOSS = "boss@example.org"


@pytest.fixture
def session():
    """One place, for which the manager has to agree."""
    return make_session(capacity=1, asks_manager=True, manager_approves=True)


def requested(session, **fields):
    return make_booking(session, manager_email=BOSS, **fields)


def link_of(kind="approve"):
    body = Message.objects.filter(kind=kind).latest("pk").body
    return re.search(r"/training/approve/\w+/", body).group()


def kinds_to(email):
    return list(Message.objects.filter(to=email).order_by("pk").values_list("kind", flat=True))


def past(course, email, *, days=30, attendance="attended"):
    """Somebody attended a course so many days ago."""
    session = make_session(course)
    booking = make_booking(session, email=email)
    start = timezone.now() - timedelta(days=days)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    Booking.objects.filter(pk=booking.pk).update(attendance=attendance)
    return booking


# The manager


def test_the_place_is_kept_while_the_manager_is_asked_and_confirmed_once_they_agree(client, session):
    booking = requested(session, email="ann@example.org")
    waiting = make_booking(session, manager_email="other@example.org")
    page = client.get(link_of())
    asked = Approval.objects.get(booking=booking)
    address = reverse("training:approve", args=["0" * 32])

    before = booking.state, booking.place, waiting.state, asked.state
    link = re.search(r"/training/approve/\w+/", Message.objects.get(to=BOSS).body).group()
    answer = Client().post(link, {"answer": "agree"})

    booking.refresh_from_db()
    assert before == ("requested", 1, "waiting", "pending")
    assert page.status_code == 200
    assert client.get(address).status_code == 404
    assert "You agreed" in answer.content.decode()
    assert booking.state == BookingState.CONFIRMED
    assert kinds_to("ann@example.org") == ["requested", "confirmed"]
    assert problems() == []


def test_opening_the_link_decides_nothing_and_a_refusal_needs_a_reason(session):
    booking = requested(session, email="ann@example.org")
    link, client = link_of(), Client()

    client.get(link)
    bare = client.post(link, {"answer": "refuse", "reason": ""}).content.decode()
    state = Approval.objects.get().state
    client.post(link, {"answer": "refuse", "reason": "No cover that day"})
    again = client.post(link, {"answer": "agree"})

    booking.refresh_from_db()
    assert "Say why, so that your colleague knows" in bare
    assert state == ApprovalState.PENDING
    assert (booking.state, booking.place) == (BookingState.NOT_APPROVED, None)
    assert "No cover that day" in Message.objects.get(kind="not_approved").body
    assert "You did not agree" in again.content.decode()
    assert problems() == []


def test_what_a_manager_writes_brings_no_address_into_the_mail(session):
    requested(session, email="ann@example.org")

    decide(approval_id=Approval.objects.get().pk, agrees=False, reason="See evil.example.org/now")

    assert "evil" not in Message.objects.get(kind="not_approved").body


def test_a_refused_place_goes_to_the_next_person_who_may_be_asked_about_still(session):
    requested(session, email="ann@example.org")
    second = requested(session, email="bob@example.org")
    first_asked = Approval.objects.get(booking=second)

    decide(approval_id=Approval.objects.earliest("pk").pk, agrees=False, reason="No")

    second.refresh_from_db()
    assert second.state == BookingState.REQUESTED
    assert kinds_to("bob@example.org") == ["waiting", "requested"]
    assert Approval.objects.get(pk=first_asked.pk).decide_by >= first_asked.decide_by
    assert problems() == []


def test_whoever_was_agreed_to_while_waiting_gets_the_place_at_once(session):
    first = requested(session)
    second = requested(session, email="bob@example.org")
    decide(approval_id=Approval.objects.get(booking=second).pk, agrees=True)

    second.refresh_from_db()
    still = second.state
    give_back(booking_id=first.pk)

    second.refresh_from_db()
    assert (still, second.state) == (BookingState.WAITING, BookingState.CONFIRMED)


def test_an_offer_that_is_accepted_waits_for_the_manager_who_has_not_answered(session):
    Session.objects.filter(pk=session.pk).update(promotion="offer")
    first = requested(session)
    second = requested(session)
    give_back(booking_id=first.pk)

    accepted = accept(booking_id=second.pk)

    assert accepted.state == BookingState.REQUESTED
    assert problems() == []


def test_a_free_place_near_the_start_waits_for_the_manager_too(session):
    first, second = requested(session), requested(session)
    Session.objects.filter(pk=session.pk).update(promotion_closes_at=timezone.now() - timedelta(hours=1))
    give_back(booking_id=first.pk)

    taken = take_free_place(booking_id=second.pk)

    assert (taken.state, taken.place) == (BookingState.REQUESTED, 1)
    assert problems() == []


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        # Tuesday at 10, answered by Friday at 10; Thursday night by Wednesday noon; over Christmas and its bank holidays.
        (datetime(2027, 3, 2, 10, tzinfo=UTC), datetime(2027, 3, 5, 10, tzinfo=UTC)),
        (datetime(2027, 3, 4, 22, tzinfo=UTC), datetime(2027, 3, 10, 12, tzinfo=UTC)),
        (datetime(2026, 12, 23, 10, tzinfo=UTC), datetime(2026, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_an_answer_is_waited_for_three_working_days(asked, until):
    session = make_session(starts_at=until + timedelta(days=9), ends_at=until + timedelta(days=10))

    assert deadline(session, asked) == until
    session.starts_at = until - timedelta(hours=1)
    assert deadline(session, asked) == session.starts_at


def test_without_an_answer_the_manager_is_reminded_once_and_then_the_place_passes_on(session):
    now = datetime(2027, 3, 2, 10, tzinfo=UTC)
    Session.objects.filter(pk=session.pk).update(
        starts_at=now + timedelta(days=30), ends_at=now + timedelta(days=31)
    )
    booking = make_booking(session, at=now, manager_email=BOSS)
    other = make_booking(session, at=now)

    counts = [
        remind_managers(now + timedelta(days=days, hours=hours))
        for days, hours in ((0, 5), (1, -4), (1, 1), (2, 0))
    ]
    early = end_requests(session_id=session.pk, at=now + timedelta(days=2))
    ended = do_round(now + timedelta(days=3, minutes=1))["requests ended"]

    booking.refresh_from_db()
    other.refresh_from_db()
    assert counts == [0, 0, 1, 0]
    assert kinds_to(BOSS) == ["approve", "approve"]
    assert len(set(re.findall(r"/approve/\w+/", " ".join(Message.objects.filter(to=BOSS).values_list("body", flat=True))))) == 1  # fmt: skip
    assert (early, ended) == (0, 1)
    assert (booking.state, other.state) == (BookingState.NOT_APPROVED, BookingState.CONFIRMED)
    assert Approval.objects.get().state == ApprovalState.LAPSED


def test_a_place_that_waits_can_be_given_back_moved_or_let_in_but_not_handed_on(session):
    booking = requested(session)
    there = make_session(session.course, asks_manager=True, manager_approves=True)
    with pytest.raises(CannotBook):
        hand_over(booking_id=booking.pk, person=make_person())

    moved = move(booking_id=booking.pk, to_session_id=there.pk, by=make_user()).state
    given = give_back(booking_id=booking.pk).state

    assert (moved, given) == (BookingState.REQUESTED, BookingState.CANCELLED)
    second = requested(session)
    assert let_in(booking_id=second.pk, reason="The manager telephoned", by=make_user()).state == "confirmed"
    assert problems() == []


def test_a_colleague_who_gets_the_place_needs_an_agreement_of_their_own(session):
    client, booking, stamp = opened(booking=requested(session))
    decide(approval_id=Approval.objects.get().pk, agrees=True)
    data = {"name": "Bo", "email": "bo@example.org", "role": "lead", "manager_email": "her@example.org"}

    client.post(reverse("training:manage_hand_over"), data | {"booking": stamp})

    booking.refresh_from_db()
    assert (booking.email, booking.state) == ("bo@example.org", BookingState.REQUESTED)
    assert kinds_to("her@example.org") == ["approve"]
    assert problems() == []


def test_nobody_is_asked_about_whom_staff_book(session):
    [booking] = book(
        session_id=session.pk, people=[make_person(manager_email=BOSS)], key="k", source=Source.ADMIN
    )

    assert booking.state == BookingState.CONFIRMED


# Whom a course is for


def test_a_course_that_is_not_for_somebody_says_so_and_books_nobody(client):
    course = make_course(others_may=EntryRule.REFUSED)
    course.groups.create(organisation_type="school", role="lead")
    course.groups.create(role="manager", order=1)
    session = make_session(course)

    page = client.get(book_url(session)).content.decode()
    refused = client.post(book_url(session), filled())
    taken = client.post(book_url(session), filled({"role": "manager"}))

    words = "School or college (designated safeguarding lead or deputy); Manager or supervisor"
    assert words in page
    assert words in client.get(course.get_absolute_url()).content.decode()
    assert refused.status_code == 409
    assert words in refused.content.decode()
    assert (taken.status_code, session.bookings.count()) == (302, 1)


def test_staff_decide_about_others_with_a_reason(client, signed_in):
    course = make_course(others_may=EntryRule.APPROVAL)
    course.groups.create(organisation_type="police")
    session = make_session(course)
    client.post(book_url(session), filled())
    booking = session.bookings.get()
    address = reverse("admin:training_session_booking_approval", args=[session.pk, booking.pk])
    staff, answer = signed_in("training"), f"agree-{booking.approvals.get().pk}"

    bare = staff.post(address, {"answer": answer, "reason": ""})
    state = session.bookings.get().state
    staff.post(address, {"answer": answer, "reason": "Works with the police"})

    booking.refresh_from_db()
    assert (bare.status_code, state, booking.state) == (200, BookingState.REQUESTED, BookingState.CONFIRMED)
    assert booking.approvals.get().reason == "Works with the police"


# What has to be taken first


@pytest.fixture
def first():
    return make_course(title="Basics")


@pytest.fixture
def advanced(first):
    course = make_course(title="Advanced", checks_prerequisites=True)
    course.prerequisites.create(required=first, within_years=2)
    course.prerequisites.create(required=make_course(title="Other basics"))
    return make_session(course)


def test_any_of_the_courses_within_its_years_is_enough(advanced, first):
    rows = entry_of(advanced.course).prerequisites
    past(first, "old@example.org", days=3 * 365)
    past(rows[1].required, "long@example.org", days=3 * 365)
    past(first, "Ann@example.org")
    past(first, "absent@example.org", attendance="no_show")
    make_booking(make_session(first), email="coming@example.org")

    taken = [
        has_taken(make_person(email=f"{name}@example.org"), rows)
        for name in ("old", "long", "ann", "absent", "coming", "x")
    ]

    assert taken == [False, True, True, False, False, False]
    assert not has_taken(make_person(email=""), rows)


def test_the_answer_does_not_tell_a_stranger_who_attended(client, advanced, first):
    past(first, "ann-0@example.org")
    other = make_session(advanced.course)

    pages, places = [], []
    for session, email in ((advanced, "ann-0@example.org"), (other, "bob@example.org")):
        answer = Client().post(book_url(session), filled({"email": email}), follow=True)
        pages.append(re.sub(r"\d+", "", answer.content.decode().replace(str(session.pk), "")))
        places.append(re.sub(r"\d+/", "", Client().get(book_url(session)).context["free"].__str__()))

    assert pages[0] == pages[1]
    assert places == ["19", "19"]
    assert advanced.bookings.get().state == BookingState.CONFIRMED
    assert other.bookings.get().state == BookingState.REQUESTED


def test_what_somebody_took_elsewhere_is_for_staff_to_confirm(client, advanced, signed_in):
    form = client.get(book_url(advanced)).content.decode()
    client.post(book_url(advanced), filled() | {"evidence-0": "With the council, May 2026"})
    booking = advanced.bookings.get()

    page = signed_in("training").get(
        reverse("admin:training_session_booking_approval", args=[advanced.pk, booking.pk])
    )

    assert "Take Basics (within the last 2 years) or Other basics first" in form
    assert booking.approvals.get().asks == ApprovalBy.PREREQUISITE
    assert "With the council, May 2026" in page.content.decode()
