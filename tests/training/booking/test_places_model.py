"""The bookings of a session against a plain model, over hundreds of random steps (T11). `make storm` takes 20,000."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.training.booking.booking_model import Model, PlacesMachine
from training.booking.locking import CannotBook

SETTINGS = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
    # Steps found are steps shown: to make them fewer takes longer than to read them.
    phases=[Phase.generate],
)
# A control stops at the first difference.
CONTROL = settings(SETTINGS, max_examples=60)


@pytest.mark.django_db
def test_places_do_what_the_model_does():
    run_state_machine_as_test(PlacesMachine, settings=SETTINGS)


@pytest.mark.django_db
def test_the_machine_finds_a_model_that_passes_places_on_in_another_order(monkeypatch):
    """The control: the comparison is not blind."""

    monkeypatch.setattr(Model, "in_order", lambda self: self.rows[::-1])

    with pytest.raises(AssertionError):
        run_state_machine_as_test(PlacesMachine, settings=CONTROL)


@pytest.mark.django_db
def test_the_machine_finds_a_model_with_another_cut_off(monkeypatch):
    made = Model.__init__

    def other(self, *args, **kwargs):
        made(self, *args, **kwargs)
        self.cut_off += timedelta(days=400)

    monkeypatch.setattr(Model, "__init__", other)

    with pytest.raises((AssertionError, CannotBook, pytest.fail.Exception)):
        run_state_machine_as_test(PlacesMachine, settings=settings(CONTROL, stateful_step_count=10))
