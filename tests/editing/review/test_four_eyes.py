"""Nobody publishes what they wrote, where the rule of a kind says so."""

import pytest

from hscp.editing.models import Draft
from hscp.editing.review.four_eyes import authors_of, may_publish, why_not_published_by
from hscp.records.state import State
from resources.models import Toolkit
from tests.admin.pages import act, messages_of
from tests.editing.review.builders import make_four_eyes, saved_by
from tests.factories import make_staff, make_theme, make_toolkit

pytestmark = pytest.mark.django_db


@pytest.fixture
def four_eyes():
    return make_four_eyes(Toolkit)


def test_without_the_rule_a_writer_publishes():
    ada = make_staff()

    assert may_publish(ada, saved_by(ada, make_toolkit(state=State.DRAFT)))


def test_under_the_rule_another_person_publishes(four_eyes):
    ada, ben = make_staff(), make_staff()
    toolkit = saved_by(ada, make_toolkit(state=State.DRAFT))

    assert (may_publish(ada, toolkit), may_publish(ben, toolkit)) == (False, True)
    assert why_not_published_by(ada, toolkit) == (
        "You wrote it, and toolkits are published by a second person. Send it for review."
    )


def test_the_rule_holds_for_its_kind_alone(four_eyes):
    ada = make_staff()

    assert may_publish(ada, saved_by(ada, make_theme(state=State.DRAFT)))


def test_everybody_who_wrote_since_the_record_was_published_last_is_an_author(four_eyes):
    first, second, third, mover = (make_staff() for _ in range(4))
    toolkit = saved_by(first, make_toolkit(state=State.PUBLISHED))
    toolkit.state = State.DRAFT
    for person in (second, third):
        saved_by(person, toolkit)
    saved_by(mover, toolkit, comment="Changed to in review.")

    assert authors_of(toolkit) == {second.pk, third.pk}


def test_a_record_without_a_history_was_written_by_whoever_changed_it_last(four_eyes):
    ada = make_staff()

    assert authors_of(make_toolkit(state=State.DRAFT, updated_by=ada)) == {ada.pk}


def test_the_authors_of_a_draft_do_not_publish_it(four_eyes):
    ada, ben, owner = make_staff(), make_staff(), make_staff()
    toolkit = saved_by(owner, make_toolkit())
    draft = Draft.objects.create(record=toolkit, changes={}, changed_by=ben)
    draft.authors.add(ada, ben)

    assert [may_publish(each, toolkit) for each in (ada, ben, owner)] == [False, False, True]


def test_a_bulk_action_leaves_out_and_names_what_one_wrote(four_eyes, publisher):
    own = saved_by(publisher.person, make_toolkit(title="Mine", state=State.DRAFT))
    others = saved_by(make_staff(), make_toolkit(title="Theirs", state=State.DRAFT))

    response = act(publisher, Toolkit, "publish", own, others)

    states = dict(Toolkit.objects.values_list("title", "state"))
    assert states == {"Mine": State.DRAFT, "Theirs": State.PUBLISHED}
    assert messages_of(response) == [
        "Not published: Mine (professionals). You wrote it, and toolkits are published by a second person. Send it for review.",
        "1 toolkit changed to published.",
    ]


def test_what_was_published_before_is_published_again_by_anybody(four_eyes, publisher):
    toolkit = saved_by(publisher.person, make_toolkit(state=State.ARCHIVED))

    act(publisher, Toolkit, "publish", toolkit)

    toolkit.refresh_from_db()
    assert toolkit.state == State.PUBLISHED
