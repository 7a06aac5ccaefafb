"""The register of a session of several days against a plain model, over random steps: marks, what staff overrule, and days that change."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories import make_booking, make_session, make_user
from training.enums import Attendance
from training.follow_up.attendance import mark
from training.follow_up.certificates import may_have
from training.follow_up.day_marks import mark_days
from training.models import Session
from training.models.session_times import Part
from training.sessions import days
from training.sessions.saving import save_session

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARKS = ["attended", "part", "no_show", "apology", ""]
SETTINGS = settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
    phases=[Phase.generate],
)


class Row:
    """The marks of one person: of each day, by its start, and of the whole."""

    def __init__(self):
        self.by_day, self.whole = {}, ""

    def comes_to(self, starts):
        given = [self.by_day.get(start, "") for start in starts]
        if set(given) == {"attended"}:
            return "attended"
        if {"attended", "part"} & set(given):
            return "part"
        return "" if "" in given else "no_show" if "no_show" in given else "apology"


class RegisterMachine(RuleBasedStateMachine):
    """The first day was yesterday, the others are to come. Nobody has an address, so nobody is told of anything too late."""

    @initialize(number=st.integers(2, 3))
    def begin(self, number):
        self.savepoint = transaction.savepoint()
        now = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0)
        self.starts = [now - DAY, *(now + 7 * DAY * n for n in range(1, number))]
        parts = self._parts()
        session = make_session(starts_at=parts[0].starts_at, ends_at=parts[-1].ends_at)
        days.plan(session, parts)
        days.store(session)
        self.pk, self.by = session.pk, make_user()
        self.bookings = [make_booking(session, at=now - 30 * DAY, email="", name=f"P{n}") for n in range(2)]
        self.rows = [Row(), Row()]

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def _parts(self):
        return [Part(start, start + HOUR) for start in self.starts]

    @rule(who=st.integers(0, 1), day=st.integers(0, 2), value=st.sampled_from(MARKS))
    def mark_a_day(self, who, day, value):
        start, row = self.starts[day % len(self.starts)], self.rows[who]
        found = Session.objects.get(pk=self.pk).days.get(starts_at=start)
        follows = row.whole == row.comes_to(self.starts)
        row.by_day[start] = value
        row.whole = row.comes_to(self.starts) if follows else row.whole
        mark_days(
            session_id=self.pk,
            days=[found.pk],
            booking_ids=[self.bookings[who].pk],
            attendance=value,
            by=self.by,
            at=start,
        )

    @rule(who=st.integers(0, 1), value=st.sampled_from(MARKS))
    def mark_the_whole(self, who, value):
        row = self.rows[who]
        row.whole = value or row.comes_to(self.starts)
        mark(booking_ids=[self.bookings[who].pk], attendance=value, by=self.by, at=self.starts[-1])

    def _replan(self, starts):
        """Give the session other days, unless a day that took place would go."""
        session = Session.objects.get(pk=self.pk)
        before, self.starts = self.starts, starts
        gone = set(before) - set(starts)
        begun = [start for start in gone if start < timezone.now()]
        if any(row.by_day.get(start) for row in self.rows for start in begun):
            self.starts = before
            with pytest.raises(ValidationError):
                days.plan(session, [Part(start, start + HOUR) for start in starts])
            return
        for row in self.rows:
            follows = row.whole == row.comes_to(before)
            row.by_day = {start: value for start, value in row.by_day.items() if start not in gone}
            if follows:
                row.whole = row.comes_to(starts)
            elif before[0] != starts[0]:
                row.whole = ""
        days.plan(session, self._parts())
        save_session(session=session, by=self.by)

    @rule(day=st.integers(0, 2))
    def move_a_day(self, day):
        day %= len(self.starts)
        self._replan([start + HOUR * (number == day) for number, start in enumerate(self.starts)])

    @precondition(lambda self: len(self.starts) < 4)
    @rule()
    def add_a_day(self):
        self._replan([*self.starts, self.starts[-1] + 7 * DAY])

    @precondition(lambda self: len(self.starts) > 2)
    @rule()
    def leave_out_the_last_day(self):
        self._replan(self.starts[:-1])

    @invariant()
    def agrees(self):
        if not hasattr(self, "rows"):
            return
        for booking, row in zip(self.bookings, self.rows, strict=True):
            booking.refresh_from_db()
            marks = {each.day.starts_at: each.attendance for each in booking.day_marks.select_related("day")}
            assert marks == {start: value for start, value in row.by_day.items() if value}
            assert booking.attendance == row.whole
            assert may_have(booking) == (row.whole == Attendance.ATTENDED)


@pytest.mark.django_db
def test_the_register_does_what_the_model_does():
    run_state_machine_as_test(RegisterMachine, settings=SETTINGS)


@pytest.mark.django_db
def test_the_machine_finds_a_register_that_forgets_what_staff_said(monkeypatch):
    """The control: the comparison is not blind."""
    monkeypatch.setattr("training.follow_up.day_marks._let_follow", lambda *args, **kwargs: 0)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(RegisterMachine, settings=SETTINGS)
