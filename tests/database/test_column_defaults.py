"""T63: a release that does not know a column can still add rows."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from hscp.database.column_defaults import has_steady_default, set_column_defaults
from tests.factories import make_theme
from themes.models import Theme

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite runs one release at a time"),
]


def insert_without_what_has_a_default():
    """Add a theme as a release does that knows only what has no default."""
    columns = [
        field.column
        for field in Theme._meta.local_concrete_fields
        if not field.null and not has_steady_default(field) and not field.primary_key
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        values = names.replace('"slug"', "'new'")
        cursor.execute(f"INSERT INTO themes_theme ({names}) SELECT {values} FROM themes_theme LIMIT 1")  # noqa: S608


def test_a_row_without_the_columns_that_have_a_default_is_added():
    make_theme(title="Neglect")

    insert_without_what_has_a_default()

    added = Theme.objects.get(slug="new")
    assert (added.state, added.parents_title, added.sensitive, added.order) == ("draft", "", False, 0)


def test_a_default_that_is_missing_is_set_again_and_the_others_are_left_alone(django_assert_num_queries):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE themes_theme ALTER COLUMN parents_title DROP DEFAULT")

    with django_assert_num_queries(2):  # what is missing, and one table
        set_column_defaults("default")
    with django_assert_num_queries(1):
        set_column_defaults("default")

    make_theme()
    insert_without_what_has_a_default()


def test_without_the_default_there_is_no_row():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE themes_theme ALTER COLUMN parents_title DROP DEFAULT")
    make_theme()

    with pytest.raises(IntegrityError):
        insert_without_what_has_a_default()


def test_every_steady_default_of_a_field_is_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE is_nullable = 'NO' AND column_default IS NULL AND table_schema = 'public'"
        )
        without = set(cursor.fetchall())

    assert [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if (model._meta.db_table, field.column) in without and has_steady_default(field)
    ] == []


@pytest.mark.parametrize(
    ("field", "is_steady"),
    [
        (models.BooleanField(default=False), True),
        (models.JSONField(default=dict), True),
        (models.CharField(blank=True), True),
        (models.CharField(), False),
        (models.DateTimeField(default=pytest.fail), False),
        (models.DateTimeField(auto_now_add=True, blank=True), False),
    ],
)
def test_only_what_is_always_the_same_is_a_default(field, is_steady):
    assert has_steady_default(field) is is_steady
