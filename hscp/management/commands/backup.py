"""Writes database and uploaded files into one encrypted file, removes backups that are too old, and takes it off site.

Run it daily. docs/backup.md has the whole routine.
"""

import logging
import shlex
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from hscp.backups.encryption import public_keys
from hscp.backups.making import make_backup
from hscp.backups.problems import BackupProblem
from hscp.backups.rotation import remove_superseded
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.web.wording import counted

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Back up database and uploaded files into one encrypted file."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="FOLDER", help="where backups are kept; it must be there")
        parser.add_argument(
            "--key",
            default="",
            help="the public key, age1…; default HSCP_BACKUP_KEY; several with commas between",
        )
        parser.add_argument("--unencrypted", action="store_true", help="readable by whoever gets the file")
        parser.add_argument(
            "--then",
            default="",
            metavar="COMMAND",
            help="run this with the file for {file}, without a shell, such as 'rclone copy {file} remote:hscp'; "
            "default HSCP_BACKUP_COMMAND",
        )

    def handle(self, *, folder, key, unencrypted, then, **options):
        off_site = _command(then or settings.HSCP_BACKUP_COMMAND)
        key = key or settings.HSCP_BACKUP_KEY
        if not key and not unencrypted:
            raise CommandError(
                "No key to encrypt the backup with. Make a pair with `manage.py make_backup_key FILE`, on another machine, and set "
                "HSCP_BACKUP_KEY to the public one. With --unencrypted whoever gets the file can read all of it."
            )
        try:
            keys = [] if unencrypted else public_keys(key)
            made = make_backup(folder, keys, connection=connection, storage=default_storage)
            removed = remove_superseded(Path(folder), timezone.now())
        except BackupProblem as error:
            raise CommandError(f"No backup was made. {error}") from error
        except OSError as error:
            raise CommandError(
                f"No backup was made. {error.filename or folder}: {error.strerror or error}."
            ) from error
        except DatabaseError as error:
            raise CommandError(f"No backup was made. The database does not answer: {error}") from error
        record(AuditKind.EXPORTED, about="backup", what=f"{made.path.name}, SHA-256 {made.digest}")
        self._tell(made, removed)
        failed = [f"A record names a file that is not in the storage: {name}" for name in made.missing]
        if off_site:
            failed += self._take_off_site(off_site, made.path)
        if failed:
            raise CommandError("\n".join(["The backup was made, but:", *failed]))

    def _tell(self, made, removed):
        for name in removed:
            self.stdout.write(f"Deleted {name}")
        self.stdout.write(
            f"{made.path}: {counted(made.tables, 'table')} with {counted(made.rows, 'row')}, {counted(made.files, 'file')}, "
            f"{made.size / 1e6:.1f} MB in {made.seconds:.1f} s."
        )
        self.stdout.write(f"SHA-256 {made.digest}")
        logger.info("A backup was made: %s, %d bytes, SHA-256 %s.", made.path.name, made.size, made.digest)

    def _take_off_site(self, words, path):
        """Run the command, and return what went wrong in words."""
        try:
            command = [word.replace("{file}", str(path)) for word in words]
            done = subprocess.run(command, stdin=subprocess.DEVNULL)  # noqa: S603
        except OSError as error:
            return [f"It is on this machine alone: {words[0]} does not run, {error.strerror}."]
        if done.returncode:
            return [f"It is on this machine alone: {words[0]} ended with {done.returncode}."]
        self.stdout.write(f"Taken off site by {words[0]}.")
        return []


def _command(text):
    """Return the words of the command `text`; an empty list if there is none."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise CommandError(f"The command for the copy off site cannot be read: {error}.") from error
    if words and not any("{file}" in word for word in words):
        raise CommandError("The command for the copy off site must say {file} where the backup's path goes.")
    return words
