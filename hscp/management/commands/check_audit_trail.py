"""Checks that nothing was changed in the audit trail, and nothing removed. Run it daily, after apply_retention.

With a file it also notices that entries were cut off at the end: it compares with what it wrote there the time before, and, if
all is well, writes where the trail ends now. Keep the file where whoever could change the database cannot write.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hscp.security.audit.checking import check
from hscp.web.wording import counted
from hscp.whole_files import write_whole


class Command(BaseCommand):
    help = "Check that the audit trail is whole."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help="Where it keeps how far the trail reached.")

    def handle(self, *, file, **options):
        path = Path(file) if file else None
        found = check(self._known(path))
        if found.problems:
            raise CommandError("The audit trail is not whole.\n" + "\n".join(found.problems))
        if path and found.entries:
            try:
                write_whole(path, f"{found.number} {found.seal}\n".encode())
            except OSError as error:
                raise CommandError(
                    f"{path} cannot be written: {error.strerror}. It still says what it did."
                ) from error
        self.stdout.write(
            f"The audit trail is whole: {counted(found.entries, 'entry', 'entries')}, up to {found.number}."
        )

    def _known(self, path):
        if path is None or not path.exists():
            return None
        try:
            number, seal = path.read_text().split()
            return int(number), seal
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} is not a file that this command wrote.") from error
