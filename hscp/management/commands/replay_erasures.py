"""Erases again the people who were erased since a backup was made. Run it immediately after restoring one.

The restored database only has the list as it was on that day, so the list is kept as a file apart from the backups:
write it daily with `--write FILE`, and name that file after a restore. It holds codes, not addresses. It is safe to run
twice.
"""

import logging
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hscp.privacy import erasure_list
from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.subject_access import CannotErase, replay
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.whole_files import write_whole

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Erase again everybody on the list of the erased, or write that list to a file."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help="The list as it was written last, before the restore.")
        parser.add_argument("--write", metavar="FILE", help="Write the list there and erase nobody.")

    def handle(self, *, file, write, **options):
        if write:
            lines = erasure_list.as_lines()
            try:
                write_whole(Path(write), "".join(f"{line}\n" for line in lines).encode())
            except OSError as error:
                raise CommandError(
                    f"{write} cannot be written: {error.strerror}. It still says what it did."
                ) from error
            self.stdout.write(f"{len(lines)} people are on the list.")
            return
        try:
            if file:
                erasure_list.read(Path(file).read_text().splitlines())
            people = replay(DECLARATIONS)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError("The file cannot be read.") from error
        except (erasure_list.NotTheList, CannotErase) as error:
            raise CommandError(str(error)) from error
        record(AuditKind.ERASURES_REPLAYED, what=f"people {people}")
        self.stdout.write(f"{people} people were erased again.")
        logger.info("The list of the erased was replayed: %d people.", people)
