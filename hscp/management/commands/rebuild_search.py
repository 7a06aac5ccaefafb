"""Rewrites every search document and the index while search goes on. Run it after an upgrade or restoring a backup.

With --check, for a nightly job, it reports what differs and changes nothing. With --if-needed it rewrites them only if
something differs.
"""

import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hscp.search.index.documents import drift, refresh_all
from hscp.search.index.drift import index_drift
from hscp.search.index.store import Broken
from hscp.search.query.engine import Busy, engine

SHOWN = 20


class Command(BaseCommand):
    help = "Write the search documents and the index anew; or, with --check, compare them with the records."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--check", action="store_true", help="change nothing; exit with 1 if anything differs"
        )
        which.add_argument("--if-needed", action="store_true", help="rewrite only if anything differs")

    def handle(self, *, check=False, if_needed=False, **options):
        if check:
            return self._check()
        if if_needed and not _differing():
            return None
        changed = refresh_all(self._progress("Documents"))
        try:
            store = engine().rebuild(self._progress("Index"))
        except Busy as error:
            raise CommandError("The index is being rebuilt already. Wait for that to end.") from error
        except (Broken, OSError) as error:
            raise CommandError(f"The index could not be written: {error}") from error
        answers = store.searcher.num_docs - 1
        self.stdout.write(f"{changed} documents changed. The index holds {answers}.")

    def _check(self):
        found = _differing()
        for each in found[:SHOWN]:
            self.stdout.write(f"{each.what}: {each.key}")
        if len(found) > SHOWN:
            self.stdout.write(f"… and {len(found) - SHOWN} more")
        if found:
            raise CommandError(f"{len(found)} documents differ. Run rebuild_search.")
        self.stdout.write("The search documents and the index are what the records say.")

    def _progress(self, name):
        """Return a progress function that shows a bar, on a terminal only."""
        return lambda steps, total: tqdm(
            steps, total=total, desc=name, unit="", file=sys.stderr, disable=None
        )


def _differing():
    return [*drift(), *index_drift(engine().snapshot())]
