"""Shows, corrects or erases what the portal holds about one person, found by their email address.

Anyone who can run it has the server's account; `--by` names the member of staff for the log, which keeps numbers, not
names. Only showing prints anything personal, on standard output. First make sure that the request comes from them.
"""

import logging

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.subject_access import CannotCorrect, CannotErase, as_json, correct, erase, show

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Show, correct or erase everything that is held about one person."

    def add_arguments(self, parser):
        parser.add_argument("email", help="The person's email address, in any case of its letters.")
        parser.add_argument("--by", metavar="NAME", help="The account of the member of staff who does it.")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--erase",
            action="store_true",
            help="Give live bookings back, anonymise everything, and put the person on the list of the erased.",
        )
        what.add_argument(
            "--correct",
            nargs="+",
            metavar="FIELD=VALUE",
            help="Correct the person's bookings, such as name='Jo Ford' email=jo.ford@example.org.",
        )

    def handle(self, *, email, by, **options):
        email = email.strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError("This is not an email address.") from error
        staff = self._staff(by)
        if options["erase"]:
            self._erase(email, staff)
        elif options["correct"]:
            self._correct(email, options["correct"], staff)
        else:
            self.stdout.write(as_json(show(email, DECLARATIONS, by=staff)))
            logger.info("Personal data of one person shown.")

    def _staff(self, name):
        if not name:
            return None
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError("There is no account of that name.")
        return user

    def _erase(self, email, by):
        try:
            counts = erase(email, DECLARATIONS, by=by)
        except CannotErase as error:
            raise CommandError(str(error)) from error
        for name, number in counts.items():
            self.stdout.write(f"{name}: {number}")
        self.stdout.write(
            "The person is on the list of the erased. Copies that staff downloaded are theirs to delete."
        )
        logger.info("Personal data of one person erased: %d bookings.", counts["bookings"])

    def _correct(self, email, pairs, by):
        changes = {}
        for pair in pairs:
            name, equals, value = pair.partition("=")
            if not equals:
                raise CommandError("Write each correction as FIELD=VALUE.")
            changes[name.strip()] = value
        try:
            counts = correct(email, changes, DECLARATIONS, by=by)
        except CannotCorrect as error:
            raise CommandError(str(error)) from error
        for name, number in counts.items():
            self.stdout.write(f"{name}: {number}")
        logger.info("Personal data of one person corrected: %d bookings.", counts["bookings"])
