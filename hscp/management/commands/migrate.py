"""Django's migrate, which holds nobody up: it gives up on a table that is in use after half a second, and tries again.

Readers and editors can stay on the site meanwhile. See docs/releases.md.
"""

from django.core.management.commands import migrate
from django.db import connections

from hscp.database.migrating import again_while_locked, migration_limits


class Command(migrate.Command):
    def handle(self, *args, **options):
        using = options["database"]
        with migration_limits(connections[using]):
            return again_while_locked(
                lambda: super(Command, self).handle(*args, **options), using, self.stderr.write
            )
