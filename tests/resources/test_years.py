"""The years of a strategy or plan, read from its title."""

from datetime import date

import pytest

from resources.enums import ResourceKind
from resources.models import Resource
from resources.years import last_day, suggested_years, years_in
from tests.factories import make_resource


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Strategy 2023-26", (2023, 2026)),
        ("Strategy 2023–2026", (2023, 2026)),
        ("Strategy 2023 - 26", (2023, 2026)),
        ("Plan 2024 to 2027", (2024, 2027)),
        ("Business plan 2025/26", (2025, 2026)),
        ("Turn of the century 1999-01", None),
        ("Act 2021", None),
        ("Call 0300 2023-9999", None),
        ("Strategy 2026-23", None),
        ("From 2019-06-01", None),
    ],
)
def test_years_are_read_where_a_title_gives_them(title, years):
    assert years_in(title) == years


def test_a_report_about_some_years_is_not_valid_in_those_alone():
    assert suggested_years("Report 2023-24", ResourceKind.REPORT_OR_REVIEW) is None
    assert suggested_years("Strategy 2023-24", ResourceKind.STRATEGY) == (2023, 2024)


@pytest.mark.parametrize(
    ("title", "first", "day"),
    [
        ("Plan 2024-26", 2024, date(2026, 12, 31)),
        ("Plan 2025/26", 2025, date(2026, 3, 31)),
        ("Plan 2024/26", 2024, date(2026, 12, 31)),
        ("Plan", None, date(2026, 12, 31)),
    ],
)
def test_years_end_with_december_and_a_financial_year_with_march(title, first, day):
    assert last_day(title, first, 2026) == day


def form(**fields):
    rows = {"link_rows-TOTAL_FORMS": 0, "link_rows-INITIAL_FORMS": 0}
    return {
        "kind": "strategy",
        "audience_group": "professionals",
        "state": "draft",
        "slug": "plan",
        **rows,
        **fields,
    }


@pytest.mark.django_db
def test_a_new_resource_has_the_years_of_its_title_and_the_editor_is_told(editor):
    page = editor.post("/admin/resources/resource/add/", form(title="Plan 2023-26"), follow=True)

    resource = Resource.objects.get()
    assert (resource.valid_from_year, resource.valid_to_year) == (2023, 2026)
    assert "The years 2023 to 2026 were read from the title." in page.content.decode()


@pytest.mark.django_db
def test_years_that_an_editor_typed_stay(editor):
    editor.post("/admin/resources/resource/add/", form(title="Plan 2023-26", valid_to_year=2025), follow=True)

    assert Resource.objects.values_list("valid_from_year", "valid_to_year").get() == (None, 2025)


@pytest.mark.django_db
def test_the_form_of_a_stored_one_says_what_its_title_says(publisher):
    resource = make_resource(title="Plan 2023-26", kind="strategy")

    page = publisher.get(f"/admin/resources/resource/{resource.pk}/change/").content.decode()

    assert "The title says 2023 to 2026." in page
