"""Checks the links of all records: which do not work, have moved, or say something else now. Run it hourly, such as from cron.

Each run checks what is due: links that are new or were changed, each of the others once a week, and failing ones after a day.
Results are kept one by one, so a run that is stopped goes on where it was when it is started again. It ends with 1 if
another run is under way, nobody on the web can be reached, or the check itself failed at a link. A link that does not work is no
failure of the command.
"""

import sys
from collections import Counter

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hscp.links.addresses import clean_address
from hscp.links.checking.running import AlreadyRunning, NotKept, check, due_links, links_of, only_run
from hscp.links.enums import WRONG, CheckResult
from hscp.links.models import LinkCheck
from hscp.web.wording import counted


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
        parser.add_argument("--limit", type=int, help="Check so many links at most.")

    def handle(self, *, address, limit, **options):
        if limit is not None and limit < 1:
            raise CommandError("The limit must be at least 1.")
        try:
            with only_run():
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
        numbers, wrong = Counter(), []
        for link, found in self._progress(check(links), len(links)):
            numbers[found.result if isinstance(found, LinkCheck) else found] += 1
            if isinstance(found, LinkCheck) and found.result in WRONG:
                wrong.append((WRONG.index(found.result), link.address, found))
        for _, address, found in sorted(wrong, key=lambda each: each[:2]):
            self.stdout.write(f"{found.get_result_display()}: {address} {found.reason}")
        self.stdout.write(f"{counted(len(links), 'link')} checked.")
        for result in (*CheckResult, *NotKept):
            if numbers[result]:
                self.stdout.write(f"  {result.label}: {numbers[result]}")
        if numbers[NotKept.OFFLINE]:
            raise CommandError(
                "Nobody on the web could be reached from here, so nothing is said of these links."
            )
        if numbers[NotKept.FAILED]:
            raise CommandError(
                f"The check failed at {counted(numbers[NotKept.FAILED], 'link')}. The log says why."
            )

    def _progress(self, steps, total):
        """Show a bar, on a terminal only."""
        return tqdm(steps, total=total, desc="Links", unit="", file=sys.stderr, disable=None)
