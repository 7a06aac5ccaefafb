"""The contacts that a process knows while the database is away."""

from collections import OrderedDict
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.output import known
from tests.factories import make_contact_point, make_pathway

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    monkeypatch.setattr(known, "_known", OrderedDict())


def test_they_have_their_numbers_without_a_query(django_assert_num_queries):
    pathway = make_pathway()
    make_contact_point(pathway, value="01962 000001")
    known.read_beforehand([])

    with django_assert_num_queries(0):
        found, read_at = known.recall([pathway.pk, pathway.pk + 1])
        values = [point.value for point in found[pathway.pk].contact_points.all()]

    assert (list(found), values) == ([pathway.pk], ["01962 000001"])
    assert timezone.now() - read_at < timedelta(minutes=1)


def test_one_that_has_ended_meanwhile_or_was_read_a_day_ago_is_not_known(time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    ends, stays = make_pathway(expire_at=now + timedelta(hours=1)), make_pathway()
    known.read_beforehand([])

    found = []
    for hours in (0, 1, 23, 24):
        time_machine.move_to(now + timedelta(hours=hours), tick=False)
        found.append(sorted(known.recall([ends.pk, stays.pk])[0]))

    assert found == [[ends.pk, stays.pk], [stays.pk], [stays.pk], []]


def test_when_the_oldest_was_read_counts_and_nothing_is_none(time_machine):
    first, second = make_pathway(), make_pathway()
    now = timezone.now()
    time_machine.move_to(now - timedelta(hours=2), tick=False)
    known.remember([first])
    time_machine.move_to(now, tick=False)
    known.remember([second])

    assert known.recall([first.pk, second.pk])[1] == now - timedelta(hours=2)
    assert known.recall([0]) == ({}, None)


def test_the_least_lately_read_go(monkeypatch):
    monkeypatch.setattr(known, "MOST", 2)
    first, second, third = make_pathway(), make_pathway(), make_pathway()

    known.remember([first, second])
    known.remember([first, third])

    assert sorted(known._known) == [first.pk, third.pk]


@pytest.mark.parametrize("number", [1, 30])
def test_reading_beforehand_makes_as_many_queries_for_many(django_assert_num_queries, number):
    for _ in range(number):
        make_contact_point(make_pathway())

    with django_assert_num_queries(4):
        known.read_beforehand([1, 2])

    assert len(known._known) == number
