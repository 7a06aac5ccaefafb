"""Copying a programme to new dates, inviting and reminding."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import SchoolTerm
from hscp.london_time import LONDON
from hscp.privacy.erasure_list import code_of, remember
from tests.admin.pages import address, filled_in, messages_of
from tests.factories import make_booking, make_course, make_session
from training.booking.locking import CannotBook
from training.desk.inviting import invite, invited
from training.enums import Attendance, InviteWhom, SessionState, Setting
from training.models import Booking, Interest, Message, Session, Trainer

pytestmark = pytest.mark.django_db
WHERE = "admin:training_session_programme"


@pytest.fixture
def desk(signed_in):
    return signed_in("training")


def on(day, **fields):
    """Give a session at 9:30 London time on a day given as year, month, day."""
    start = datetime(*day, 9, 30, tzinfo=LONDON)
    return make_session(starts_at=start, ends_at=start + timedelta(hours=2), **fields)


def asked(desk, **fields):
    query = {"first": "1/1/2032", "last": "31/3/2032", "weeks": 52, "term": "", **fields}
    return desk.get(reverse(WHERE), query)


def rows(page):
    return [(row.session, row) for row in page.context["rows"]]


def test_each_session_is_shown_a_year_later_on_the_same_day_and_clock(desk):
    session = on((2032, 3, 15))

    [(shown, row)] = rows(asked(desk))

    assert shown == session
    assert row.starts_at == datetime(2033, 3, 14, 9, 30, tzinfo=UTC)
    assert row.is_suggested


def test_what_is_ticked_is_created_as_drafts_once(desk):
    first, second = on((2032, 3, 15)), on((2032, 3, 16))
    first.trainers.add(Trainer.objects.create(name="Ada"))
    form = filled_in(asked(desk), session=[first.pk])

    done = desk.post(reverse(WHERE), form, follow=True)
    desk.post(reverse(WHERE), form)

    [made] = Session.objects.exclude(pk__in=[first.pk, second.pk])
    assert (made.state, made.course, [str(one) for one in made.trainers.all()]) == (
        "draft",
        first.course,
        ["Ada"],
    )
    assert "1 draft created" in messages_of(done)[0]


def test_clashes_of_trainer_and_room_cannot_be_created(desk):
    ada = Trainer.objects.create(name="Ada")
    taught, met = on((2032, 3, 15)), on((2032, 3, 16), setting=Setting.IN_PERSON, place="Room 1")
    taught.trainers.add(ada)
    on((2033, 3, 14)).trainers.add(ada)
    on((2033, 3, 15), setting=Setting.IN_PERSON, place="room 1")

    page = asked(desk)
    desk.post(reverse(WHERE), filled_in(page, session=[taught.pk, met.pk]))

    assert [row.can_be_made for _, row in rows(page)] == [False, False]
    assert Session.objects.count() == 4


def test_bank_and_school_holidays_are_marked_and_left_unticked(desk):
    SchoolTerm.objects.create(name="Spring", first_day="2033-01-04", last_day="2033-02-11")
    SchoolTerm.objects.create(name="Spring 2", first_day="2033-02-21", last_day="2033-04-01")
    bank, school, fine = on((2032, 1, 5)), on((2032, 2, 16)), on((2032, 3, 15))

    page = asked(desk)

    found = {session: [remark.words for remark in row.remarks] for session, row in rows(page)}
    assert found == {bank: ["A bank holiday."], school: ["In school holidays."], fine: []}
    assert [row.is_suggested for _, row in rows(page)] == [False, False, True]


def test_the_weeks_of_a_term_go_to_the_weeks_of_another(desk):
    SchoolTerm.objects.create(name="Spring 2032", first_day="2032-01-06", last_day="2032-02-13")
    new = SchoolTerm.objects.create(name="Spring 2033", first_day="2033-01-10", last_day="2033-02-18")
    on((2032, 1, 6))

    [(_, row)] = rows(asked(desk, term=new.pk))

    assert timezone.localdate(row.starts_at).isoformat() == "2033-01-11"


@pytest.mark.parametrize("fields", [{"first": "1/4/2032"}, {"weeks": ""}, {"first": "32 May"}])
def test_what_cannot_be_read_is_refused_and_kept(desk, fields):
    page = asked(desk, **fields)

    assert page.context["form"].errors
    assert page.context["rows"] is None


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_costs_the_same_for_many(desk, count, django_assert_num_queries):
    for _ in range(count):
        on((2032, 3, 15)).trainers.add(Trainer.objects.create(name="Ada"))
    asked(desk)

    with django_assert_num_queries(10):
        asked(desk)


@pytest.fixture
def session():
    """A session of a course that people of several kinds know."""
    course = make_course()
    earlier = make_session(course)
    make_booking(earlier, email="came@example.org")
    Booking.objects.update(attendance=Attendance.ATTENDED)
    make_booking(earlier, email="wanted@example.org")
    make_booking(earlier, email="erased@example.org")
    remember(code_of("erased@example.org"), timezone.now())
    Interest.objects.create(
        course=course, email="Wanted@example.org", organisation_type="school", token_hash="h"
    )
    start = timezone.now() - timedelta(days=30)
    Session.objects.filter(pk=earlier.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    made = make_session(course)
    make_booking(made, email="booked@example.org")
    make_booking(make_session(), email="lead@example.org", role="lead")
    return made


def test_who_is_invited_is_nobody_booked_erased_or_twice(session):
    everybody = set(invited(session, list(InviteWhom)).people.values())

    assert everybody == {"came@example.org", "wanted@example.org", "lead@example.org"}
    assert set(invited(session, [InviteWhom.NOT_ATTENDED]).people) == {"wanted@example.org"}
    assert set(invited(session, [InviteWhom.ATTENDED]).people) == {"came@example.org"}
    assert set(invited(session, [InviteWhom.INTEREST]).people) == {"wanted@example.org"}


def test_one_mail_each_with_the_page_to_book_and_never_again(session, settings):
    assert invite(session, list(InviteWhom), text="Do come.") == 3
    assert invite(session, list(InviteWhom), text="Other words.") == 0

    mails = Message.objects.filter(kind="invitation")
    assert len({mail.to for mail in mails}) == 3
    assert f"{settings.HSCP_ADDRESS}/training/dates/{session.pk}/book/" in mails[0].body
    assert "example.org" not in mails[0].once


def test_nobody_is_invited_to_what_cannot_be_booked(session):
    Session.objects.filter(pk=session.pk).update(state=SessionState.CLOSED)
    session.refresh_from_db()

    with pytest.raises(CannotBook, match="closed"):
        invite(session, list(InviteWhom), text="")


def test_the_page_says_how_many_before_it_sends(desk, session):
    where = address(session, "invite")
    form = {"whom": ["interest", "leads"], "text": "Do come."}

    asked_first = desk.post(where, form)
    assert (asked_first.context["number"], Message.objects.filter(kind="invitation").count()) == (2, 0)
    done = desk.post(where, {**form, "send": "1"}, follow=True)

    assert messages_of(done) == ["2 people will get an invitation."]


def test_people_are_reminded_by_hand_once_a_day(desk, session):
    where = address(session, "remind")

    first = desk.post(where, follow=True)
    again = desk.post(where, follow=True)

    assert messages_of(first) == ["1 person will get a reminder."]
    assert messages_of(again) == ["Everybody had one today already."]
