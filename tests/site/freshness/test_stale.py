"""What goes stale, for which reason, on which day, and who keeps it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Pathway
from hscp.editing.freshness.defaults import read_defaults
from hscp.records.state import State
from hscp.site.freshness.stale import CHECK, REVIEW, SHOW_UNTIL, YEARS, Stale, StaleRecords
from resources.models import Resource, Toolkit
from tests.factories import (
    make_contact_point,
    make_pathway,
    make_resource,
    make_staff,
    make_theme,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def stale(**choice):
    return StaleRecords(read_defaults(), **choice)


def days(*numbers):
    return [timezone.localdate() + number * DAY for number in numbers]


def test_reviews_are_there_60_days_ahead_whoever_sees_the_record():
    overdue, today, last, _ = (make_toolkit(review_date=day) for day in days(-400, 0, 60, 61))
    draft = make_toolkit(state=State.DRAFT, review_date=days(1)[0])
    make_toolkit(state=State.ARCHIVED, review_date=days(1)[0])
    make_toolkit(review_date=days(1)[0], expire_at=timezone.now() - DAY)

    assert stale(models=[Toolkit]).rows() == [
        Stale(Toolkit, REVIEW, each.pk, each.title, each.review_date, None)
        for each in (overdue, today, draft, last)
    ]


def test_years_end_with_december_and_financial_ones_with_march():
    today = timezone.localdate()
    this, ended = today.year, make_resource(title="Old", valid_to_year=today.year - 3)
    plan = make_resource(title="Plan", valid_from_year=this - 2, valid_to_year=this)
    budget = make_resource(
        title=f"Budget {this - 1}/{this % 100}", valid_from_year=this - 1, valid_to_year=this
    )
    make_resource(valid_to_year=this + 3)
    make_resource(valid_to_year=this - 1, superseded_by=plan)

    rows = stale(models=[Resource], reasons=[YEARS], until=today.replace(month=12, day=31)).rows()

    assert [(row.pk, row.due) for row in rows] == [
        (ended.pk, today.replace(year=this - 3, month=12, day=31)),
        (budget.pk, today.replace(month=3, day=31)),
        (plan.pk, today.replace(month=12, day=31)),
    ]
    assert [row.due for row in rows] == [ended.valid_until, budget.valid_until, plan.valid_until]


def test_years_that_do_not_end_yet_are_not_there():
    today = timezone.localdate()
    make_resource(valid_to_year=today.year)

    assert stale(reasons=[YEARS], until=today.replace(month=12, day=30)).rows() == []


def test_show_until_is_there_once_it_is_near():
    at = timezone.now()
    near = make_toolkit(expire_at=at + 30 * DAY)
    make_toolkit(expire_at=at + 90 * DAY)
    make_toolkit(expire_at=at + 30 * DAY, state=State.DRAFT)

    assert [(row.reason, row.pk, row.due) for row in stale().rows()] == [
        (SHOW_UNTIL, near.pk, timezone.localdate(near.expire_at))
    ]


def test_numbers_that_nobody_checked_come_first():
    due, new = make_pathway(), make_pathway()
    checked, until = days(-90, 30)
    make_contact_point(due, verified_on=checked, next_check=until)
    make_contact_point(new)
    make_contact_point(make_pathway(), verified_on=checked, next_check=days(90)[0])

    assert [(row.reason, row.pk, row.due) for row in stale(models=[Pathway]).rows()] == [
        (CHECK, new.pk, None),
        (CHECK, due.pk, until),
    ]


def test_it_is_counted_by_kind_reason_and_keeper():
    ada, [day] = make_staff(), days(3)
    theme = make_theme(owner=ada)
    for _ in range(2):
        put_in_pack(theme, make_toolkit(review_date=day))
    make_toolkit(review_date=day)
    make_resource(review_date=day, valid_to_year=2020)

    assert stale().counts() == {
        (Toolkit, REVIEW, ada.pk): 2,
        (Toolkit, REVIEW, None): 1,
        (Resource, REVIEW, None): 1,
        (Resource, YEARS, None): 1,
    }
    assert [len(stale(keeper=each).rows()) for each in (str(ada.pk), "nobody", "")] == [2, 3, 5]


def test_there_may_be_nothing_to_ask():
    assert (stale(models=[]).counts(), stale(models=[]).rows()) == ({}, [])


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_few_and_many(count, django_assert_num_queries):
    for number in range(count):
        make_toolkit(review_date=days(number)[0], owner=make_staff())
        make_contact_point(make_pathway())
    found = stale()

    with django_assert_num_queries(2):
        assert (found.counts().total(), len(found.rows(0, 20))) == (2 * count, min(20, 2 * count))
