"""A plain model of a session's bookings, and a machine that holds `training.booking.places` to it step by step (T11)."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hscp.bank_holidays import in_working_hours
from tests.factories import make_person, make_session, make_user
from training.booking.consistency import problems
from training.booking.locking import CannotBook, SentBefore
from training.booking.places import (
    Lead,
    accept,
    book,
    decide,
    end_offers,
    end_requests,
    fill,
    give_back,
    hand_over,
    move,
    position,
    take_free_place,
)
from training.enums import HOLDING, LIVE, IfFull, Promotion
from training.follow_up.day_marks import mark_days
from training.models import Approval, Booking, DayMark, Organisation, Session
from training.models.session_times import Part
from training.sessions import days
from training.team.bookings import team_for

_keys = count(1)
# Each name, and which organisation it is, of which kind and in which district. Everybody chooses “school” in the form, and the
# register, which has the last three, says otherwise of Elm.
AGENCIES = {
    "Oak": ("oak", "school", ""),
    "oak ": ("oak", "school", ""),
    "Elm": ("elm", "health", "hart"),
    "The Elm-Tree": ("elm", "health", "hart"),
    "Ash & Co.": ("ash", "school", "hart"),
}
organisations = st.sampled_from(sorted(AGENCIES))
limits = st.sampled_from([None, None, 1, 2])
LEAD = Lead("Lee", "lee@example.org")


def person(**fields):
    """Somebody with a manager, whom sessions may ask."""
    return make_person(manager_email="boss@example.org", **fields)


def make_register():
    elm = Organisation.objects.create(name="Elm", kind="health", district="hart")
    elm.aliases.create(name="Elm Tree")
    Organisation.objects.create(name="Ash and Co", district="hart")


class Refused(Exception):
    """The model turns a booking away."""


@dataclass
class Row:
    """A booking: `told` is when the person heard of a place that they had not just asked for, `asked` whether the manager has yet to
    answer (None: nobody was asked), `of_lead` whether somebody else booked it and may change it, and `sorry` for which days it has
    apologies."""

    organisation: str
    state: str
    told: datetime | None = None
    asked: bool | None = None
    of_lead: bool = False
    sorry: frozenset = frozenset()

    @property
    def with_place(self):
        return "requested" if self.asked else "confirmed"


class Model:
    """Rows in the order of joining. It knows no database, no place numbers and no locks."""

    def __init__(self, capacity, limits, offers, cut_off, cancel_by, asks):
        self.capacity, self.limits, self.offers, self.rows = capacity, limits, offers, []
        self.cut_off, self.cancel_by, self.asks = cut_off, cancel_by, asks

    def states(self):
        return [[row.organisation, row.state] for row in self.rows]

    def holders(self):
        return [AGENCIES[name] for name, state in self.states() if state in HOLDING]

    def has_place_for(self, name):
        agency, held = AGENCIES[name], self.holders()
        each, of_schools, of_hart = self.limits
        alike = [[other[part] for other in held].count(agency[part]) for part in range(3)]
        return (
            len(held) < self.capacity
            and (each is None or alike[0] < each)
            and (of_schools is None or agency[1] != "school" or alike[1] < of_schools)
            and (of_hart is None or agency[2] != "hart" or alike[2] < of_hart)
        )

    def in_order(self):
        return self.rows

    def pass_on(self, now):
        for row in self.in_order():
            if now < self.cut_off and row.state == "waiting" and self.has_place_for(row.organisation):
                row.state, row.told = ("offered", None) if self.offers else (row.with_place, now)

    def move_away(self, number, now):
        row = self.rows.pop(number)
        self.pass_on(now)
        return row

    def move_in(self, organisation, behind, now, *, by_staff, of_lead):
        """Add who comes from elsewhere: with a place at the end, or waiting behind the `behind` rows that joined before."""
        self.pass_on(now)
        row = Row(organisation, "waiting", asked=self.first_asked(by_staff), of_lead=of_lead)
        if self.has_place_for(organisation):
            row.state, row.told = row.with_place, now
            self.rows.append(row)
            return len(self.rows) - 1
        if now >= self.cut_off:
            raise Refused
        later = [n for n, row in enumerate(self.rows) if row.state == "waiting" and not behind(n)]
        number = later[0] if later else len(self.rows)
        self.rows.insert(number, row)
        return number

    def first_asked(self, by_staff=False):
        return True if self.asks and not by_staff else None

    def book(self, organisations, now, *, of_lead=False):
        before = [replace(row) for row in self.rows]
        self.pass_on(now)
        for organisation in organisations:
            has_place = self.has_place_for(organisation)
            if not has_place and now >= self.cut_off:
                self.rows = before
                raise Refused
            row = Row(organisation, "waiting", asked=self.first_asked(), of_lead=of_lead)
            row.state = row.with_place if has_place else "waiting"
            self.rows.append(row)

    def give_back(self, number, now):
        row = self.rows[number]
        is_late = now > self.cancel_by and (row.told is None or now > row.told + timedelta(days=1))
        ends = {"offered": "declined", "waiting": "cancelled", "requested": "cancelled"}
        row.state = ends.get(row.state, "late_cancelled" if is_late else "cancelled")
        self.pass_on(now)

    def hand_over(self, number, to, now, *, by_lead):
        row = self.rows[number]
        # What the manager of somebody who waited has said is said of the place; anybody else's is asked.
        known = self.rows[to].asked if to is not None else None
        row.told, row.of_lead, row.sorry = now, by_lead, frozenset()
        row.asked = self.first_asked() if known is None else known
        row.state = row.with_place
        if to is not None:
            self.rows[to].state = "cancelled"
            self.pass_on(now)

    def answer(self, number, now, *, agrees):
        row = self.rows[number]
        row.asked = False
        if not agrees:
            row.state = "not_approved"
            self.pass_on(now)
        elif row.state == "requested":
            row.state, row.told = "confirmed", now

    def expire(self, now):
        for row in self.rows:
            if row.state == "offered":
                row.state = "lapsed"
        self.pass_on(now)


class PlacesMachine(RuleBasedStateMachine):
    """Does the same to a session in the database and to the model, and compares them after every step."""

    steps = 0

    @initialize(
        capacity=st.integers(1, 4),
        limits=st.tuples(limits, limits, limits),
        promotion=st.sampled_from(Promotion),
        cut_off=st.sampled_from([timedelta(days=300), timedelta(hours=5)]),
        cancel_by=st.sampled_from([timedelta(hours=-1), timedelta(days=2)]),
        asks=st.booleans(),
        takes_days=st.booleans(),
    )
    def begin(self, capacity, limits, promotion, cut_off, cancel_by, asks, takes_days):
        self.savepoint = transaction.savepoint()
        self.now = timezone.now()
        # In the morning: begun an hour before midnight, it would not end on its day.
        starts = timezone.localtime(self.now + timedelta(days=400)).replace(hour=10)
        make_register()
        each, *others = limits
        self.session = make_session(
            capacity=capacity,
            agency_quota=each,
            promotion=promotion,
            offer_hours=1,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            promotion_closes_at=self.now + cut_off,
            cancel_by=self.now + cancel_by,
            asks_manager=asks,
            manager_approves=asks,
        )
        if takes_days:
            first = Part(self.session.starts_at, self.session.ends_at)
            days.plan(self.session, [first, Part(*(moment + timedelta(days=7) for moment in first))])
            days.store(self.session)
            self.session.save()
        self.days = [day.pk for day in self.session.days.all()]
        for what, value, places in zip(("kind", "district"), ("school", "hart"), others, strict=True):
            if places:
                self.session.quotas.create(what=what, value=value, places=places)
        offers = promotion == Promotion.OFFER
        self.model = Model(capacity, limits, offers, self.now + cut_off, self.now + cancel_by, asks)
        self.pks, self.sent = [], []
        self.elsewhere, self.away = make_session(self.session.course, capacity=1000), []
        self.staff = make_user()

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def _number(self, data, *states):
        numbers = [number for number, (_, state) in enumerate(self.model.states()) if state in states]
        return data.draw(st.sampled_from(numbers))

    def _any(self, *states):
        return any(state in states for _, state in self.model.states())

    @rule(names=st.lists(organisations, min_size=1, max_size=3), of_lead=st.booleans())
    def book(self, names, of_lead):
        people, key = [person(organisation=name) for name in names], f"model {next(_keys)}"
        by = {"booked_by": LEAD.name, "booked_by_email": LEAD.email} if of_lead else {}
        try:
            self.model.book(names, self.now, of_lead=of_lead)
        except Refused:
            with pytest.raises(CannotBook):
                book(session_id=self.session.pk, people=people, key=key, at=self.now, **by)
            return
        made = book(session_id=self.session.pk, people=people, key=key, at=self.now, **by)
        self.pks += [one.pk for one in made]
        self.sent.append((people, key, made))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data):
        people, key, made = data.draw(st.sampled_from(self.sent))
        now = Booking.objects.in_bulk([one.pk for one in made])
        ended = any(not now[one.pk].is_live or now[one.pk].email != one.email for one in made)
        with pytest.raises(SentBefore) if ended else nullcontext():
            book(session_id=self.session.pk, people=people, key=key, at=self.now)

    @precondition(lambda self: self.pks)
    @rule(data=st.data())
    def give_back(self, data):
        number = data.draw(st.sampled_from(range(len(self.pks))))
        give_back(booking_id=self.pks[number], lead=self._lead(data, number), at=self.now)
        if self.model.rows[number].state in LIVE:
            self.model.give_back(number, self.now)

    def _lead(self, data, number):
        """Whoever changes a booking: the lead who may, or the person."""
        return LEAD if self.model.rows[number].of_lead and data.draw(st.booleans()) else None

    @precondition(lambda self: self._any(*LIVE))
    @rule(data=st.data(), by_staff=st.booleans())
    def move_away(self, data, by_staff):
        number = self._number(data, *LIVE)
        lead = None if by_staff else self._lead(data, number)
        pk, by = self.pks.pop(number), self.staff if by_staff else None
        there = move(booking_id=pk, to_session_id=self.elsewhere.pk, by=by, lead=lead, at=self.now)
        # No manager is asked there.
        assert there.state == "confirmed"
        row = self.model.move_away(number, self.now)
        self.away.append((pk, row.organisation, row.of_lead))

    @precondition(lambda self: self.away)
    @rule(data=st.data(), by_staff=st.booleans())
    def move_back(self, data, by_staff):
        pk, organisation, of_lead = data.draw(st.sampled_from(self.away))
        by = self.staff if by_staff else None
        back = partial(
            move, booking_id=pk, to_session_id=self.session.pk, by=by, if_full=IfFull.WAIT, at=self.now
        )
        try:
            # Who joined before has the lower key.
            number = self.model.move_in(
                organisation, lambda n: self.pks[n] < pk, self.now, by_staff=by_staff, of_lead=of_lead
            )
        except Refused:
            with pytest.raises(CannotBook):
                back()
            return
        back()
        self.away.remove((pk, organisation, of_lead))
        self.pks.insert(number, pk)

    @precondition(lambda self: self._any("offered"))
    @rule(data=st.data())
    def accept(self, data):
        number = self._number(data, "offered")
        accept(booking_id=self.pks[number], at=self.now)
        row = self.model.rows[number]
        row.state, row.told = row.with_place, self.now

    @precondition(lambda self: any(row.asked and row.state in LIVE for row in self.model.rows))
    @rule(data=st.data(), agrees=st.booleans())
    def answer(self, data, agrees):
        asked = [n for n, row in enumerate(self.model.rows) if row.asked and row.state in LIVE]
        number = data.draw(st.sampled_from(asked))
        approval = Approval.objects.get(booking=self.pks[number])
        decide(approval_id=approval.pk, agrees=agrees, reason="" if agrees else "No cover", at=self.now)
        self.model.answer(number, self.now, agrees=agrees)

    @precondition(lambda self: self._any("requested"))
    @rule()
    def wait_until_requests_end(self):
        waiting = Approval.objects.filter(
            booking__session=self.session, booking__state="requested", state="pending"
        )
        ends = list(waiting.values_list("decide_by", flat=True))
        assert all(in_working_hours(end) == end for end in ends)
        self.now = max(self.now, *ends)
        # As in the round: a place that comes free is offered before the requests end.
        end_offers(session_id=self.session.pk, at=self.now)
        self._note_what_ended("offered", "lapsed")
        end_requests(session_id=self.session.pk, at=self.now)
        self._note_what_ended("requested", "not_approved")

    def _note_what_ended(self, state, end):
        """Take from the database which rows of a `state` have come to their `end`: when is for the tests of times."""
        over = set(self.session.bookings.filter(state=end).values_list("pk", flat=True))
        for pk, row in zip(self.pks, self.model.rows, strict=True):
            if row.state == state and pk in over:
                row.state = end
        self.model.pass_on(self.now)

    @precondition(lambda self: self._any("waiting", "cancelled", "lapsed", "declined"))
    @rule(data=st.data())
    def accept_what_was_not_offered(self, data):
        number = self._number(data, "waiting", "cancelled", "lapsed", "declined")
        try:
            accept(booking_id=self.pks[number], at=self.now)
        except CannotBook:
            return
        raise AssertionError("a place was accepted that was not offered")

    @precondition(lambda self: self._any("waiting"))
    @rule(data=st.data())
    def take_free_place(self, data):
        number = self._number(data, "waiting")
        row = self.model.rows[number]
        if self.now >= self.model.cut_off and self.model.has_place_for(row.organisation):
            take_free_place(booking_id=self.pks[number], at=self.now)
            row.state, row.told = row.with_place, None
        else:
            with pytest.raises(CannotBook):
                take_free_place(booking_id=self.pks[number], at=self.now)

    @precondition(lambda self: self._any("confirmed"))
    @rule(data=st.data())
    def hand_over(self, data):
        number = self._number(data, "confirmed")
        lead = self._lead(data, number)
        hand_over(booking_id=self.pks[number], person=person(), lead=lead, at=self.now)
        self.model.hand_over(number, None, self.now, by_lead=lead is not None)

    @precondition(lambda self: self._any("confirmed") and self._any("waiting", "offered"))
    @rule(data=st.data())
    def hand_over_to_somebody_on_the_list(self, data):
        number, to = self._number(data, "confirmed"), self._number(data, "waiting", "offered")
        email = self.session.bookings.get(pk=self.pks[to]).email
        lead = self._lead(data, number)
        hand_over(booking_id=self.pks[number], person=make_person(email=email), lead=lead, at=self.now)
        self.model.hand_over(number, to, self.now, by_lead=lead is not None)

    @precondition(lambda self: self.days and self._any("confirmed"))
    @rule(data=st.data(), day=st.integers(0, 1))
    def send_apologies(self, data, day):
        number = self._number(data, "confirmed")
        mark_days(
            session_id=self.session.pk,
            days=[self.days[day]],
            booking_ids=[self.pks[number]],
            attendance="apology",
            by=self.staff,
            at=self.now,
        )
        self.model.rows[number].sorry |= {self.days[day]}

    @rule(capacity=st.integers(1, 6))
    def resize(self, capacity):
        self.model.capacity = capacity
        Session.objects.filter(pk=self.session.pk).update(capacity=capacity)
        fill(session_id=self.session.pk, at=self.now)
        self.model.pass_on(self.now)

    @rule()
    def end_the_limit(self):
        self.model.limits = (None, None, None)
        Session.objects.filter(pk=self.session.pk).update(quota_released_at=self.now)
        fill(session_id=self.session.pk, at=self.now)
        self.model.pass_on(self.now)

    @precondition(lambda self: self._any("offered"))
    @rule()
    def wait_until_offers_end(self):
        ends = [one.offered_until for one in self.session.bookings.filter(state="offered")]
        assert all(end == self.model.cut_off or in_working_hours(end) == end for end in ends)
        self.now = max(self.now, *ends)
        end_offers(session_id=self.session.pk, at=self.now)
        self.model.expire(self.now)

    @rule()
    def let_hours_pass(self):
        self.now += timedelta(hours=7)
        end_offers(session_id=self.session.pk, at=self.now)
        self._note_what_ended("offered", "lapsed")

    @invariant()
    def agrees(self):
        if not hasattr(self, "model"):
            return
        PlacesMachine.steps += 1
        found = list(self.session.bookings.order_by("turn"))
        assert [one.pk for one in found] == self.pks
        assert [[one.organisation, one.state] for one in found] == self.model.states()
        sorry = [row.sorry if row.state == "confirmed" else frozenset() for row in self.model.rows]
        if self.days:
            marks = list(DayMark.objects.values_list("booking_id", "day_id"))
            assert sorted(marks) == sorted(
                (pk, day) for pk, each in zip(self.pks, sorry, strict=True) for day in each
            )
        assert [bool(one.attendance) for one in found] == [len(each) == 2 for each in sorry]
        seen = {entry.booking.pk for entry in team_for(LEAD.email, self.now).coming}
        mine = zip(self.pks, self.model.rows, strict=True)
        assert seen - {pk for pk, *_ in self.away} == {
            pk for pk, row in mine if row.of_lead and row.state in LIVE
        }
        waiting = [one for one in found if one.state == "waiting"]
        assert [position(one) for one in waiting] == list(range(1, len(waiting) + 1))
        self.session.refresh_from_db()
        over = len(self.model.holders()) - self.session.capacity
        assert [one for one in problems(at=self.now) if one.startswith(f"Session {self.session.pk}:")] == (
            [f"Session {self.session.pk}: places held are over by {over}."] if over > 0 else []
        )
