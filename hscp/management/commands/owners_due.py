"""Mail whoever keeps records what there is to do about them. It is run weekly: docs/jobs.md.

It is one mail a person: numbers and addresses to check, links that are wrong, reviews, years and "show until" that end. With
--dry-run it prints what it would send and sends nothing. What nobody who can be reached keeps goes to HSCP_CONTACT_EMAIL or,
without that, is printed. It exits with 1 only if a message could not be sent.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hscp.records.owner_mails import send_to_owners
from hscp.site.freshness.mails import owner_mails


class Command(BaseCommand):
    help = "Email whoever keeps records about reviews, contacts and links that are due."

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
        found = owner_mails(days)
        if not found:
            self.stdout.write("Nothing is due.")
        failed = send_to_owners(
            found,
            address.rstrip("/"),
            dry_run=dry_run,
            out=self.stdout,
            err=self.stderr,
            nobody="Nobody to write to: nobody with an email address keeps these records.",
        )
        if failed:
            raise CommandError(f"{failed} of {len(found)} messages could not be sent.")
