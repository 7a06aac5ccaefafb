"""Owner and review date for many records at once: those chosen in a list, or all that have none."""

from datetime import date

import pytest
from reversion.models import Revision

from hscp.editing.freshness.review_dates import next_review
from hscp.records.state import State
from resources.models import Toolkit
from tests.factories import make_staff, make_toolkit

pytestmark = pytest.mark.django_db
LIST = "/admin/resources/toolkit/"
PAGE = f"{LIST}keeping/"
DAY = date(2027, 3, 3)


@pytest.fixture
def ada():
    return make_staff(username="ada", first_name="Ada", last_name="Hale")


def kept(*records):
    for record in records:
        record.refresh_from_db()
    return [(record.owner, record.review_date) for record in records]


def test_chosen_records_get_an_owner_and_a_day_live_or_not(editor, ada):
    live, draft, other = make_toolkit(), make_toolkit(state=State.DRAFT), make_toolkit()

    page = editor.post(LIST, {"action": "set_keeping", "_selected_action": [live.pk, draft.pk]})
    sent = {"which": "chosen", "chosen": page.context["chosen"], "owner": ada.pk, "day": "3 March 2027"}
    answer = editor.post(PAGE, sent, follow=True)

    assert page.context["about"] == "The 2 toolkits that you chose."
    assert kept(live, draft, other) == [(ada, DAY), (ada, DAY), (None, None)]
    assert "2 toolkits changed." in answer.content.decode()
    assert [(each.user, each.comment) for each in Revision.objects.all()] == [
        (editor.person, "Owner and review date set.")
    ]


def test_all_without_an_owner_get_one_and_dates_stay(editor, ada):
    mine, nobodys = make_toolkit(owner=editor.person), make_toolkit(review_date=DAY)
    archived = make_toolkit(state=State.ARCHIVED)

    assert editor.get(PAGE).context["about"].startswith("All 1 toolkit without an owner")
    editor.post(PAGE, {"which": "no-owner", "owner": ada.pk})

    assert kept(mine, nobodys, archived) == [(editor.person, None), (ada, DAY), (None, None)]


def test_all_without_a_date_get_one_by_the_rule_of_their_kind(editor, ada):
    dated, undated = make_toolkit(review_date=DAY), make_toolkit(owner=ada)

    editor.post(PAGE, {"which": "no-date", "review": "by-kind"})

    assert kept(dated, undated) == [(None, DAY), (ada, next_review(Toolkit))]


def test_owner_and_date_can_be_taken_away(editor, ada):
    toolkit = make_toolkit(owner=ada, review_date=DAY)

    editor.post(PAGE, {"which": "chosen", "chosen": toolkit.pk, "owner": "nobody", "review": "none"})

    assert kept(toolkit) == [(None, None)]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Choose an owner, a review date, or both."),
        ({"review": "on"}, "Write the day of the review."),
        ({"day": "soon"}, "Write the day with its month and year, such as 3 March 2027."),
        ({"owner": "0"}, "Select a valid choice. 0 is not one of the available choices."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_set(editor, sent, why):
    make_toolkit()

    page = editor.post(PAGE, {"which": "no-owner", **sent})

    assert [why] == [each for errors in page.context["form"].errors.values() for each in errors]
    assert not Revision.objects.exists()


def test_a_new_record_is_offered_the_day_of_its_kind(editor):
    assert editor.get(f"{LIST}add/").context["adminform"].form["review_date"].value() == next_review(Toolkit)
