"""Gives the site a role of its own on PostgreSQL, which reads and writes rows and can change neither tables nor the audit trail.

Run it with HSCP_DATABASE_URL of the role that owns the tables, after the first `migrate`: it prints the statements, or runs them
with --apply. Tables of later releases get the same rights by themselves. With --check, run as the site, it says what is too much.
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from hscp.database.roles import could_do, statements
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record


class Command(BaseCommand):
    help = "Print, give or check the rights of the role with which the site connects to PostgreSQL."

    def add_arguments(self, parser):
        parser.add_argument("--site", metavar="ROLE", help="the role of the site; it is there already")
        parser.add_argument("--apply", action="store_true", help="run the statements, all or none")
        parser.add_argument(
            "--check", action="store_true", help="say what the role of HSCP_DATABASE_URL may do too much"
        )

    def handle(self, *, site, apply, check, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles. SQLite is for a first look.")
        if check:
            self._check()
        elif not site:
            raise CommandError("Name the role of the site, such as --site hscp_site, or ask for --check.")
        elif apply:
            self._apply(site)
        else:
            self.stdout.write(
                "\n".join(["BEGIN;", *(f"{each};" for each in statements(connection, site)), "COMMIT;"])
            )

    def _check(self):
        if found := could_do(connection):
            raise CommandError(
                "The role of HSCP_DATABASE_URL could do what the site must not:\n- " + "\n- ".join(found)
            )
        self.stdout.write("The role of HSCP_DATABASE_URL may do what the site needs, and nothing more.")

    def _apply(self, site):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for each in statements(connection, site):
                    cursor.execute(each)
                record(AuditKind.ROLES_WRITTEN, about="database", what=f"rights of {site}")
        except DatabaseError as error:
            raise CommandError(f"Nothing was changed. PostgreSQL says: {error}".strip()) from error
        self.stdout.write(f"{site} may read and write rows, and add to the audit trail.")
