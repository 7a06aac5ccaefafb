"""When records are looked at: by their kind, spread over time, and before they end."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from reversion.models import Revision

from contacts.models import Pathway
from hscp.editing.freshness.review_dates import add_months, give_review_dates, next_review, spread
from hscp.editing.models import KindRule
from hscp.records.state import State
from resources.models import Resource, Toolkit
from tests.editing.freshness.builders import make_kind_rule
from tests.factories import make_staff, make_term, make_theme
from themes.models import Term, Theme

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 31)


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 6, 30), 18, date(2028, 12, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_are_added_as_in_a_calendar(day, number, expected):
    assert add_months(day, number) == expected


def test_the_kind_says_how_often_and_its_rule_says_otherwise():
    make_kind_rule(Theme, review_months=3)
    make_kind_rule(Term)

    assert [next_review(model, on=TODAY) for model in (Toolkit, Pathway, Theme, Term)] == [
        date(2028, 1, 31),
        date(2027, 7, 31),
        date(2027, 4, 30),
        date(2028, 1, 31),
    ]


def test_first_dates_are_spread_over_the_second_half():
    records = [Term() for _ in range(4)] + [Pathway()]

    assert spread(records, on=date(2027, 1, 1)) == [
        date(2027, 8, 17),
        date(2027, 10, 1),
        date(2027, 11, 16),
        date(2028, 1, 1),
        date(2027, 7, 1),
    ]


@pytest.mark.parametrize(
    ("title", "years", "expected"),
    [
        ("Plan 2024-27", (2024, 2027), date(2027, 11, 1)),
        ("Plan 2026/27", (2026, 2027), date(2027, 3, 2)),
        ("Plan 2024-40", (2024, 2040), date(2028, 1, 31)),
        ("Plan 2019-24", (2019, 2024), date(2027, 3, 2)),
    ],
)
def test_what_ends_is_looked_at_before(title, years, expected):
    resource = Resource(title=title, valid_from_year=years[0], valid_to_year=years[1])

    assert spread([resource], on=TODAY) == [expected]


def test_records_without_a_date_get_one_in_one_revision():
    editor, day = make_staff(), date(2027, 5, 5)
    dated, empty, archived = make_term(review_date=day), make_term(), make_term(state=State.ARCHIVED)
    theme = make_theme()

    assert give_review_dates(by=editor, models=[Term, Theme]) == 2

    for record in (dated, empty, archived, theme):
        record.refresh_from_db()
    assert (dated.review_date, archived.review_date) == (day, None)
    assert empty.review_date == theme.review_date == next_review(Term)
    assert [(each.user, each.version_set.count()) for each in Revision.objects.all()] == [(editor, 2)]


def test_a_rule_needs_a_sensible_number_of_months():
    with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        make_kind_rule(Theme, review_months=0)
    with pytest.raises(ValidationError, match="every 1 to 60 months"):
        KindRule(review_months=61).full_clean(exclude=["content_type"])
