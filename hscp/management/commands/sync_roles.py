"""Write the portal's roles to the database. Run it after every `migrate`; `make run` does."""

from django.core.management.base import BaseCommand, CommandError

from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.roles import UnknownPermission, sync_roles


class Command(BaseCommand):
    help = "Make the groups and their permissions what hscp/security/roles.py says."

    def handle(self, *args, **options):
        try:
            changed = sync_roles()
        except UnknownPermission as error:
            raise CommandError(f"{error} Run migrate first.") from error
        if changed:
            record(AuditKind.ROLES_WRITTEN, what=", ".join(changed))
        self.stdout.write(f"Roles written: {', '.join(changed)}." if changed else "The roles are up to date.")
