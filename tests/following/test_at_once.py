"""Several requests at once for one mailbox: what is asked for is noted once."""

import pytest

from hscp.following.enums import What
from hscp.following.models import Follow, Follower
from hscp.following.subjects import Part
from hscp.following.subscribing import ask
from tests.following.conftest import ANN, follower, mails
from tests.training.booking.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_asked_for_by_several_at_once_is_noted_once():
    follower(ANN, What.DATES)

    answers = at_once([lambda: ask(ANN, (Part(What.EVERYTHING),))] * 8, threads=8)

    assert [answer.error for answer in answers] == [None] * 8
    assert (Follower.objects.count(), Follow.objects.count(), len(mails())) == (1, 2, 8)
