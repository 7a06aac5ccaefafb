"""Writes the files of /open-data/: what the public sees, as JSON lines and CSV. The scheduler runs it each night.

It may be run at any time. Each file is replaced in one step, and the manifest comes last.
"""

from django.core.management.base import BaseCommand, CommandError

from hscp.api.open_data import write_open_data
from hscp.web.wording import counted


class Command(BaseCommand):
    help = "Write the files of open data into HSCP_OPEN_DATA, or into another folder."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", help="where to write (default: HSCP_OPEN_DATA)")

    def handle(self, *, folder, **options):
        try:
            manifest = write_open_data(folder)
        except OSError as error:
            raise CommandError(f"The files cannot be written: {error.strerror}.") from error
        rows = sum(file["rows"] for file in manifest["files"] if file["format"] == "jsonl")
        self.stdout.write(
            f"{counted(len(manifest['files']), 'file')} written, with {counted(rows, 'record')}."
        )
