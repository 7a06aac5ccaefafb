"""10,000 followers and one changed number: one mail each, at most so many for a minute, whoever is killed and however many run."""

import os
import signal
import time
from collections import Counter

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hscp.following import mails, sending
from hscp.following.enums import What
from hscp.following.links import token_of
from hscp.following.models import Follow, Follower
from hscp.following.sending import send_numbers
from tests.factories import make_pathway
from tests.following.conftest import LONG_AGO, changed
from tests.training.booking.at_once import at_once
from training.booking.links import hash_of
from training.models import Message

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True)]
FOLLOWERS = 10_000


def make_followers(pathway):
    since = timezone.now() - LONG_AGO
    emails = [f"follower-{number}@example.org" for number in range(FOLLOWERS)]
    people = Follower.objects.bulk_create(
        Follower(
            email=email,
            email_key=email,
            token_hash=hash_of(token_of(email)),
            confirmed_at=since,
            numbers_up_to=since,
            digest_up_to=since,
        )
        for email in emails
    )
    # Every third follows the contact, or everything, or has it on a sheet.
    kinds = (
        {"what": What.PAGE, "record": pathway},
        {"what": What.EVERYTHING},
        {"what": What.SHEET, "record": pathway, "sheet": 1},
    )
    Follow.objects.bulk_create(
        Follow(follower=person, since=since, **kinds[number % 3]) for number, person in enumerate(people)
    )


def killed_after(batches):
    """Run send_numbers in a process that is killed with SIGKILL within the transaction of batch number `batches`."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            real, stored = sending.store, []

            def store(messages):
                real(messages)
                stored.append(1)
                if len(stored) == batches:
                    os.kill(os.getpid(), signal.SIGKILL)

            sending.store = store
            send_numbers()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status)


def test_one_mail_each(figures):
    pathway = make_pathway(title="LADO")
    make_followers(pathway)
    changed(pathway)
    statuses = [killed_after(batches) for batches in (1, 8)]
    left = FOLLOWERS - Message.objects.count()
    began = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        written = send_numbers()
    seconds = time.monotonic() - began
    again = at_once([send_numbers] * 4, threads=4)

    minutes = Counter(
        moment.replace(second=0, microsecond=0)
        for moment in Message.objects.values_list("send_at", flat=True)
    )
    figures |= {
        "written before it was killed": FOLLOWERS - left,
        "written by the next run": written,
        "seconds of that run": round(seconds, 1),
        "queries of that run": len(queries),
        "most in a minute": max(minutes.values()),
        "minutes": len(minutes),
    }
    assert statuses == [signal.SIGKILL, signal.SIGKILL]
    assert left == FOLLOWERS - 7 * 500
    assert written == left
    assert [answer.error for answer in again] == [None] * 4
    assert [answer.result for answer in again] == [0] * 4
    assert Message.objects.values("to").distinct().count() == Message.objects.count() == FOLLOWERS
    assert len(queries) < 300
    assert max(minutes.values()) <= mails.MAILS_A_MINUTE


def test_four_runs_at_once(figures):
    pathway = make_pathway(title="LADO")
    make_followers(pathway)
    changed(pathway)
    began = time.monotonic()

    answers = at_once([send_numbers] * 4, threads=4)

    figures |= {
        "seconds": round(time.monotonic() - began, 1),
        "written by each": str([answer.result for answer in answers]),
    }
    assert [answer.error for answer in answers] == [None] * 4
    assert Message.objects.values("to").distinct().count() == Message.objects.count() == FOLLOWERS
    assert sum(answer.result for answer in answers) == FOLLOWERS
