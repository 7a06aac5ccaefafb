"""Makes a superuser on the server, as Django's own command does, and writes it into the audit trail.

A password from the environment must be as good as any other. Whoever types one is asked about a weak one, as by Django.
"""

import os

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from hscp.models import User
from hscp.security.rights_on_server import account_was_added


class Command(createsuperuser.Command):
    help = "Make a superuser, and write it into the audit trail."

    def handle(self, *args, **options):
        if not options["interactive"]:
            _refuse_weak_password(options["username"])
        superusers = User.objects.filter(is_superuser=True)
        before = list(superusers.values_list("pk", flat=True))
        said = super().handle(*args, **options)
        # Not around the questions: whoever types would hold up everybody who writes.
        with transaction.atomic():
            for account in superusers.exclude(pk__in=before):
                account_was_added(account)
        return said


def _refuse_weak_password(username):
    """Raise CommandError if DJANGO_SUPERUSER_PASSWORD, which Django takes as it is, is no password for an account here."""
    password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
    if password is None:
        return
    try:
        validate_password(
            password, User(username=username or os.environ.get("DJANGO_SUPERUSER_USERNAME", ""))
        )
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
