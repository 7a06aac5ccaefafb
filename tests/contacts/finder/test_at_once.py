"""Two editors change the guided path at the same time: both changes are checked as if one had come after the other."""

import threading
import time

import pytest
from django.db import connection, transaction

from contacts.finder.path import read_path
from contacts.finder.refusals import refusals_of, refusals_to_withdraw
from contacts.models import FinderAnswer, Pathway
from hscp.records.state import State
from tests.factories import make_contact_point, make_pathway, make_whole_question

pytestmark = pytest.mark.django_db(transaction=True)
WHILE_THE_OTHER_LOOKS = 0.4


def at_once(*changes):
    """Run each of `changes` in its own transaction, all at the same time; return the result of each, sorted."""
    start, outcomes = threading.Barrier(len(changes)), []

    def run(change):
        try:
            start.wait()
            with transaction.atomic():
                outcomes.append(change())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[change]) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def leading(question, **target):
    """Return the change that makes `question` lead to `target` too, if nothing forbids it."""

    def change():
        added = FinderAnswer(question=question, text="More", order=9, **target)
        if refusals_of(question, [*question.answers.all(), added]):
            return "refused"
        time.sleep(WHILE_THE_OTHER_LOOKS)
        added.save()
        return "saved"

    return change


def archiving(pathway):
    def change():
        record = Pathway.objects.get(pk=pathway.pk)
        record.state = State.ARCHIVED
        if refusals_to_withdraw([record]):
            return "refused"
        time.sleep(WHILE_THE_OTHER_LOOKS)
        record.save()
        return "saved"

    return change


def test_two_halves_of_a_loop_do_not_become_one():
    first, second = make_whole_question(is_first=True), make_whole_question()

    outcomes = at_once(leading(first, next_question=second), leading(second, next_question=first))

    assert outcomes == ["refused", "saved"]
    assert [problem.kind for problem in read_path().problems() if problem.refuses] == []


def test_a_contact_is_not_archived_while_an_answer_to_it_is_added():
    question, pathway = make_whole_question(is_first=True), make_pathway()
    make_contact_point(pathway)

    outcomes = at_once(leading(question, pathway=pathway), archiving(pathway))

    assert outcomes == ["refused", "saved"]
    assert read_path().problems() == []
