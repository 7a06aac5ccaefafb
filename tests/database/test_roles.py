"""T59: as the site's own role of PostgreSQL, nobody changes the audit trail or a table, and the retention job still works."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from hscp.models import User
from hscp.security.audit.checking import check
from hscp.security.audit.models import AuditEntry
from hscp.security.audit.retention import end_old_entries
from hscp.security.audit.trail import append
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SITE = "hscp_site_of_a_test"
LONG = datetime.timedelta(days=2000)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture
def migrated():
    """Have the table that `migrate` makes: the tests make their tables without it."""
    if connection.vendor == "postgresql":
        MigrationRecorder(connection).ensure_schema()


@pytest.fixture
def site(migrated):
    """Go on as the site's own role, which is made in the transaction of the test and goes with it."""
    append(kind="signed_in", at=timezone.now() - LONG)
    append(kind="signed_in", at=timezone.now())
    run(f"CREATE ROLE {SITE}")
    call_command("database_roles", site=SITE, apply=True, stdout=StringIO())
    run(f"SET LOCAL SESSION AUTHORIZATION {SITE}")
    yield
    run("RESET SESSION AUTHORIZATION")


@on_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hscp_auditentry SET what = 'else'",
        "DELETE FROM hscp_auditentry",
        "TRUNCATE hscp_auditentry",
        "SET LOCAL hscp.audit_retention = 'on'; DELETE FROM hscp_auditentry",
        "INSERT INTO hscp_auditentry (number, at, kind, about, what, seal) VALUES (1, now(), 'x', '', '', '') "
        "ON CONFLICT (number) DO UPDATE SET kind = 'x'",
        "ALTER TABLE hscp_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER hscp_audit_guard ON hscp_auditentry",
        "DROP TABLE hscp_auditentry",
        "ALTER TABLE hscp_auditentry OWNER TO CURRENT_USER",
        "SET LOCAL session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION hscp_audit_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "CREATE TABLE another (number int)",
        "ALTER TABLE hscp_user ADD COLUMN another int",
        "DELETE FROM django_migrations",
        "CREATE ROLE another SUPERUSER",
    ],
)
def test_the_site_changes_neither_the_trail_nor_a_table(site, statement):
    with pytest.raises(DatabaseError, match="permission denied|must be owner|must be superuser"):
        run(statement)

    assert (AuditEntry.objects.count(), check().problems) == (2, [])


@on_postgresql
def test_the_site_adds_to_the_trail_reads_it_and_ends_what_is_old_by_the_one_door(site):
    append(kind="signed_out", at=timezone.now())

    assert end_old_entries(timezone.now(), only_count=False) == 1
    assert list(AuditEntry.objects.order_by("number").values_list("number", "kind")) == [
        *((2, "signed_in"), (3, "signed_out"), (4, "trail_shortened")),
    ]
    assert check().problems == []


@on_postgresql
def test_the_door_opens_for_nothing_that_is_young(site):
    assert run("SELECT hscp_audit_end(1000)") == (1,)
    assert AuditEntry.objects.get().number == 2


@on_postgresql
def test_the_site_reads_and_writes_everything_else(site):
    user = make_user()
    User.objects.filter(pk=user.pk).update(first_name="Ada")
    # What can be undone is recorded in a temporary table.
    run("CREATE TEMPORARY TABLE hscp_rows_of_a_test (number int)")

    assert user.delete()[0] == 1


@on_postgresql
def test_a_table_of_a_later_release_has_the_same_rights(migrated):
    run(f"CREATE ROLE {SITE}")
    call_command("database_roles", site=SITE, apply=True, stdout=StringIO())
    run("CREATE TABLE of_a_later_release (number serial)")
    run(f"SET LOCAL SESSION AUTHORIZATION {SITE}")

    run("INSERT INTO of_a_later_release DEFAULT VALUES")

    assert run("SELECT number FROM of_a_later_release") == (1,)
    run("RESET SESSION AUTHORIZATION")


@on_postgresql
def test_rights_that_are_given_are_in_the_trail(migrated, django_capture_on_commit_callbacks):
    run(f"CREATE ROLE {SITE}")

    with django_capture_on_commit_callbacks(execute=True):
        call_command("database_roles", site=SITE, stdout=StringIO())
        call_command("database_roles", site=SITE, apply=True, stdout=StringIO())

    [entry] = AuditEntry.objects.all()
    assert (entry.kind, entry.by, entry.about, entry.what) == (
        "roles_written",
        None,
        "database",
        f"rights of {SITE}",
    )


@on_postgresql
def test_the_check_says_what_a_role_could_do_and_finds_nothing_with_the_sites_own(site):
    out = StringIO()
    call_command("database_roles", check=True, stdout=out)
    run("RESET SESSION AUTHORIZATION")

    assert "and nothing more" in out.getvalue()
    with pytest.raises(CommandError, match="take the triggers from the audit trail"):
        call_command("database_roles", check=True)


@on_postgresql
def test_printing_changes_nothing_and_quotes_names(migrated):
    out = StringIO()
    call_command("database_roles", site='odd"; DROP TABLE x; --', stdout=out)

    assert 'TO "odd""; DROP TABLE x; --"' in out.getvalue()
    assert out.getvalue().startswith("BEGIN;")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("database_roles", site="nobody_of_this_name", apply=True)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL has roles")
def test_sqlite_is_told_that_it_has_none():
    with pytest.raises(CommandError, match="Only PostgreSQL has roles"):
        call_command("database_roles", check=True)
