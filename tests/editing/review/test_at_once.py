"""Several people at one record in the same moment: one of them decides, the others are told."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail

from hscp.editing.models import EditorMail, ReviewRequest
from hscp.editing.review.deciding import CannotReview, approve, seen, send, send_back
from hscp.editing.review.delivery import send_due
from hscp.records.state import State
from resources.models import Toolkit
from tests.editing.review.builders import make_request
from tests.factories import make_staff, make_toolkit
from tests.training.booking.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4


@pytest.fixture(autouse=True)
def known_kinds(db):
    ContentType.objects.get_for_models(Toolkit, ReviewRequest)


def test_of_those_who_decide_at_once_one_does():
    writer, deciders = make_staff(email="ada@example.org"), [make_staff() for _ in range(THREADS)]
    toolkit = make_request(sent_by=writer).record
    as_seen = seen(toolkit)
    calls = [
        *(lambda by=by: approve(toolkit, by=by, as_seen=as_seen) for by in deciders[::2]),
        *(lambda by=by: send_back(toolkit, by=by, words="Mend it.") for by in deciders[1::2]),
    ]

    answers = at_once(calls, threads=THREADS)

    assert [type(answer.error) for answer in answers if answer.error] == [CannotReview] * (THREADS - 1)
    assert EditorMail.objects.count() == 1


def test_of_those_who_send_at_once_one_does():
    toolkit = make_toolkit(state=State.DRAFT)
    people = [make_staff() for _ in range(THREADS)]

    answers = at_once([lambda by=by: send(toolkit, by=by) for by in people], threads=THREADS)

    assert [type(answer.error) for answer in answers if answer.error] == [CannotReview] * (THREADS - 1)
    assert ReviewRequest.objects.count() == 1


def test_of_several_senders_each_mail_is_sent_by_one():
    to = make_staff(email="ada@example.org")
    for number in range(5):
        EditorMail.objects.create(to=to, once=str(number), subject=f"Mail {number}", body="Words.")

    answers = at_once([send_due] * THREADS, threads=THREADS)

    assert sum(answer.result[0] for answer in answers) == 5
    assert sorted(message.subject for message in mail.outbox) == [f"Mail {number}" for number in range(5)]
