"""A PostgreSQL server that does not let us, or that is another one than before; and two databases that exchange their names."""

from contextlib import closing

import pytest
from django.db import OperationalError, connection

from hscp.backups import postgresql_database
from hscp.backups.postgresql_database import PostgreSQL
from hscp.backups.problems import BackupProblem
from hscp.backups.tables import facts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL"),
]


def _to(name=None, **settings):
    other = connection.copy()
    other.settings_dict |= settings
    other.settings_dict["NAME"] = name or other.settings_dict["NAME"]
    return closing(other)


def _execute(other, statement):
    with other.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def _tables(name):
    with _to(name) as other:
        return sorted(facts(other)["tables"])


def test_two_databases_exchange_their_names_though_somebody_is_connected(target):
    database = PostgreSQL(target)
    _execute(target, "CREATE TABLE before (id integer)")
    with database.beside("_restoring") as name, _to(database.name) as reader:
        with _to(name) as other:
            _execute(other, "CREATE TABLE after (id integer)")
        _execute(reader, "SELECT 1")

        database.put_in_place(name, f"{database.name}_old")

        with pytest.raises(OperationalError):
            _execute(reader, "SELECT 1")
    try:
        assert (_tables(database.name), _tables(f"{database.name}_old")) == (["after"], ["before"])
    finally:
        database.drop(f"{database.name}_old")


def test_a_database_that_somebody_else_uses_stays(target, monkeypatch):
    monkeypatch.setattr(postgresql_database, "_TRIES", 1)
    with _to() as other:
        _execute(other, "CREATE ROLE hscp_test_owner LOGIN CREATEDB")
        _execute(other, f"ALTER DATABASE {target.settings_dict['NAME']} OWNER TO hscp_test_owner")
        try:
            with _to(target.settings_dict["NAME"], USER="hscp_test_owner") as owner:
                database = PostgreSQL(owner)
                with database.beside("_restoring") as name, _to(database.name) as reader:
                    _execute(reader, "SELECT 1")
                    with pytest.raises(BackupProblem, match="in use.*Stop the site and its jobs"):
                        database.put_in_place(name, f"{database.name}_old")
                    assert _execute(reader, "SELECT 1") == [(1,)]
        finally:
            _execute(other, f"ALTER DATABASE {target.settings_dict['NAME']} OWNER TO CURRENT_USER")
            _execute(other, "DROP ROLE hscp_test_owner")


def test_if_one_name_cannot_be_given_neither_is(target):
    database = PostgreSQL(target)
    _execute(target, "CREATE TABLE before (id integer)")

    with pytest.raises(BackupProblem, match="may not rename the databases"):
        database.put_in_place("no_such_database", f"{database.name}_old")

    assert _tables(database.name) == ["before"]


def test_a_database_beside_is_gone_afterwards(target):
    with PostgreSQL(target).beside("_verify") as name:
        assert _tables(name) == []

    with pytest.raises(OperationalError), _to(name) as other:
        _execute(other, "SELECT 1")


def test_one_restore_at_a_time(target):
    database = PostgreSQL(target)

    with (
        database.beside("_verify"),
        pytest.raises(BackupProblem, match="Another restore runs"),
        database.beside("_verify"),
    ):
        pass


def test_a_role_that_may_not_make_databases_is_told_what_to_ask_for(db):
    _execute(connection, "DROP ROLE IF EXISTS hscp_test_reader")
    with _to() as other:
        _execute(other, "CREATE ROLE hscp_test_reader LOGIN")
        try:
            with (
                _to(USER="hscp_test_reader") as reader,
                pytest.raises(BackupProblem, match="CREATEDB"),
                PostgreSQL(reader).beside("_verify"),
            ):
                pass
        finally:
            _execute(other, "DROP ROLE hscp_test_reader")


def test_a_server_that_is_away_is_told(db):
    with _to(PORT=1) as other, pytest.raises(BackupProblem, match="The database cannot be reached: "):
        PostgreSQL(other).is_empty()


def _found(**server):
    return {"server": {"version": 15, "dumped_by": 15, "roles": []} | server}


def test_a_backup_of_a_newer_server_is_refused(target):
    database = PostgreSQL(target)

    with pytest.raises(BackupProblem, match="The backup is of PostgreSQL 99, this server is of version 1"):
        database.load(None, _found(version=99), database.name)
    with pytest.raises(BackupProblem, match="pg_restore on this machine is of version"):
        database.load(None, _found(dumped_by=99), database.name)


@pytest.mark.parametrize(
    ("roles", "has_rights", "said"),
    [
        (["postgres"], True, []),
        (
            ["postgres", "portal_of_old"],
            False,
            ["No rights were given, since these roles are not on this server: portal_of_old."],
        ),
    ],
)
def test_rights_are_given_only_if_all_roles_are_there(target, monkeypatch, roles, has_rights, said):
    used = []
    monkeypatch.setattr(
        postgresql_database, "run", lambda program, arguments, *others, **more: used.extend(arguments)
    )
    database = PostgreSQL(target)

    assert database.load(None, _found(roles=roles), database.name) == said
    assert ("--no-privileges" not in used) is has_rights
