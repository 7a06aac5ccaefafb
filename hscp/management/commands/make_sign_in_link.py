"""Print a one-time address at which a person sets a password. `make run` prints one on a new portal.

Without `--user` it is for the first superuser, and creates one, called admin, if there is none. It never chooses a
password for anybody. With `--reset-second-factor` it is the way back for an administrator who has lost every device and has
no colleague to take them away.
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from hscp.editing.freshness.defaults import keep_what_nobody_does
from hscp.models import User
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.password_links import password_path
from hscp.security.rights_on_server import account_was_added
from hscp.security.second_factor.resetting import take_devices_away

FIRST = "admin"


class Command(BaseCommand):
    help = "Print a one-time address at which the first superuser, or the person named, sets a password."

    def add_arguments(self, parser):
        parser.add_argument(
            "--address",
            default="http://localhost:8000",
            help="the address of this site, for the printed link",
        )
        parser.add_argument(
            "--user",
            help="the sign-in name of a member of staff who needs a new password; default: the superuser",
        )

        parser.add_argument(
            "--reset-second-factor",
            action="store_true",
            help="also take all sign-in devices, recovery codes and the password from the person named, who has lost them",
        )

    def handle(self, *args, address, user, reset_second_factor, **options):
        address = address.rstrip("/")
        if reset_second_factor and not user:
            raise CommandError("Name who has lost their device: --user NAME --reset-second-factor.")
        person = self._named(user) if user else self._first_superuser()
        if reset_second_factor:
            take_devices_away(person, by=None, reason="on the server")
            self.stdout.write(f"The sign-in devices of {person.username} are taken away.")
        if not user and person.has_usable_password():
            self.stdout.write(f"Sign in as {person.username} at {address}{reverse('admin:login')}")
            return
        record(AuditKind.LINK_MADE, about=person)
        self.stdout.write(
            f"Set a password for {person.username} here, once: {address}{password_path(person)}"
        )

    def _named(self, username):
        person = User.objects.filter(username=username, is_active=True, is_staff=True).first()
        if person is None:
            raise CommandError(f"No active member of staff has the sign-in name {username}.")
        return person

    def _first_superuser(self):
        person = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        if person is None:
            if User.objects.filter(username=FIRST).exists():
                raise CommandError(
                    f"There is no superuser, and the name {FIRST} is taken. Make one with createsuperuser."
                )
            person = User(username=FIRST, is_staff=True, is_superuser=True)
            person.set_unusable_password()
            with transaction.atomic():
                person.save()
                account_was_added(person)
                keep_what_nobody_does(person)
        return person
