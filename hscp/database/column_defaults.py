"""Defaults of columns, in the database itself, so that code which does not know a column can still add rows.

Django fills a column from Python, which the previous release cannot do for a column that came after it; nor can the next one
for a column that it no longer knows and that is still there. PostgreSQL is told the same values; SQLite runs one release at a time.
See docs/decisions/0028-releases-in-two-steps.md.
"""

from django.apps import apps
from django.db import connections

# What always makes the same value. Others, such as the time, are no value for the database to keep.
_STEADY = {list, dict, bytes}
_WITHOUT_DEFAULT = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
"""


def set_column_defaults(using):
    """Give each column of the database `using` that must have a value the default of its field, unless it has one.

    The columns of one table are one statement, which locks the table for as long as it takes to note it. Nothing is locked
    where nothing is missing. Whoever migrates calls it at the end.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_DEFAULT)
        missing = set(cursor.fetchall())
    with connection.schema_editor(atomic=False) as editor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            changes = [
                f"ALTER COLUMN {editor.quote_name(field.column)}"
                f" SET DEFAULT {editor.quote_value(editor.effective_default(field))}"
                for field in model._meta.local_concrete_fields
                if (table, field.column) in missing and has_steady_default(field)
            ]
            if changes:
                editor.execute(f"ALTER TABLE {editor.quote_name(table)} {', '.join(changes)}")


def has_steady_default(field):
    """Return whether Django fills `field` with the same value in every new row that says nothing of it."""
    if field.has_default():
        return not callable(field.default) or field.default in _STEADY
    return field.blank and field.empty_strings_allowed and not field.primary_key
