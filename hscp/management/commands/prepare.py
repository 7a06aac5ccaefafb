"""Bring a new or existing installation up to date: database, roles, starter content, search, sign-in link.

`make run` calls it before the server, which then answers while a first run's PDFs are made. Safe to run again: it keeps
what is there.
"""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from themes.models import Theme


class Command(BaseCommand):
    help = "Prepare the database, the roles and, on a first run, the starter content and a way in."

    def add_arguments(self, parser):
        parser.add_argument(
            "--address", required=True, help="Where the site will answer, such as http://localhost:8000."
        )
        parser.add_argument(
            "--leave-search", action="store_true", help="leave search as it is: somebody brings it into step"
        )

    def handle(self, *, address, leave_search=False, **options):
        address = address.rstrip("/")
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        call_command("sync_roles", stdout=self.stdout)
        first_run = not Theme.objects.exists()
        call_command("load_starter_content", if_empty=True, stdout=self.stdout)
        if first_run:
            # Once only: example sessions that somebody has removed do not come back.
            call_command("load_example_sessions", stdout=self.stdout)
        if not leave_search:
            # As after an upgrade. The check is much quicker than the work.
            call_command("rebuild_search", if_needed=True, stdout=self.stdout)
        self.stdout.write(f"\nThe site:    {address}/")
        self.stdout.write(f"The editors: {address}/admin/")
        call_command("make_sign_in_link", address=address, stdout=self.stdout)
