"""The bookings of a session against a plain model, over hundreds of random steps (T11). `make storm` takes 20,000."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.training.booking.booking_model import Model, PlacesMachine

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


@pytest.mark.django_db
def test_places_do_what_the_model_does():
    run_state_machine_as_test(PlacesMachine, settings=SETTINGS)


@pytest.mark.django_db
def test_the_machine_finds_a_model_that_passes_places_on_in_another_order(monkeypatch):
    """The control: the comparison is not blind."""

    def last_first(self):
        for row in reversed(self.rows):
            if row[1] == "waiting" and self.has_place_for(row[0]):
                row[1] = "offered" if self.offers else "confirmed"

    monkeypatch.setattr(Model, "pass_on", last_first)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(PlacesMachine, settings=SETTINGS)
