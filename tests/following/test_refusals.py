"""Mailboxes that are no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.following.models import Follower
from hscp.following.refusals import REFUSED_TIMES, heed_refusals
from tests.following.conftest import ANN, follower
from training.mail.delivery import REFUSED_RECIPIENT
from training.models import Message

pytestmark = pytest.mark.django_db
GONE = f"{REFUSED_RECIPIENT} (550)."


def sent(problem, *, minutes, to=ANN):
    message = Message.objects.create(
        kind="follow_digest",
        once=f"{to}:{minutes}",
        to=to,
        subject="s",
        body="b",
        state=Message.State.DROPPED if problem else Message.State.SENT,
        sent_at=None if problem else timezone.now(),
        problem=problem,
    )
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() + timedelta(minutes=minutes))


def test_whoever_is_refused_three_times_in_a_row_is_forgotten_with_their_mails():
    follower()
    for number in range(REFUSED_TIMES):
        assert Follower.objects.exists()
        sent(GONE, minutes=number)
        gone = [heed_refusals(), heed_refusals()]

    assert gone == [1, 0]
    assert (Follower.objects.count(), Message.objects.count()) == (0, 0)


def test_a_mail_that_arrives_makes_up_for_refusals():
    follower()
    sent(GONE, minutes=0)
    sent(GONE, minutes=1)
    heed_refusals()
    sent("", minutes=2)
    sent(GONE, minutes=3)

    assert heed_refusals() == 0
    assert Follower.objects.get().refused == 1


def test_trouble_of_the_mail_server_is_nobodys_fault():
    follower()
    for number in range(REFUSED_TIMES):
        sent("The connection failed (OSError).", minutes=number)

    assert heed_refusals() == 0
    assert Follower.objects.get().refused == 0
