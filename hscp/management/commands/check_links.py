"""Checks the links of all records: which do not work, have moved, or say something else now. It is run hourly: docs/jobs.md.

Each run checks what is due: links that are new or were changed, each of the others once a week, and failing ones after a day.
Results are kept one by one, so a run that is stopped goes on where it was when it is started again. It ends with 1 if
another run is under way, no site can be reached, or the check itself failed at a link. A link that does not work is no
failure of the command.
"""

import sys
from collections import Counter

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from contacts.enums import ON_THE_WEB
from contacts.models import ContactPoint, Pathway
from hscp.links.addresses import clean_address
from hscp.links.checking.running import (
    AlreadyRunning,
    NotKept,
    check,
    due_links,
    links_of,
    look_at,
    only_run,
)
from hscp.links.enums import WRONG, CheckResult
from hscp.web.wording import counted
from training.models import Session


class Command(BaseCommand):
    help = "Ask for the addresses of links, and note which do not work, have moved or say something else."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--due", action="store_true", help="Check the links that are due, which is what it does anyway."
        )
        which.add_argument(
            "--all", action="store_true", help="Check all links but those checked in the last 12 hours."
        )
        which.add_argument("--address", help="Check the link of this address now.")
        which.add_argument(
            "--contacts-and-sessions",
            action="store_true",
            help="Look at the web addresses of contacts and of sessions that are booked elsewhere instead, and print "
            "what is wrong with them, with 1 if anything is. Nothing is kept.",
        )
        parser.add_argument("--limit", type=int, help="Check so many links at most.")

    def handle(self, *, address, limit, **options):
        if limit is not None and limit < 1:
            raise CommandError("The limit must be at least 1.")
        try:
            with only_run():
                if options["contacts_and_sessions"]:
                    self._look_at(_contacts_and_sessions(), limit)
                else:
                    self._check(list(self._links(address, options["all"])[:limit]))
        except AlreadyRunning as error:
            raise CommandError("Another run is checking links already. Nothing was done.") from error
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. What was checked is kept, and the next run goes on from there."
            ) from None

    def _links(self, address, everything):
        if address is None:
            return due_links(everything=everything)
        try:
            found = links_of(clean_address(address))
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        if not found:
            raise CommandError(f"No link leads to {address}.")
        return found

    def _check(self, links):
        if not links:
            self.stdout.write("No link is due to be checked.")
            return
        found = self._progress(check(links), len(links))
        self._report([(link.address, each, getattr(each, "reason", "")) for link, each in found])

    def _look_at(self, names, limit):
        addresses = sorted(names)[:limit]
        found = list(self._progress(look_at(addresses), len(addresses)))
        self._report([(a, each, f"{getattr(each, 'reason', '')} ({names[a]})") for a, each in found])
        # It is kept nowhere, so whoever runs it must be told.
        if wrong := sum(_is_wrong(each) for _, each in found):
            raise CommandError(f"{counted(wrong, 'address', 'addresses')} to mend.")

    def _report(self, found):
        """Say what was found, the worst first: `found` is a list of (address, what has a result or is a NotKept, words)."""
        numbers = Counter(
            each if isinstance(each, NotKept) else CheckResult(each.result) for _, each, _ in found
        )
        wrong = [
            (WRONG.index(each.result), address, words) for address, each, words in found if _is_wrong(each)
        ]
        for place, address, words in sorted(wrong):
            self.stdout.write(f"{WRONG[place].label}: {address} {words}")
        self.stdout.write(f"{counted(len(found), 'link')} checked.")
        for result in (*CheckResult, *NotKept):
            if numbers[result]:
                self.stdout.write(f"  {result.label}: {numbers[result]}")
        if numbers[NotKept.OFFLINE]:
            raise CommandError(
                "No site could be reached from here, so nothing was recorded about these links."
            )
        if numbers[NotKept.FAILED]:
            raise CommandError(
                f"The check failed at {counted(numbers[NotKept.FAILED], 'link')}. The log says why."
            )

    def _progress(self, steps, total):
        """Show a bar, on a terminal only."""
        return tqdm(steps, total=total, desc="Links", unit="", file=sys.stderr, disable=None)


def _is_wrong(found):
    return not isinstance(found, NotKept) and found.result in WRONG


def _contacts_and_sessions():
    """Return {address: the name of what leads there} of the contacts that the public sees, and of sessions to come."""
    points = ContactPoint.objects.filter(
        kind__in=ON_THE_WEB, value__gt="", pathway__in=Pathway.objects.live()
    )
    sessions = Session.objects.public().upcoming().exclude(external_link="").select_related("course")
    return {session.external_link: session.title for session in sessions} | {
        point.value: point.pathway.title for point in points.select_related("pathway")
    }
