"""Rows of any table as JSON text, exactly as the database has them: read, deleted, inserted and put back, some hundreds at a time.

Django's fields have no part in it: what comes back is what was there, whatever a model makes of it when it is saved.
"""

import hashlib
import json

from django.db import IntegrityError, connection, transaction

CHUNK = 300


def digest(text):
    """Return a short code of a row's JSON text, "" for None."""
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest() if text is not None else ""


def as_json(model, row):
    """Return the SQL that makes JSON text of `row` (an alias of the model's table) in this database."""
    if connection.vendor == "postgresql":
        return f"to_jsonb({row})::text"
    parts = [f"'{column}', {row}.{connection.ops.quote_name(column)}" for column in _columns(model)]
    return f"json_object({', '.join(parts)})"


def read_rows(model, pks, *, lock=False):
    """Return {primary key: JSON text} of the stored rows among `pks`. With `lock` nobody else changes them meanwhile."""
    found = {}
    locking = " FOR NO KEY UPDATE" if lock and connection.vendor == "postgresql" else ""
    for some in _chunks(sorted(pks)):
        found |= dict(
            _run(
                f"SELECT {_key(model, 'r')}, {as_json(model, 'r')} FROM {_table(model)} r "
                f"WHERE {_key(model, 'r')} IN ({_marks(some)}) ORDER BY 1{locking}",
                some,
            )
        )
    return found


def delete_rows(model, pks):
    """Delete the rows `pks` of `model`, and nothing else: what points at them is the caller's business."""
    for some in _chunks(sorted(pks)):
        _run(f"DELETE FROM {_table(model)} WHERE {_key(model)} IN ({_marks(some)})", some)


def insert_rows(model, rows):
    """Insert `rows`, each {column: value}, with their primary keys."""
    columns = ", ".join(map(connection.ops.quote_name, _columns(model)))
    for some in _chunks(rows):
        if connection.vendor == "postgresql":
            _run(
                f"INSERT INTO {_table(model)} ({columns}) SELECT {columns} FROM {_as_records(model)}",
                [json.dumps(some)],
            )
        else:
            _run_many(
                f"INSERT INTO {_table(model)} ({columns}) VALUES ({_marks(_columns(model))})",
                [[row[column] for column in _columns(model)] for row in some],
            )


def put_rows(model, rows):
    """Make stored rows what `rows` say, each {column: value} with all columns.

    Rows that have exchanged a value that is unique are deleted and inserted anew: there is no order in which they could be changed.
    """
    for some in _chunks(rows):
        try:
            with transaction.atomic():
                _update(model, some)
        except IntegrityError:
            delete_rows(model, [row[model._meta.pk.column] for row in some])
            insert_rows(model, some)


def _update(model, rows):
    quoted = [(column, connection.ops.quote_name(column)) for column in _columns(model)]
    if connection.vendor == "postgresql":
        values = ", ".join(f"{name} = r.{name}" for _, name in quoted)
        _run(
            f"UPDATE {_table(model)} t SET {values} FROM {_as_records(model)} r "
            f"WHERE {_key(model, 't')} = {_key(model, 'r')}",
            [json.dumps(rows)],
        )
    else:
        values = ", ".join(f"{name} = %s" for _, name in quoted)
        _run_many(
            f"UPDATE {_table(model)} SET {values} WHERE {_key(model)} = %s",
            [[*(row[column] for column, _ in quoted), row[model._meta.pk.column]] for row in rows],
        )


def _columns(model):
    return [field.column for field in model._meta.local_concrete_fields]


def _table(model):
    return connection.ops.quote_name(model._meta.db_table)


def _key(model, alias=""):
    name = connection.ops.quote_name(model._meta.pk.column)
    return f"{alias}.{name}" if alias else name


def _as_records(model):
    return f"jsonb_populate_recordset(NULL::{_table(model)}, %s::jsonb)"


def _marks(values):
    return ", ".join(["%s"] * len(values))


def _chunks(values):
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _run(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def _run_many(sql, rows):
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
