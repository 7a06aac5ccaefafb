"""Mail the owners of records a list of the links that are wrong. Run it weekly, for instance from cron.

It says what `check_links` has found. With --dry-run it prints what it would send and sends nothing. Links of records without an
owner who can be reached go to HSCP_CONTACT_EMAIL or, without that, are printed. It exits with 1 only if a message could not be sent.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hscp.links.checking.mails import link_mails
from hscp.records.owner_mails import send_to_owners


class Command(BaseCommand):
    help = "Email the owners of records about links that do not work, have moved or say something else."

    def add_arguments(self, parser):
        parser.add_argument(
            "--address",
            default=settings.HSCP_ADDRESS,
            help="The address of this site, such as https://portal.example.org. Default: HSCP_ADDRESS.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Print the messages and send nothing.")

    def handle(self, *, address, dry_run, **options):
        found = link_mails()
        if not found:
            self.stdout.write("No link needs to be looked at.")
        failed = send_to_owners(
            found,
            address.rstrip("/"),
            dry_run=dry_run,
            out=self.stdout,
            err=self.stderr,
            nobody="Nobody to write to: these records have no owner with an email address.",
        )
        if failed:
            raise CommandError(f"{failed} of {len(found)} messages could not be sent.")
