"""Brings a database that was restored, or recovered to a moment, up to this release, and tries the site on it.

`restore` runs it before the database is in use. Run it by hand after a recovery to a moment, before the site is opened. It erases
again whoever is on the list of the erased, so it asks for that list. It is safe to run twice.
"""

from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hscp.backups.files import named_by_records
from hscp.page_cache.store import forget_all_pages
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.site.smoke_test import smoke_test
from hscp.web.wording import counted

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Make a restored database ready: migrations, roles, erasures, search, pages; and try the site on it."
    )

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("erasures", nargs="?", metavar="FILE", help="the list of the erased")
        which.add_argument("--no-erasures", action="store_true", help="nobody was ever erased")

    def handle(self, *, erasures, no_erasures, **options):
        if erasures and not Path(erasures).is_file():
            raise CommandError(f"The list of the erased, {erasures}, is not there.")
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        call_command("sync_roles", stdout=self.stdout)
        call_command("replay_erasures", *([erasures] if erasures else []), stdout=self.stdout)
        # Accounts have the rights of back then again, those of people who have left since too.
        record(AuditKind.RESTORED, about="database", what="brought up to this release")
        call_command("rebuild_search", stdout=self.stdout)
        forget_all_pages()
        call_command("check", stdout=self.stdout)
        missing = sorted(name for name in named_by_records() if not default_storage.exists(name))
        for name in missing[:SHOWN]:
            self.stdout.write(f"A record names a file that is not there: {name}")
        if len(missing) > SHOWN:
            self.stdout.write(f"… and {len(missing) - SHOWN} more")
        tried, problems = smoke_test()
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(
            f"{counted(len(tried), 'page')} answered as {'it' if len(tried) == 1 else 'they'} should: {', '.join(tried)}."
        )
