"""A plain model of a session's bookings, and a machine that holds `training.booking.places` to it step by step (T11)."""

from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hscp.bank_holidays import in_working_hours
from tests.factories import make_person, make_session
from training.booking.consistency import problems
from training.booking.locking import CannotBook, SentBefore
from training.booking.places import (
    accept,
    book,
    end_offers,
    fill,
    give_back,
    hand_over,
    move,
    position,
    take_free_place,
)
from training.enums import LIVE, IfFull, Promotion
from training.models import Booking, Organisation, Session

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


def make_register():
    elm = Organisation.objects.create(name="Elm", kind="health", district="hart")
    elm.aliases.create(name="Elm Tree")
    Organisation.objects.create(name="Ash and Co", district="hart")


class Refused(Exception):
    """The model turns a booking away."""


class Model:
    """Rows of [organisation, state, told] in the order of joining, where `told` is when a person heard of a place that they had
    not just asked for. It knows no database, no place numbers and no locks."""

    def __init__(self, capacity, limits, offers, cut_off, cancel_by):
        self.capacity, self.limits, self.offers, self.rows = capacity, limits, offers, []
        self.cut_off, self.cancel_by = cut_off, cancel_by

    def states(self):
        return [row[:2] for row in self.rows]

    def holders(self):
        return [AGENCIES[name] for name, state in self.states() if state in {"confirmed", "offered"}]

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
            if now < self.cut_off and row[1] == "waiting" and self.has_place_for(row[0]):
                row[1], row[2] = ("offered", None) if self.offers else ("confirmed", now)

    def move_away(self, number, now):
        row = self.rows.pop(number)
        self.pass_on(now)
        return row

    def move_in(self, organisation, behind, now):
        """Add who comes from elsewhere: with a place at the end, or waiting behind the `behind` rows that joined before."""
        self.pass_on(now)
        if self.has_place_for(organisation):
            self.rows.append([organisation, "confirmed", now])
            return len(self.rows) - 1
        if now >= self.cut_off:
            raise Refused
        later = [n for n, row in enumerate(self.rows) if row[1] == "waiting" and not behind(n)]
        number = later[0] if later else len(self.rows)
        self.rows.insert(number, [organisation, "waiting", None])
        return number

    def book(self, organisations, now):
        before = [list(row) for row in self.rows]
        self.pass_on(now)
        for organisation in organisations:
            has_place = self.has_place_for(organisation)
            if not has_place and now >= self.cut_off:
                self.rows = before
                raise Refused
            self.rows.append([organisation, "confirmed" if has_place else "waiting", None])

    def give_back(self, number, now):
        state, told = self.rows[number][1:]
        is_late = now > self.cancel_by and (told is None or now > told + timedelta(days=1))
        ends = {"offered": "declined", "waiting": "cancelled"}
        self.rows[number][1] = ends.get(state, "late_cancelled" if is_late else "cancelled")
        self.pass_on(now)

    def hand_over(self, number, to, now):
        self.rows[number][2] = now
        if to is not None:
            self.rows[to][1] = "cancelled"
            self.pass_on(now)

    def expire(self, now):
        for row in self.rows:
            if row[1] == "offered":
                row[1] = "lapsed"
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
    )
    def begin(self, capacity, limits, promotion, cut_off, cancel_by):
        self.savepoint = transaction.savepoint()
        self.now = timezone.now()
        make_register()
        each, *others = limits
        self.session = make_session(
            capacity=capacity,
            agency_quota=each,
            promotion=promotion,
            offer_hours=1,
            starts_at=self.now + timedelta(days=400),
            ends_at=self.now + timedelta(days=400, hours=1),
            promotion_closes_at=self.now + cut_off,
            cancel_by=self.now + cancel_by,
        )
        for what, value, places in zip(("kind", "district"), ("school", "hart"), others, strict=True):
            if places:
                self.session.quotas.create(what=what, value=value, places=places)
        offers = promotion == Promotion.OFFER
        self.model = Model(capacity, limits, offers, self.now + cut_off, self.now + cancel_by)
        self.pks, self.sent = [], []
        self.elsewhere, self.away = make_session(capacity=1000), []

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def _number(self, data, *states):
        numbers = [number for number, (_, state) in enumerate(self.model.states()) if state in states]
        return data.draw(st.sampled_from(numbers))

    def _any(self, *states):
        return any(state in states for _, state in self.model.states())

    @rule(names=st.lists(organisations, min_size=1, max_size=3))
    def book(self, names):
        people, key = [make_person(organisation=name) for name in names], f"model {next(_keys)}"
        try:
            self.model.book(names, self.now)
        except Refused:
            with pytest.raises(CannotBook):
                book(session_id=self.session.pk, people=people, key=key, at=self.now)
            return
        made = book(session_id=self.session.pk, people=people, key=key, at=self.now)
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
        give_back(booking_id=self.pks[number], at=self.now)
        if self.model.rows[number][1] in LIVE:
            self.model.give_back(number, self.now)

    @precondition(lambda self: self._any(*LIVE))
    @rule(data=st.data())
    def move_away(self, data):
        number = self._number(data, *LIVE)
        pk = self.pks.pop(number)
        move(booking_id=pk, to_session_id=self.elsewhere.pk, by=None, at=self.now)
        self.away.append((pk, self.model.move_away(number, self.now)[0]))

    @precondition(lambda self: self.away)
    @rule(data=st.data())
    def move_back(self, data):
        pk, organisation = data.draw(st.sampled_from(self.away))
        back = partial(
            move, booking_id=pk, to_session_id=self.session.pk, by=None, if_full=IfFull.WAIT, at=self.now
        )
        try:
            # Who joined before has the lower key.
            number = self.model.move_in(organisation, lambda n: self.pks[n] < pk, self.now)
        except Refused:
            with pytest.raises(CannotBook):
                back()
            return
        back()
        self.away.remove((pk, organisation))
        self.pks.insert(number, pk)

    @precondition(lambda self: self._any("offered"))
    @rule(data=st.data())
    def accept(self, data):
        number = self._number(data, "offered")
        accept(booking_id=self.pks[number], at=self.now)
        self.model.rows[number][1:] = "confirmed", self.now

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
        if self.now >= self.model.cut_off and self.model.has_place_for(row[0]):
            take_free_place(booking_id=self.pks[number], at=self.now)
            row[1:] = "confirmed", None
        else:
            with pytest.raises(CannotBook):
                take_free_place(booking_id=self.pks[number], at=self.now)

    @precondition(lambda self: self._any("confirmed"))
    @rule(data=st.data())
    def hand_over(self, data):
        number = self._number(data, "confirmed")
        hand_over(booking_id=self.pks[number], person=make_person(), at=self.now)
        self.model.hand_over(number, None, self.now)

    @precondition(lambda self: self._any("confirmed") and self._any("waiting", "offered"))
    @rule(data=st.data())
    def hand_over_to_somebody_on_the_list(self, data):
        number, to = self._number(data, "confirmed"), self._number(data, "waiting", "offered")
        email = self.session.bookings.get(pk=self.pks[to]).email
        hand_over(booking_id=self.pks[number], person=make_person(email=email), at=self.now)
        self.model.hand_over(number, to, self.now)

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
        over = {one.pk for one in self.session.bookings.filter(state="lapsed")}
        for pk, row in zip(self.pks, self.model.rows, strict=True):
            if row[1] == "offered" and pk in over:
                row[1] = "lapsed"
        self.model.pass_on(self.now)

    @invariant()
    def agrees(self):
        if not hasattr(self, "model"):
            return
        PlacesMachine.steps += 1
        found = list(self.session.bookings.order_by("turn"))
        assert [one.pk for one in found] == self.pks
        assert [[one.organisation, one.state] for one in found] == self.model.states()
        waiting = [one for one in found if one.state == "waiting"]
        assert [position(one) for one in waiting] == list(range(1, len(waiting) + 1))
        self.session.refresh_from_db()
        over = len(self.model.holders()) - self.session.capacity
        assert [one for one in problems(at=self.now) if one.startswith(f"Session {self.session.pk}:")] == (
            [f"Session {self.session.pk}: places held are over by {over}."] if over > 0 else []
        )
