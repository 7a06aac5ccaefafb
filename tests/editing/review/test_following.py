"""What waits for review follows the state of the record, whichever way that is changed."""

import pytest

from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import Draft, ReviewRequest
from hscp.records.merging import CannotMerge, merge
from hscp.records.state import State
from resources.models import Toolkit
from tests.admin.pages import act
from tests.editing.review.builders import make_request
from tests.factories import make_staff, make_toolkit

pytestmark = pytest.mark.django_db


def outcomes():
    return list(ReviewRequest.objects.order_by("object_id").values_list("outcome", flat=True))


def test_what_is_submitted_in_a_list_is_sent_to_all(editor):
    act(
        editor, Toolkit, "submit_for_review", make_toolkit(state=State.DRAFT), make_toolkit(state=State.DRAFT)
    )

    sent = ReviewRequest.objects.values_list("outcome", "sent_by", "sent_to")
    assert list(sent) == [(ReviewOutcome.WAITING, editor.person.pk, None)] * 2


def test_what_is_published_in_a_list_was_approved(publisher):
    request = make_request(sent_by=make_staff())

    act(publisher, Toolkit, "publish", request.record)

    request.refresh_from_db()
    assert (request.outcome, request.decided_by) == (ReviewOutcome.APPROVED, publisher.person)


def test_what_goes_back_to_draft_in_a_list_waits_no_longer(publisher):
    request = make_request()

    act(publisher, Toolkit, "back_to_draft", request.record)

    assert outcomes() == [ReviewOutcome.WITHDRAWN]


def test_what_waits_for_a_draft_goes_on_waiting_when_its_record_is_archived(publisher):
    toolkit = make_toolkit()
    Draft.objects.create(record=toolkit, changes={})
    make_request(toolkit)

    act(publisher, Toolkit, "archive", toolkit)

    assert outcomes() == [ReviewOutcome.WAITING]


def test_of_two_records_that_become_one_what_waits_of_the_kept_one_goes_on():
    keep, drop = make_request().record, make_request().record

    merge(keep=keep, drop=drop, by=make_staff())

    found = ReviewRequest.objects.values_list("object_id", "outcome").order_by("pk")
    assert list(found) == [(keep.pk, ReviewOutcome.WAITING), (keep.pk, ReviewOutcome.WITHDRAWN)]


def test_a_record_with_a_draft_is_not_merged_into_another():
    keep, drop = make_toolkit(), make_toolkit()
    Draft.objects.create(record=drop, changes={})

    with pytest.raises(CannotMerge, match="has a draft"):
        merge(keep=keep, drop=drop, by=make_staff())


def test_what_was_sent_goes_with_its_record():
    request = make_request()

    request.record.delete()

    assert not ReviewRequest.objects.exists()
