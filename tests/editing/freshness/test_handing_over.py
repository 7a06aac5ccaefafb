"""A leaver's records go to somebody else, all in one revision."""

import pytest
from reversion.models import Revision

from hscp.editing.freshness.handing_over import hand_over, owned_by
from hscp.editing.freshness.kinds import content_kinds
from hscp.editing.models import ReviewRequest
from hscp.records.state import State
from resources.models import Toolkit
from tests.editing.freshness.builders import make_kind_rule
from tests.factories import make_pathway, make_staff, make_term, make_theme, make_toolkit
from themes.models import Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_staff(first_name="Ada", last_name="Hale"), make_staff(username="ben"), make_staff()


def test_everything_that_a_leaver_owns_has_a_new_owner_in_one_revision(people):
    ada, ben, admin = people
    mine = [
        make_theme(owner=ada),
        make_toolkit(owner=ada, state=State.DRAFT),
        make_term(owner=ada, state=State.ARCHIVED),
        make_pathway(owner=ada),
    ]
    other = make_theme(owner=admin)

    assert hand_over(ada, ben, admin) == 4

    for record in mine:
        record.refresh_from_db()
    other.refresh_from_db()
    assert ([record.owner for record in mine], other.owner) == ([ben] * 4, admin)
    revision = Revision.objects.get()
    assert (revision.comment, revision.user) == ("Handed over from Ada Hale to ben.", admin)
    assert revision.version_set.count() == 4


def test_the_kinds_that_a_leaver_keeps_go_over_too(people):
    ada, ben, admin = people
    rule = make_kind_rule(Theme, owner=ada)

    hand_over(ada, ben, admin)

    rule.refresh_from_db()
    assert rule.owner == ben


def test_what_was_sent_to_a_leaver_for_review_waits_for_who_takes_over(people):
    ada, ben, admin = people
    review = ReviewRequest.objects.create(record=make_toolkit(), sent_by=admin, sent_to=ada)

    hand_over(ada, ben, admin)

    review.refresh_from_db()
    assert review.sent_to == ben


def test_records_can_be_left_without_an_owner_for_now(people):
    ada, _, admin = people
    theme = make_theme(owner=ada)

    assert hand_over(ada, None, admin) == 1

    theme.refresh_from_db()
    assert theme.owner is None


def test_nobody_hands_over_to_themselves(people):
    ada, _, admin = people

    with pytest.raises(ValueError, match="cannot hand over to themselves"):
        hand_over(ada, ada, admin)


def test_what_somebody_owns_is_counted_by_kind(people):
    ada, ben, _ = people
    make_theme(owner=ada)
    make_toolkit(owner=ada)
    make_toolkit(owner=ada)
    make_toolkit(owner=ben)

    assert owned_by(ada) == {Theme: 1, Toolkit: 2}


def test_every_content_record_is_a_kind():
    assert {model._meta.model_name for model in content_kinds()} >= {
        "theme",
        "toolkit",
        "pathway",
        "brochure",
    }
    assert len(content_kinds()) == 13
