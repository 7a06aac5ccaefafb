"""Queries whose SQL is built once: they find what the queryset would, whatever was asked before."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db.models import Exists, OuterRef
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from hscp.records.compiled_queries import CompiledQuery, keep_loaded
from hscp.records.state import live_filter
from tests.factories import make_contact_point, make_pathway, make_resource, make_theme, put_in_pack
from themes.models import Theme, ThemeResource

pytestmark = pytest.mark.django_db


def live_themes(pks, at):
    return Theme.objects.filter(live_filter(at=at), pk__in=pks).order_by("pk")


def test_each_call_has_its_own_values():
    now = timezone.now()
    first, second = make_theme(), make_theme(publish_at=now + timedelta(days=1))
    find = CompiledQuery(live_themes)

    found = [
        find(pks=[first.pk], at=now),
        find(pks=[second.pk], at=now),
        find(pks=[second.pk], at=now + timedelta(days=2)),
        find(pks=[first.pk], at=now),
    ]

    assert found == [[first], [], [second], [first]]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 9])
def test_it_finds_all_of_any_number_of_keys(number):
    themes = [make_theme() for _ in range(number)]
    make_theme()

    assert CompiledQuery(live_themes)(pks=[theme.pk for theme in themes], at=timezone.now()) == themes


def test_no_key_finds_nothing_and_makes_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert CompiledQuery(live_themes)(pks=[], at=timezone.now()) == []


def test_the_sql_is_built_once_for_each_shape(django_assert_num_queries):
    theme = make_theme()
    find = CompiledQuery(live_themes)
    find(pks=[theme.pk], at=timezone.now())
    find(pks=[theme.pk] * 3, at=timezone.now())

    with mock.patch.object(SQLCompiler, "as_sql", side_effect=AssertionError), django_assert_num_queries(2):
        find(pks=[theme.pk], at=timezone.now())
        find(pks=[theme.pk] * 4, at=timezone.now())


def test_a_flag_makes_a_query_of_its_own():
    def build(pk, every):
        themes = Theme.objects.filter(pk=pk)
        return themes if every else themes.none() | themes.filter(state="draft")

    theme = make_theme()
    find = CompiledQuery(build)

    assert [find(pk=theme.pk, every=every) for every in (True, False, True)] == [[theme], [], [theme]]


def test_a_query_with_a_time_of_its_own_is_refused():
    find = CompiledQuery(lambda pk: Theme.objects.live().filter(pk=pk))

    with pytest.raises(ValueError, match="a value of its own"):
        find(pk=1)


def test_a_value_that_the_query_does_not_use_as_given_is_refused():
    find = CompiledQuery(lambda pk: Theme.objects.filter(pk=pk + 1))

    with pytest.raises(ValueError, match="not in the query"):
        find(pk=1)


def test_related_records_and_annotations_come_with_it(django_assert_num_queries):
    theme, resource = make_theme(), make_resource()
    put_in_pack(theme, resource)

    @CompiledQuery
    def find(themes, at):
        live = Theme.objects.filter(live_filter(at=at), pk=OuterRef("theme"))
        rows = ThemeResource.objects.filter(theme__in=themes).select_related("resource")
        return rows.only("theme", "resource__title").annotate(is_live=Exists(live))

    for _ in range(2):
        with django_assert_num_queries(1):
            [row] = find(themes=[theme.pk], at=timezone.now())
            assert (row.resource.title, row.is_live) == (resource.title, True)


def test_what_is_kept_as_loaded_is_given_without_a_query_and_is_not_filtered_unseen(
    django_assert_num_queries,
):
    pathway, other = make_pathway(), make_pathway()
    points = [make_contact_point(pathway) for _ in range(2)]

    keep_loaded([pathway, other], "contact_points", points, "pathway_id")

    with django_assert_num_queries(0):
        assert [pathway.contact_points.all(), other.contact_points.all()] == [points, []]
    with pytest.raises(AttributeError):
        pathway.contact_points.filter(kind="phone")
