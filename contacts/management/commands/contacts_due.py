"""Mail the owners of contacts a list of the numbers and addresses to check. Run it weekly, for instance from cron.

With --dry-run it prints what it would send and sends nothing. Contacts without an owner who can be reached go to
HSCP_CONTACT_EMAIL or, without that, are printed. It exits with 1 only if a message could not be sent.
"""

from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contacts.numbers.checks_due import reminders
from hscp.records.owner_mails import send_to_owners


class Command(BaseCommand):
    help = "Email the owners of contacts about numbers and addresses that are due to be checked."

    def add_arguments(self, parser):
        parser.add_argument(
            "--address",
            default=settings.HSCP_ADDRESS,
            help="The address of this site, such as https://portal.example.org. Default: HSCP_ADDRESS.",
        )
        parser.add_argument(
            "--days", type=int, default=14, help="How many days ahead to look. Default: %(default)s."
        )
        parser.add_argument("--dry-run", action="store_true", help="Print the messages and send nothing.")

    def handle(self, *, address, days, dry_run, **options):
        address = address.rstrip("/")
        found = reminders(on=timezone.localdate() + timedelta(days=days))
        if not found:
            self.stdout.write("No number or address is due to be checked.")
        failed = send_to_owners(
            found,
            address,
            dry_run=dry_run,
            out=self.stdout,
            err=self.stderr,
            nobody="Nobody to write to: these contacts have no owner with an email address.",
        )
        if failed:
            raise CommandError(f"{failed} of {len(found)} messages could not be sent.")
