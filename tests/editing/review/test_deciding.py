"""Sending for review and deciding: what becomes of the record, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hscp.editing.drafts.keeping import draft_of
from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import ReviewRequest
from hscp.editing.review.deciding import CannotReview, approve, seen, send, send_back, withdraw
from hscp.records.state import State
from resources.models import Toolkit
from tests.editing.review.builders import make_draft, make_four_eyes, make_request, saved_by
from tests.factories import make_toolkit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(person):
    return person("editor", first_name="Ada")


@pytest.fixture
def ben(person):
    return person("publisher", first_name="Ben")


def stored(record):
    return type(record).objects.get(pk=record.pk)


def test_a_new_record_is_sent_and_approved(ada, ben):
    toolkit = make_toolkit(state=State.DRAFT)

    send(toolkit, by=ada, note=" Please read. ", to=ben)
    assert stored(toolkit).state == State.IN_REVIEW

    request = approve(toolkit, by=ben, as_seen=seen(stored(toolkit)))
    assert (request.outcome, request.note, request.decided_by) == (
        ReviewOutcome.APPROVED,
        "Please read.",
        ben,
    )
    assert (stored(toolkit).state, stored(toolkit).is_live()) == (State.PUBLISHED, True)


def test_a_draft_beside_what_is_live_is_sent_and_approved(ada, ben):
    toolkit = make_toolkit(title="Before")
    make_draft(toolkit, ada, title="After")

    send(toolkit, by=ada)
    assert stored(toolkit).title == "Before"

    approve(toolkit, by=ben, as_seen=seen(toolkit))
    assert (stored(toolkit).title, draft_of(toolkit)) == ("After", None)
    assert list(ReviewRequest.objects.values_list("outcome", "decided_by")) == [("approved", ben.pk)]


@pytest.mark.parametrize("is_live", [True, False])
def test_what_is_approved_for_later_is_not_seen_yet(ada, ben, is_live):
    toolkit = make_toolkit(title="Before", state=State.PUBLISHED if is_live else State.DRAFT)
    if is_live:
        make_draft(toolkit, ada, title="After")
    send(toolkit, by=ada)
    at = timezone.now() + timedelta(days=3)

    request = approve(toolkit, by=ben, as_seen=seen(stored(toolkit)), at=at)

    moment = draft_of(toolkit).publish_at if is_live else stored(toolkit).publish_at
    assert (stored(toolkit).title, stored(toolkit).is_live(), moment) == ("Before", is_live, at)
    assert request.words == f"Published from {timezone.localtime(at):%-d %B %Y, %H:%M}."


def test_what_is_sent_back_is_a_draft_again_with_the_words(ada, ben):
    toolkit = make_toolkit(state=State.DRAFT)
    send(toolkit, by=ada)

    request = send_back(toolkit, by=ben, words="The number is wrong.")

    assert (stored(toolkit).state, request.outcome, request.words) == (
        State.DRAFT,
        ReviewOutcome.SENT_BACK,
        "The number is wrong.",
    )


def test_what_is_sent_back_is_sent_again(ada, ben):
    toolkit = make_toolkit(state=State.DRAFT)
    send(toolkit, by=ada)
    send_back(toolkit, by=ben, words="Mend it.")

    send(toolkit, by=ada)

    assert ReviewRequest.objects.of(toolkit).waiting().count() == 1


def test_the_sender_alone_takes_it_back(ada, ben):
    toolkit = make_toolkit(state=State.DRAFT)
    send(toolkit, by=ada)

    with pytest.raises(CannotReview, match="Nothing of yours"):
        withdraw(toolkit, by=ben)
    withdraw(toolkit, by=ada)

    assert (stored(toolkit).state, ReviewRequest.objects.get().outcome) == (
        State.DRAFT,
        ReviewOutcome.WITHDRAWN,
    )


def test_what_has_no_draft_is_not_sent(ada):
    with pytest.raises(CannotReview, match="nothing to review"):
        send(make_toolkit(), by=ada)


def test_nothing_is_sent_twice(ada, ben):
    toolkit = make_toolkit(state=State.DRAFT)
    send(toolkit, by=ada)

    with pytest.raises(CannotReview, match="waits for review already: Ada sent it"):
        send(toolkit, by=ben)


def test_nobody_is_asked_who_cannot_publish_it(ada, person):
    with pytest.raises(CannotReview, match="cannot publish it"):
        send(make_toolkit(state=State.DRAFT), by=ada, to=person("verifier"))


def test_of_two_decisions_the_second_is_told(ada, ben):
    toolkit = make_toolkit(state=State.DRAFT)
    send(toolkit, by=ada)
    as_seen = seen(stored(toolkit))
    send_back(toolkit, by=ben, words="No.")

    with pytest.raises(CannotReview, match="Somebody else has decided it"):
        approve(toolkit, by=ben, as_seen=as_seen)
    with pytest.raises(CannotReview, match="Somebody else has decided it"):
        send_back(toolkit, by=ben, words="No again.")


@pytest.mark.parametrize("is_live", [True, False])
def test_what_changed_since_it_was_read_is_not_approved(ada, ben, is_live):
    toolkit = make_toolkit(state=State.PUBLISHED if is_live else State.DRAFT)
    if is_live:
        make_draft(toolkit, ada, title="After")
    send(toolkit, by=ada)
    as_seen = seen(stored(toolkit))
    if is_live:
        make_draft(toolkit, ada, title="Another")
    else:
        stored(toolkit).save()

    with pytest.raises(CannotReview, match="changed since you opened"):
        approve(toolkit, by=ben, as_seen=as_seen)

    assert ReviewRequest.objects.waiting().exists()


def test_under_four_eyes_a_writer_neither_approves_nor_is_asked(ben, person):
    make_four_eyes(Toolkit)
    con = person("publisher", first_name="Con")
    toolkit = saved_by(ben, make_toolkit(state=State.DRAFT))
    with pytest.raises(CannotReview, match="cannot publish it"):
        send(toolkit, by=con, to=ben)
    send(toolkit, by=con)

    with pytest.raises(CannotReview, match="You wrote it"):
        approve(toolkit, by=ben, as_seen=seen(stored(toolkit)))
    approve(toolkit, by=con, as_seen=seen(stored(toolkit)))

    assert stored(toolkit).state == State.PUBLISHED


def test_it_is_not_sent_back_without_words(ada, ben):
    request = make_request(sent_by=ada)

    with pytest.raises(CannotReview, match="Say what should change"):
        send_back(request.record, by=ben, words=" ")


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "sent_back", "decided_at": "now", "words": ""},
        {"outcome": "approved"},
        {"outcome": "waiting", "decided_at": "now"},
        {"outcome": "lost", "decided_at": "now"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(fields):
    at = {"decided_at": timezone.now()} if "decided_at" in fields else {}

    with pytest.raises(IntegrityError), transaction.atomic():
        make_request(**fields | at)


def test_the_database_refuses_a_second_that_waits():
    toolkit = make_toolkit(state=State.IN_REVIEW)
    make_request(toolkit)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_request(toolkit)
