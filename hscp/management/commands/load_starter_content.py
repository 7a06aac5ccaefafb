"""Loads the starter content from content/. `make run` does so once; run it again after adding to the files."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hscp.brochure.importing.applying import ImportBusy, StalePlan
from hscp.brochure.starter.finder import CannotLoad, load_finder
from hscp.brochure.starter.links import load_links
from hscp.brochure.starter.loading import load_starter
from hscp.brochure.starter.needs import load_needs
from hscp.brochure.starter.search import load_search
from hscp.brochure.starter.yaml_files import StarterError
from themes.models import Theme


class Command(BaseCommand):
    help = "Load the starter content, published. What editors have changed since is kept."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if the database has themes already"
        )

    def handle(self, *, if_empty=False, **options):
        content = settings.BASE_DIR / "content"
        if if_empty and Theme.objects.exists():
            self.stdout.write("The database has content already. The starter content was not loaded.")
        else:
            self._load(content)
        # A portal older than the guided path, the suggested links or search gets those too.
        try:
            if added := load_finder(content / "finder.yaml"):
                self.stdout.write(f"Guided path: {added} questions added.")
        except CannotLoad as error:
            self.stdout.write(str(error))
        if added := load_needs(content / "needs.yaml"):
            self.stdout.write(f"Training by role: {added} records added.")
        if added := load_links(content / "links.yaml"):
            self.stdout.write(f"Links found in public: {added} suggested.")
        for name, added in load_search(content).items():
            self.stdout.write(f"{name}: {added} added.")

    def _load(self, content):
        try:
            phases = load_starter(content, track=self._track)
        except (StarterError, StalePlan, ImportBusy) as error:
            raise CommandError(str(error)) from error
        for phase in phases:
            self.stdout.write(f"{phase.name}: {phase.applied.sentence()}")
            for conflict in phase.conflicts:
                self.stdout.write(f"  kept as the editor has it: {conflict}")

    def _track(self, entries):
        """Show progress, on a terminal only."""
        return tqdm(entries, desc="Creating records", unit="", file=sys.stderr, disable=None)
