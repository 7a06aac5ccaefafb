"""A plain model of a session's bookings, and a machine that holds `training.booking.places` to it step by step (T11)."""

from datetime import timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.factories import make_person, make_session
from training.booking.consistency import problems
from training.booking.locking import CannotBook
from training.booking.places import accept, book, end_offers, fill, give_back, hand_over, move, position
from training.enums import LIVE, IfFull, Promotion
from training.models import Session

_keys = count(1)
organisations = st.sampled_from(["Oak", "Elm", "oak ", "Ash"])


class Model:
    """Rows of [organisation, state] in the order of joining. It knows no database, no place numbers and no locks."""

    def __init__(self, capacity, quota, offers):
        self.capacity, self.quota, self.offers, self.rows = capacity, quota, offers, []

    def holders(self, organisation=None):
        name = organisation and organisation.strip().lower()
        return sum(
            state in {"confirmed", "offered"} and name in {None, held.strip().lower()}
            for held, state in self.rows
        )

    def has_place_for(self, organisation):
        within = self.quota is None or self.holders(organisation) < self.quota
        return self.holders() < self.capacity and within

    def pass_on(self):
        for row in self.rows:
            if row[1] == "waiting" and self.has_place_for(row[0]):
                row[1] = "offered" if self.offers else "confirmed"

    def book(self, organisation):
        self.pass_on()
        self.rows.append([organisation, "confirmed" if self.has_place_for(organisation) else "waiting"])

    def move_away(self, number):
        row = self.rows.pop(number)
        self.pass_on()
        return row

    def move_in(self, organisation, behind):
        """Add who comes from elsewhere: with a place at the end, or waiting behind the `behind` rows that joined before."""
        self.pass_on()
        if self.has_place_for(organisation):
            self.rows.append([organisation, "confirmed"])
            return len(self.rows) - 1
        later = [n for n, row in enumerate(self.rows) if row[1] == "waiting" and not behind(n)]
        number = later[0] if later else len(self.rows)
        self.rows.insert(number, [organisation, "waiting"])
        return number

    def leave(self, number, state):
        self.rows[number][1] = state
        self.pass_on()

    def expire(self):
        for row in self.rows:
            if row[1] == "offered":
                row[1] = "lapsed"
        self.pass_on()


class PlacesMachine(RuleBasedStateMachine):
    """Does the same to a session in the database and to the model, and compares them after every step."""

    steps = 0

    @initialize(
        capacity=st.integers(1, 4), quota=st.none() | st.integers(1, 2), promotion=st.sampled_from(Promotion)
    )
    def begin(self, capacity, quota, promotion):
        self.savepoint = transaction.savepoint()
        self.now = timezone.now()
        self.session = make_session(capacity=capacity, agency_quota=quota, promotion=promotion, offer_hours=1)
        self.model = Model(capacity, quota, offers=promotion == Promotion.OFFER)
        self.pks, self.sent = [], []
        self.elsewhere, self.away = make_session(capacity=1000), []

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def _number(self, data, *states):
        numbers = [number for number, (_, state) in enumerate(self.model.rows) if state in states]
        return data.draw(st.sampled_from(numbers))

    def _any(self, *states):
        return any(state in states for _, state in self.model.rows)

    @rule(names=st.lists(organisations, min_size=1, max_size=3))
    def book(self, names):
        people, key = [make_person(organisation=name) for name in names], f"model {next(_keys)}"
        self.pks += [one.pk for one in book(session_id=self.session.pk, people=people, key=key, at=self.now)]
        self.sent.append((people, key))
        for name in names:
            self.model.book(name)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data):
        people, key = data.draw(st.sampled_from(self.sent))
        book(session_id=self.session.pk, people=people, key=key, at=self.now)

    @precondition(lambda self: self.pks)
    @rule(data=st.data())
    def give_back(self, data):
        number = data.draw(st.sampled_from(range(len(self.pks))))
        give_back(booking_id=self.pks[number], at=self.now)
        state = self.model.rows[number][1]
        if state in LIVE:
            self.model.leave(number, "declined" if state == "offered" else "cancelled")

    @precondition(lambda self: self._any(*LIVE))
    @rule(data=st.data())
    def move_away(self, data):
        number = self._number(data, *LIVE)
        pk = self.pks.pop(number)
        move(booking_id=pk, to_session_id=self.elsewhere.pk, by=None, at=self.now)
        self.away.append((pk, self.model.move_away(number)[0]))

    @precondition(lambda self: self.away)
    @rule(data=st.data())
    def move_back(self, data):
        pk, organisation = self.away.pop(data.draw(st.sampled_from(range(len(self.away)))))
        move(booking_id=pk, to_session_id=self.session.pk, by=None, if_full=IfFull.WAIT, at=self.now)
        # Who joined before has the lower key.
        number = self.model.move_in(organisation, lambda n: self.pks[n] < pk)
        self.pks.insert(number, pk)

    @precondition(lambda self: self._any("offered"))
    @rule(data=st.data())
    def accept(self, data):
        number = self._number(data, "offered")
        accept(booking_id=self.pks[number], at=self.now)
        self.model.rows[number][1] = "confirmed"

    @precondition(lambda self: self._any("waiting", "cancelled", "lapsed", "declined"))
    @rule(data=st.data())
    def accept_what_was_not_offered(self, data):
        number = self._number(data, "waiting", "cancelled", "lapsed", "declined")
        try:
            accept(booking_id=self.pks[number], at=self.now)
        except CannotBook:
            return
        raise AssertionError("a place was accepted that was not offered")

    @precondition(lambda self: self._any("confirmed"))
    @rule(data=st.data())
    def hand_over(self, data):
        hand_over(booking_id=self.pks[self._number(data, "confirmed")], person=make_person(), at=self.now)

    @rule(capacity=st.integers(1, 6))
    def resize(self, capacity):
        self.model.capacity = capacity
        Session.objects.filter(pk=self.session.pk).update(capacity=capacity)
        fill(session_id=self.session.pk, at=self.now)
        self.model.pass_on()

    @rule()
    def end_the_limit(self):
        self.model.quota = None
        Session.objects.filter(pk=self.session.pk).update(quota_released_at=self.now)
        fill(session_id=self.session.pk, at=self.now)
        self.model.pass_on()

    @rule()
    def wait_until_offers_end(self):
        self.now += timedelta(hours=1)
        end_offers(session_id=self.session.pk, at=self.now)
        self.model.expire()

    @invariant()
    def agrees(self):
        if not hasattr(self, "model"):
            return
        PlacesMachine.steps += 1
        found = list(self.session.bookings.order_by("turn"))
        assert [one.pk for one in found] == self.pks
        assert [[one.organisation, one.state] for one in found] == self.model.rows
        waiting = [one for one in found if one.state == "waiting"]
        assert [position(one) for one in waiting] == list(range(1, len(waiting) + 1))
        self.session.refresh_from_db()
        over = self.model.holders() > self.session.capacity
        assert [one for one in problems(at=self.now) if one.startswith(f"Session {self.session.pk}:")] == (
            [
                f"Session {self.session.pk}: places held are over by {self.model.holders() - self.model.capacity}."
            ]
            if over
            else []
        )
