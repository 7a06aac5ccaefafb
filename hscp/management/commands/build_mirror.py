"""Writes the public site as files, for a web server or object store to serve when all else is down. Run it nightly.

With --check it writes nothing, lists what has changed since the folder was written, and exits with 1 if anything has.
"""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hscp.site.mirror import MARK, build_mirror
from hscp.web.wording import counted


class Command(BaseCommand):
    help = "Write the public pages as files into a folder, without anything of a person; or say what has changed since."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", metavar="FOLDER", help="the folder; it is made, and what else is in it is removed"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="list what differs from the folder; exit with 1 if anything does",
        )
        parser.add_argument(
            "--documents", action="store_true", help="with the PDFs; run make_documents first"
        )

    def handle(self, *, folder, check, documents, **options):
        folder = Path(folder)
        if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
            raise CommandError(f"{folder} holds something else than a mirror. Name a new or an empty folder.")
        built = build_mirror(with_documents=documents)
        for problem in built.problems:
            self.stderr.write(problem)
        if check:
            drift = built.drift(folder)
            for name in drift:
                self.stdout.write(name)
            self.stdout.write(f"{counted(len(drift), 'file')} of {len(built.files)} would change.")
            if drift:
                sys.exit(1)
            return
        try:
            built.write(folder)
        except OSError as error:
            raise CommandError(
                f"The mirror cannot be written to {folder}: {error.strerror}. Some pages in it are still those of before."
            ) from error
        self.stdout.write(self.style.SUCCESS(f"{counted(len(built.files), 'file')} written to {folder}."))
