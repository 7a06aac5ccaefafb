"""Commands that go on until they are told to stop."""

import signal
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

# How soon a loop that waits ends once it is told to, in seconds.
_LOOKS_EVERY = 0.2


class LoopingCommand(BaseCommand):
    """A command that does its work once, or with `loop` again and again until SIGINT or SIGTERM."""

    stopped = False

    def add_loop(self, parser, doing="looking"):
        """Let `parser` take --loop SECONDS: None without it, else the pause to give to `loop`."""
        parser.add_argument(
            "--loop",
            type=float,
            metavar="SECONDS",
            help=f"Keep {doing}, with this pause in seconds, until stopped.",
        )

    def loop_through_outages(self, pause, work):
        """Go on as `loop` does, and say so whenever the database does not answer."""

        def attempt():
            try:
                work()
            except DatabaseError:
                self.stderr.write("The database does not answer.")

        self.loop(pause, attempt)

    def loop(self, pause, work):
        """Call `work` (without arguments) with a pause of `pause` seconds after each, until a signal says to stop."""
        self.stop_when_told()
        while not self.stopped:
            work()
            close_old_connections()
            self._wait(pause)

    def stop_when_told(self):
        """Set `stopped` when a signal says to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, *_):
        """End the loop once the work in hand is finished.

        A signal may come while another is answered, so nothing here may wait for a lock, as setting an Event does.
        """
        self.stopped = True

    def _wait(self, seconds):
        until = time.monotonic() + seconds
        while not self.stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOKS_EVERY))
