"""Sends the mails that the outbox holds. Run it each minute from cron, or as a service with --loop.

Several may run at once, on several servers: each message is sent by one. It prints counts only. A mail server that cannot
be reached is said and ends a single run with 1; the messages wait.
"""

import signal
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from training.mail.delivery import LATER, NOT_NEEDED, REFUSED, SENT, NoMailServer, send_due

# How soon a loop that waits ends once it is told to, in seconds.
_LOOKS_EVERY = 0.2


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
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        self._loop(loop, limit)

    stopped = False

    def _stop(self, *_):
        """End the loop once the message that is on its way is finished and marked.

        A signal may come while another is answered, so nothing here may wait for a lock, as setting an Event does.
        """
        self.stopped = True

    def _loop(self, pause, limit):
        """Send round after round until a signal says to stop. Trouble is said when it begins, not each round."""
        trouble = ""
        while not self.stopped:
            try:
                sent = send_due(limit=limit, stop=lambda: self.stopped)
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
            self._wait(pause)

    def _wait(self, seconds):
        until = time.monotonic() + seconds
        while not self.stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOKS_EVERY))

    def _say(self, results):
        parts = [f"{results[what]} {what}" for what in (SENT, LATER, REFUSED, NOT_NEEDED) if results[what]]
        self.stdout.write(f"Mails: {', '.join(parts) or 'none to send'}.")
