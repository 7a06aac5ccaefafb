"""Sends the mails that the outbox holds. Run it each minute from cron, or as a service with --loop.

Several may run at once, on several servers: each message is sent by one. It prints counts only. A mail server that cannot
be reached is said and ends a single run with 1; the messages wait.
"""

import signal
from threading import Event

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from training.mail.delivery import LATER, NOT_NEEDED, REFUSED, SENT, NoMailServer, send_due


class Command(BaseCommand):
    help = "Send the emails that are waiting in the outbox."

    def add_arguments(self, parser):
        parser.add_argument(
            "--loop",
            type=float,
            metavar="SECONDS",
            help="Keep sending, with this pause in seconds, until stopped.",
        )
        parser.add_argument("--limit", type=int, help="The most messages to try, in each round.")

    def handle(self, *, loop, limit, **options):
        if loop is None:
            try:
                self._say(send_due(limit=limit))
            except NoMailServer as error:
                raise CommandError(str(error)) from None
            return
        stopped = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            # The message that is on its way is finished and marked first.
            signal.signal(number, lambda *_: stopped.set())
        self._loop(loop, limit, stopped)

    def _loop(self, pause, limit, stopped):
        """Send round after round until `stopped` (Event) is set. Trouble is said when it begins, not each round."""
        trouble = ""
        while not stopped.is_set():
            try:
                sent = send_due(limit=limit, stop=stopped.is_set)
            except (NoMailServer, DatabaseError) as error:
                said = str(error) if isinstance(error, NoMailServer) else "The database does not answer."
                if said != trouble:
                    self.stderr.write(said)
                trouble = said
            else:
                trouble = ""
                if sent:
                    self._say(sent)
            close_old_connections()
            stopped.wait(pause)

    def _say(self, results):
        parts = [f"{results[what]} {what}" for what in (SENT, LATER, REFUSED, NOT_NEEDED) if results[what]]
        self.stdout.write(f"Mails: {', '.join(parts) or 'none to send'}.")
