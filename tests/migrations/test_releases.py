"""Migrations: an empty database gets the tables of the models, and one of an earlier release keeps every row.

The other tests have their tables straight from the models, which is quicker: see pyproject.toml.
"""

import gzip
import os
import re
import sqlite3
import subprocess
import sys
import uuid
from collections import defaultdict
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.migrations.make_dump import APPS

DUMPS = Path(__file__).parent / "dumps"
RELEASES = sorted({path.name.partition(".")[0] for path in DUMPS.iterdir()})
# Django keeps these itself: a migration may add to them.
DJANGOS = ("auth_", "django_")
# Tables that a migration took away on purpose, with all their rows.
TAKEN_AWAY = set()


@contextmanager
def empty_database(folder):
    """Yield (address, connect) of an empty database beside the one of the tests, of the same kind; SQLite's is in `folder`."""
    if connection.vendor == "sqlite":
        path = folder / "release.sqlite3"
        yield f"sqlite:///{path}", lambda: sqlite3.connect(path)
        return
    import psycopg

    at = connection.settings_dict
    server = {"host": at["HOST"], "port": at["PORT"] or 5432, "user": at["USER"], "password": at["PASSWORD"] or ""}
    name = f"release_{uuid.uuid4().hex}"
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")
        try:
            who = ":".join(quote(each, safe="") for each in (server["user"], server["password"]) if each)
            yield (
                f"postgres://{who}@{server['host']}:{server['port']}/{name}",
                lambda: psycopg.connect(**server, dbname=name),
            )
        finally:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def scratch(tmp_path):
    """Return (address, connect) of an empty database."""
    with empty_database(tmp_path) as database:
        yield database


def load(database, sql):
    if connection.vendor == "sqlite":
        database.executescript(sql)
    else:
        database.execute(sql)
        database.commit()


def migrate(address, *to):
    """Run all migrations that the database at `address` has not had yet, or those of an app and number `to`.

    They run in a process of their own.
    """
    subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", *to],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "HSCP_DATABASE_URL": address},
        check=True,
    )


def shape_of(run):
    """Return ({table: its columns}, the names of constraints and indexes that models give) of a database.

    `run` takes SQL and returns the rows.
    """
    if connection.vendor == "sqlite":
        tables = run("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        columns = {
            table: {row[1] for row in run(f"SELECT * FROM pragma_table_info('{table}')")}  # noqa: S608
            for table, _ in tables
        }
        names = {name for _, sql in tables for name in re.findall(r'CONSTRAINT "(\w+)"', sql)}
        names |= {row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'index'")}
    else:
        columns = defaultdict(set)
        for table, column in run(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        ):
            columns[table].add(column)
        names = {row[0] for row in run("SELECT conname FROM pg_constraint")}
        names |= {row[0] for row in run("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")}
    ours = {each.name for model in apps.get_models() for each in (*model._meta.constraints, *model._meta.indexes)}
    return dict(columns), names & ours


@pytest.mark.django_db
def test_an_empty_database_gets_the_tables_of_the_models(scratch):
    address, connect = scratch

    def of_models(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    migrate(address)

    with closing(connect()) as database:
        columns, names = shape_of(lambda sql: database.execute(sql).fetchall())
    wanted_columns, wanted_names = shape_of(of_models)
    # Which migrations have run is of no model.
    wanted_columns.pop("django_migrations", None)
    columns.pop("django_migrations")
    assert columns == wanted_columns
    assert names == wanted_names != set()


def rows_of(database):
    """Return {table: [{column: value}]} of a database."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if connection.vendor == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    rows = {}
    for [table] in database.execute(names).fetchall():
        found = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608
        columns = [column[0] for column in found.description]
        rows[table] = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    return rows


def only(columns, rows):
    """Return rows with these columns alone, in an order of their own."""
    return sorted(repr([(name, row[name]) for name in sorted(columns)]) for row in rows)


@dataclass(frozen=True)
class Upgraded:
    """A database of an earlier release with all migrations: how to reach it, and {table: rows} of before and after."""

    address: str
    connect: object
    before: dict
    after: dict


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request, tmp_path_factory):
    """Migrate the database of an earlier release once. Its records have addresses and files of every kind."""
    with empty_database(tmp_path_factory.mktemp(request.param)) as (address, connect):
        dump = DUMPS / f"{request.param}.{connection.vendor}.sql.gz"
        with closing(connect()) as database:
            load(database, gzip.decompress(dump.read_bytes()).decode())
        with closing(connect()) as database:
            database.execute("UPDATE resources_resource SET link = '', file = 'resource/a.pdf'")
            database.execute("UPDATE resources_toolkit SET file = '', link = 'https://EXAMPLE.org/a?utm_source=b'")
            database.execute("UPDATE training_course SET file = '', link = 'http://intranet/a'")
            database.commit()
            before = rows_of(database)
        migrate(address)
        with closing(connect()) as database:
            after = rows_of(database)
        yield Upgraded(address, connect, before, after)


def test_a_database_of_an_earlier_release_keeps_every_row(upgraded):
    before, after = upgraded.before, upgraded.after
    ours = [table for table in before if table.startswith(tuple(f"{app}_" for app in APPS))]
    assert [table for table in ours if not before[table]] == []
    assert set(before) - set(after) == TAKEN_AWAY
    for table in set(before) - TAKEN_AWAY:
        # All rows of a table have the same columns. Without a row on one side, the other must have none either.
        columns = {*(before[table] or [{}])[0]} & {*(after[table] or [{}])[0]}
        kept, now = only(columns, before[table]), only(columns, after[table])
        if table.startswith(DJANGOS):
            assert (table, set(kept) - set(now)) == (table, set())
        else:
            assert (table, now) == (table, kept)


@pytest.mark.django_db
def test_what_documents_depend_on_becomes_rows_and_text_again(scratch):
    address, connect = scratch
    text = " resources.publisher:12  themes.theme:4 "
    document = f"(7, 'resource', 3, 1, FALSE, 'Kept', '{{}}', '{text}'), (8, 'term', 3, 2, FALSE, 'Kept', '{{}}', '')"
    migrate(address, "search", "0001")
    with closing(connect()) as database:
        columns = "(id, kind, object_id, sequence, removed, title, data, depends_on)"
        database.execute(f"INSERT INTO search_searchdocument {columns} VALUES {document}")  # noqa: S608
        database.commit()

    migrate(address, "search")

    with closing(connect()) as database:
        found = database.execute(
            "SELECT document_id, label, object_id FROM search_searchdependency ORDER BY label"
        ).fetchall()
    assert found == [(7, "resources.publisher", 12), (7, "themes.theme", 4)]
    migrate(address, "search", "0001")
    with closing(connect()) as database:
        found = database.execute("SELECT depends_on FROM search_searchdocument ORDER BY id").fetchall()
    assert found == [(text,), ("",)]


def test_addresses_and_files_become_rows_and_fields_again(upgraded):
    rows = upgraded.after
    links, files = {row["id"]: row for row in rows["links_link"]}, {row["id"]: row for row in rows["links_libraryfile"]}
    found = {
        table: {
            (links[row["link_id"]]["address"], links[row["link_id"]]["state"]) if row["link_id"] else files[row["file_id"]]["upload"]
            for row in rows[f"{table}link"]
        }
        for table in ("resources_resource", "resources_toolkit", "training_course")
    }
    assert found == {
        "resources_resource": {"resource/a.pdf"},
        "resources_toolkit": {("https://example.org/a", "confirmed")},
        # Nobody outside can open it: it is kept, but not shown.
        "training_course": {("http://intranet/a", "withdrawn")},
    }
    assert {table: len(rows[f"{table}link"]) for table in found} == {table: len(upgraded.before[table]) for table in found}
    migrate(upgraded.address, "resources", "0005")
    with closing(upgraded.connect()) as database:
        [(link, file)] = set(database.execute("SELECT link, file FROM resources_toolkit").fetchall())
    assert (link, file) == ("https://example.org/a", "")
