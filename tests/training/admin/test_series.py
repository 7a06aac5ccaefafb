"""Repeating a session: the dates, the clock in London, and the clashes that are seen before anything is created."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from reversion.models import Version

from contacts.models import SchoolTerm
from tests.admin.pages import address, filled_in, messages_of
from tests.factories import make_session
from training.enums import SessionState
from training.models import Session, Trainer
from training.sessions.series import moved, repeat_weekly

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer_role(signed_in):
    return signed_in("training")


@pytest.fixture
def session():
    """A session at 9:30 in winter time, with dates for its booking."""
    start = datetime(2032, 3, 15, 9, 30, tzinfo=UTC)
    made = make_session(
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        cancel_by=start - timedelta(days=7),
        booking_closes_at=start - timedelta(hours=1),
        capacity=9,
    )
    made.trainers.add(Trainer.objects.create(name="Ada Lovelace"))
    return made


def series(client, session, **values):
    where = address(session, "series")
    return client.post(where, filled_in(client.get(where), **values), follow=True)


def starts():
    return [f"{timezone.localtime(each.starts_at):%d/%m %H:%M}" for each in Session.objects.in_order()]


def test_nothing_is_created_before_the_dates_were_seen(trainer_role, session):
    page = series(trainer_role, session, times="3")

    assert [row.is_free for row in page.context["rows"]] == [True] * 3
    assert Session.objects.count() == 1


def test_a_weekly_series_stays_at_its_hour_when_the_clocks_change(trainer_role, session):
    response = series(trainer_role, session, times="3", create="yes")

    assert starts() == ["15/03 09:30", "22/03 09:30", "29/03 09:30", "05/04 09:30"]
    assert messages_of(response) == ["3 sessions created, as draft."]


def test_each_of_a_series_is_like_the_first_with_its_dates_moved(trainer_role, session):
    series(trainer_role, session, times="2", state="open", create="yes")

    last = Session.objects.in_order().last()
    assert (last.state, last.capacity, last.updated_by) == (SessionState.OPEN, 9, trainer_role.person)
    assert list(last.trainers.all()) == list(session.trainers.all())
    assert timezone.localtime(last.cancel_by) == timezone.localtime(last.starts_at) - timedelta(days=7)
    assert last.uid != session.uid
    assert Version.objects.get_for_object(last).count() == 1


def test_a_series_ends_on_its_last_day(session):
    moments = repeat_weekly(session, every=2, until=date(2032, 4, 12))

    assert [moment.day for moment in moments] == [29, 12]


def test_chosen_dates_may_have_times_of_their_own(trainer_role, session):
    series(
        trainer_role,
        session,
        how="dates",
        dates="12 April 2032 2pm\n\nTuesday 20th April 2032\n1/5/2032 18.15",
        create="yes",
    )

    assert starts() == ["15/03 09:30", "12/04 14:00", "20/04 09:30", "01/05 18:15"]


def test_what_is_no_date_is_named(trainer_role, session):
    page = series(trainer_role, session, how="dates", dates="12 April 2032\nnext week")

    assert page.context["form"].errors == {
        "dates": ["“next week” is not a date. Type it like 12 January 2027 9:30."]
    }


@pytest.mark.parametrize("values", [{}, {"until": "16/3/2032"}, {"times": "61"}])
def test_a_series_without_an_end_or_without_a_date_is_refused(trainer_role, session, values):
    page = series(trainer_role, session, **values)

    assert page.context["form"].errors
    assert page.context["rows"] == []


def test_a_clash_is_shown_and_left_out(trainer_role, session):
    other = make_session(
        starts_at=session.starts_at + timedelta(days=7), ends_at=session.ends_at + timedelta(days=7)
    )
    other.trainers.set(session.trainers.all())

    page = series(trainer_role, session, times="2")
    series(trainer_role, session, times="2", create="yes")

    assert [row.is_free for row in page.context["rows"]] == [False, True]
    assert f'Ada Lovelace is giving <a href="{address(other, "change")}">{other}</a>' in page.text
    assert Session.objects.count() == 3


def test_a_series_that_is_sent_twice_is_created_once(trainer_role, session):
    series(trainer_role, session, times="2", create="yes")
    series(trainer_role, session, times="2", create="yes")

    assert Session.objects.count() == 3


def test_a_moved_session_keeps_everything_but_its_identity_and_state(session):
    session.information, session.reminder_days, session.is_example = "<p>Bring a pen.</p>", "3", True

    copy = moved(session, session.starts_at + timedelta(days=7))

    assert (copy.information, copy.reminder_days, copy.capacity) == ("<p>Bring a pen.</p>", "3", 9)
    assert (copy.pk, copy.state, copy.is_example, copy.sequence) == (None, SessionState.DRAFT, False, 0)


def test_holidays_are_marked_and_those_unticked_are_left_out(trainer_role, session):
    SchoolTerm.objects.create(name="Spring", first_day=date(2032, 2, 23), last_day=date(2032, 3, 25))
    SchoolTerm.objects.create(name="Summer", first_day=date(2032, 4, 19), last_day=date(2032, 5, 28))

    page = series(trainer_role, session, times="4")
    rows = page.context["rows"]
    ticked = [row.value for row in rows if row.is_chosen][:-1]
    series(trainer_role, session, times="4", create="yes", shown="1", chosen=ticked)

    assert [(f"{row.starts_at:%d/%m}", row.holiday, row.is_chosen) for row in rows] == [
        ("22/03", "", True),
        ("29/03", "Bank holiday", False),
        ("05/04", "School holidays", True),
        ("12/04", "School holidays", True),
    ]
    assert starts() == ["15/03 09:30", "22/03 09:30", "05/04 09:30"]


def test_nothing_ticked_creates_nothing_and_says_so(trainer_role, session):
    page = series(trainer_role, session, times="2", create="yes", shown="1")

    assert "Tick the dates to create." in page.content.decode()
    assert Session.objects.count() == 1
