"""Sets a password on the server, as Django's own command does, with what follows on every new password of an account.

The audit trail says so, all sessions of the person end, and they are told by mail.
"""

import getpass

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from hscp.models import User
from hscp.security.accounts import password_was_set


class Command(changepassword.Command):
    help = "Change the password of an account, write it into the audit trail, end its sessions and tell its owner."

    def handle(self, *args, **options):
        options["username"] = options["username"] or getpass.getuser()
        before = User.objects.filter(username=options["username"]).first()
        said = super().handle(*args, **options)
        # Not around the question: whoever types would hold up everybody who writes.
        with transaction.atomic():
            is_first = not before.has_usable_password()
            password_was_set(User.objects.get(pk=before.pk), by=None, how="on the server", is_first=is_first)
        return said
