"""What the benchmark makes: of every kind its share, valid, and the same every time."""

import pytest

from hscp.records.state import State
from resources.models import Resource
from tests.factories import make_audience
from tests.pages_benchmark.records import SHARES, Maker
from tests.pages_benchmark.sessions import add_sessions
from themes.models import Situation, Theme
from training.models import Booking, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    """Return a Maker that has made 400 records with all that belongs to them."""
    for _ in range(3):
        make_audience()
    made = Maker(400)
    for _, make in made.steps():
        make()
    add_sessions(made)
    return made


def test_each_kind_has_its_share_and_no_theme_is_added_to_the_live_ones(maker):
    assert {model: model.objects.count() for model in SHARES} == {
        model: 400 * share // 100 for model, share in SHARES.items()
    }
    assert (Session.objects.count(), Booking.objects.exists()) == (120, True)
    assert set(Theme.objects.values_list("state", flat=True)) == {State.ARCHIVED}
    assert Resource.objects.live().count() > 200


def test_what_is_made_is_what_an_editor_could_have_typed(maker):
    for model in (*SHARES, Situation, Session):
        for record in model.objects.all()[:5]:
            record.full_clean()
    assert list(Situation.objects.without_help()) == []


def test_the_same_records_are_made_every_time():
    one, other = Maker(400), Maker(400)

    made = [[maker._common()["slug"] for _ in range(50)] for maker in (one, other)]

    assert made[0] == made[1]
    assert len(set(made[0])) == 50
