"""Sends the mails that the outboxes hold, those about training and those to staff. It is run each minute (docs/jobs.md), or with --loop.

Several may run at once, on several servers: each message is sent by one. It prints counts only. A mail server that cannot
be reached is said and ends a single run with 1; the messages wait.
"""

from collections import Counter
from functools import partial

from django.core.management.base import CommandError
from django.db import DatabaseError

from hscp.editing.review import delivery as staff_mails
from hscp.looping import LoopingCommand
from training.mail.delivery import LATER, NOT_NEEDED, REFUSED, SENT, NoMailServer, send_due


class Command(LoopingCommand):
    help = "Send the emails that are waiting in the outbox."
    trouble = ""

    def add_arguments(self, parser):
        self.add_loop(parser, doing="sending")
        parser.add_argument("--limit", type=int, help="The most messages to try, in each round.")

    def handle(self, *, loop, limit, **options):
        if loop is None:
            try:
                self._say(self._send(limit))
            except NoMailServer as error:
                raise CommandError(str(error)) from None
            return
        self.loop(loop, partial(self._in_a_loop, limit))

    def _in_a_loop(self, limit):
        """Send one round. Trouble is said when it begins, not each round."""
        try:
            sent = self._send(limit)
        except (NoMailServer, DatabaseError) as error:
            said = str(error) if isinstance(error, NoMailServer) else "The database does not answer."
            if said != self.trouble:
                self.stderr.write(said)
            self.trouble = said
            return
        self.trouble = ""
        if sent:
            self._say(sent)

    def _send(self, limit):
        """Send one round, and return a Counter of the results. Staff wait for a link to sign in: theirs come first."""
        results = Counter()
        results[SENT], results[LATER] = staff_mails.send_due()
        return results + send_due(limit=limit, stop=lambda: self.stopped)

    def _say(self, results):
        parts = [f"{results[what]} {what}" for what in (SENT, LATER, REFUSED, NOT_NEEDED) if results[what]]
        self.stdout.write(f"Mails: {', '.join(parts) or 'none to send'}.")
