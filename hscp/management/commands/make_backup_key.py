"""Makes the pair of keys for backups. Run it once, on a machine that is not the server: the secret key opens all backups.

Print the file or put it into the partnership's password safe, twice. Without it no backup can be opened, by anybody.
"""

import os

from django.core.management.base import BaseCommand, CommandError

from hscp.backups.encryption import new_pair


class Command(BaseCommand):
    help = "Write a new secret key for backups to a file that only you can read, and print the public one."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", metavar="FILE", help="where the secret key goes; it must not be there yet"
        )

    def handle(self, *, file, **options):
        secret, public = new_pair()
        try:
            with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as target:
                target.write(f"# Opens the backups made with {public}\n{secret}\n")
        except FileExistsError as error:
            raise CommandError(f"{file} is there already: a key is never overwritten.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"HSCP_BACKUP_KEY={public}")
        self.stderr.write(
            f"The secret key is in {file}. Keep it twice, in two places, and not on the server."
        )
