"""Bring a new or existing installation up to date: database, roles, starter content, search, sign-in link.

`make run` calls it before the server, which then answers while a first run's PDFs are made. Safe to run again: it keeps
what is there.
"""

from io import StringIO

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from themes.models import Theme


class Command(BaseCommand):
    help = "Prepare the database, the roles and, on a first run, the starter content and a way in."

    def add_arguments(self, parser):
        parser.add_argument(
            "--address", required=True, help="Where the site will answer, such as http://localhost:8000."
        )

    def handle(self, *, address, **options):
        address = address.rstrip("/")
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        call_command("sync_roles", stdout=self.stdout)
        first_run = not Theme.objects.exists()
        call_command("load_starter_content", if_empty=True, stdout=self.stdout)
        if first_run:
            # Once only: example sessions that somebody has removed do not come back.
            call_command("load_example_sessions", stdout=self.stdout)
        self._bring_search_into_step()
        self.stdout.write(f"\nThe site:    {address}/")
        self.stdout.write(f"The editors: {address}/admin/")
        call_command("make_sign_in_link", address=address, stdout=self.stdout)

    def _bring_search_into_step(self):
        """Rebuild the search index if it differs from the records, as after an upgrade; the check is much quicker."""
        try:
            call_command("rebuild_search", check=True, stdout=StringIO())
        except CommandError:
            call_command("rebuild_search", stdout=self.stdout)
