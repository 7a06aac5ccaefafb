"""Restores a backup, or finds out with --verify whether it can be: into a database of its own, compared and tried, then dropped.

Nothing in use changes before the restored database is complete. docs/backup.md has the whole routine.
"""

from functools import partial
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from hscp.backups.encryption import secret_keys
from hscp.backups.finishing import finish_in_own_process
from hscp.backups.problems import BackupProblem
from hscp.backups.restoring import restore, verify
from hscp.privacy import erasure_list
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.web.wording import counted


class Command(BaseCommand):
    help = "Restore a backup into the site's database and files, or verify that it can be restored."
    # The site's own database may be empty, or not of this release.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="the backup")
        parser.add_argument("--identity", default="", metavar="FILE", help="the file with the secret key")
        parser.add_argument(
            "--verify", action="store_true", help="restore beside, compare, try, and drop it again"
        )
        parser.add_argument(
            "--replace", default="", metavar="NAME", help="the name of the database, if it is not empty"
        )
        parser.add_argument("--erasures", default="", metavar="FILE", help="the list of the erased")
        parser.add_argument("--no-erasures", action="store_true", help="nobody was ever erased")

    def handle(self, *, file, identity, verify, replace, erasures, no_erasures, **options):
        if not verify and bool(erasures) == no_erasures:
            raise CommandError(
                "Who was erased since the backup would be back. Name the list that `replay_erasures --write` wrote last: "
                "--erasures FILE. If nobody was ever erased, say so: --no-erasures."
            )
        try:
            keys = secret_keys(identity) if identity else []
            finish = partial(finish_in_own_process, say=self.stdout.write)
            if verify:
                self._verify(file, keys, partial(finish, erasures=_lines(erasures)))
            else:
                lines = _lines(erasures) + _erased_meanwhile()
                self._restore(file, keys, partial(finish, erasures=lines), replace, no_erasures)
        except BackupProblem as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"Nothing in use was changed. {error.filename or 'Writing'}: {error.strerror or error}. "
                "The folder for scratch files is the one that TMPDIR names."
            ) from error

    def _verify(self, file, keys, finish):
        restored = verify(file, keys, finish, connection=connection)
        self._tell(restored)
        number = len(restored.problems)
        record(
            AuditKind.RESTORED,
            about="backup",
            what=f"{Path(file).name}, to verify it: {counted(number, 'problem')}",
        )
        if restored.problems:
            raise CommandError("\n".join(["The backup is not as it should be:", *restored.problems]))
        self.stdout.write(
            self.style.SUCCESS("The backup can be restored: nothing is lost, and the site works on it.")
        )

    def _restore(self, file, keys, finish, replace, no_erasures):
        restored = restore(
            file,
            keys,
            finish,
            connection=connection,
            storage=default_storage,
            replace=replace,
            may_forget_erasures=no_erasures,
        )
        self._tell(restored)
        record(AuditKind.RESTORED, about="backup", what=f"{Path(file).name}, in the place of the database")
        self.stdout.write(
            self.style.SUCCESS("The backup is in use. Restart the site and its jobs on every server.")
        )
        if restored.old_name:
            self.stdout.write(
                f"The database of before is kept as {restored.old_name}. It holds personal data: drop it as soon as it is not needed."
            )

    def _tell(self, restored):
        manifest = restored.manifest
        rows = sum(rows for rows, _ in manifest["database"]["tables"].values())
        self.stdout.write(
            f"The backup of {manifest['made_at']}, release {manifest['release']}: "
            f"{counted(len(manifest['database']['tables']), 'table')} with {counted(rows, 'row')}, "
            f"{counted(len(manifest['members']) - 1, 'file')}."
        )
        self.stdout.write(f"SHA-256 {restored.digest}")
        for note in restored.notes:
            self.stdout.write(note)
        steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in restored.seconds.items())
        self.stdout.write(f"{sum(restored.seconds.values()) / 60:.1f} minutes: {steps}.")


def _lines(path):
    if not path:
        return []
    try:
        return Path(path).read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The list of the erased, {path}, cannot be read.") from error


def _erased_meanwhile():
    """Return the lines of the list in the database that is replaced: it may be younger than the file."""
    try:
        return erasure_list.as_lines()
    except DatabaseError:
        return []
