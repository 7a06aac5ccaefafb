"""Two editors and one verifier at the same time: the public never sees a number that nobody else confirmed."""

import threading
import time
from itertools import count, cycle

import pytest
from django.db import connection

from contacts.models import ContactChange, ContactPoint
from contacts.numbers.verification import CannotChangeContact, confirm, propose, values_of
from tests.factories import make_contact_point, make_pathway, make_staff

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 25
START = "01962 876364"


def number(index):
    """Return a different valid telephone number for each `index`."""
    return f"01962 84{5000 + index}"


def all_at_once(*actions):
    """Run each of `actions` in its own thread, started together; raise what any of them raised."""
    start, errors = threading.Barrier(len(actions)), []

    def run(action):
        try:
            start.wait()
            action()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_two_editors_and_a_verifier_never_publish_what_was_not_read():
    pathway = make_pathway()
    point = make_contact_point(pathway, value=START)
    editors, verifier = [make_staff(), make_staff()], make_staff()
    places, pauses = count(1), cycle([0, 0.005, 0.02])
    read, seen, over = {START}, {START}, threading.Event()

    def edit(by):
        for _ in range(ROUNDS):
            values = values_of(ContactPoint.objects.get()) | {"value": number(next(places))}
            propose(pathway=pathway, action="change", by=by, point=point, values=values)
            time.sleep(next(pauses))

    def verify():
        while True:
            last = over.is_set()
            change = ContactChange.objects.filter(state="waiting").first()
            if change is None:
                if last:
                    return
                continue
            value = change.after["value"]
            # The time it takes to ring, sometimes none: a proposal may be rewritten in that time.
            time.sleep(next(pauses))
            try:
                confirm(change=change, edition=change.edition, by=verifier)
                read.add(value)
            except CannotChangeContact:
                pass

    def look():
        while not over.is_set():
            seen.add(ContactPoint.objects.get().value)

    def edit_both():
        try:
            all_at_once(lambda: edit(editors[0]), lambda: edit(editors[1]))
        finally:
            over.set()

    all_at_once(edit_both, verify, look)
    seen.add(ContactPoint.objects.get().value)

    assert (seen - read, len(read) > 1) == (set(), True)
    confirmed = ContactChange.objects.filter(state="confirmed")
    assert {change.after["value"] for change in confirmed} == read - {START}
    assert not confirmed.filter(decided_by__in=editors).exists()


def test_a_number_rewritten_between_reading_and_confirming_stays_unseen():
    point = make_contact_point(make_pathway(), value=START)
    ada, ben, verifier = make_staff(), make_staff(), make_staff()
    first = values_of(point) | {"value": number(1)}
    change = propose(pathway=point.pathway, action="change", by=ada, point=point, values=first)
    read = ContactChange.objects.get()

    all_at_once(
        lambda: propose(
            pathway=point.pathway,
            action="change",
            by=ben,
            point=point,
            values=first | {"value": number(2)},
        )
    )
    with pytest.raises(CannotChangeContact, match="It was rewritten since you read it"):
        confirm(change=read, edition=read.edition, by=verifier)

    change.refresh_from_db()
    assert (change.state, change.edition, ContactPoint.objects.get().value) == ("waiting", 2, START)


def test_two_verifiers_confirm_one_change_once():
    point = make_contact_point(make_pathway(), value=START)
    verifiers = [make_staff() for _ in range(4)]
    values = values_of(point) | {"value": number(1)}
    change = propose(pathway=point.pathway, action="change", by=make_staff(), point=point, values=values)
    outcomes = []

    def decide(by):
        try:
            confirm(change=change, edition=1, by=by)
            outcomes.append("confirmed")
        except CannotChangeContact as error:
            outcomes.append(str(error))

    all_at_once(*[lambda by=by: decide(by) for by in verifiers])

    late = "This change waits no longer: it was confirmed."
    assert sorted(outcomes) == [late] * 3 + ["confirmed"]
