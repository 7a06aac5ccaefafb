"""Memory that grows, and pages that slow down, under a mixed load for minutes: T20. `make soak MINUTES=30`."""

import random
import re
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.outage.__main__ import Bench
from tests.outage.readers import STALE, Answer, book, figures, get
from tests.outage.words import say

RATE, EDIT_EVERY, BOOK_EVERY, MEASURE_EVERY = 10, 10, 10, 5
WARM_UP = 60  # seconds before the first measurement: templates, queries and pages are loaded by then
_WORDS = (
    "neglect",
    "online harm",
    "who to call",
    "level 2 training",
    "exploitation",
    "self harm",
    "parents",
    "lado",
)
_DOCUMENTS = ("/themes/domestic-abuse/pack.pdf", "/themes/neglect/poster.pdf", "/brochure.pdf")


class Memory:
    """The memory of the workers in megabytes, as the kernel counts what belongs to each alone."""

    def __init__(self, server):
        self._server = server
        self.pids = set(server.workers())

    def now(self):
        """Return the sum over all workers; fail if one has ended."""
        if set(self._server.workers()) != self.pids:
            raise SystemExit("A worker has ended.")
        return sum(self._of(pid) for pid in self.pids)

    def _of(self, pid):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return sum(int(kilobytes) for kilobytes in re.findall(r"Private_\w+:\s+(\d+) kB", rollup)) / 1024


class Load:
    """Asks for pages, searches, PDFs, feeds and what nobody has, and books and edits now and then."""

    def __init__(self, bench, server, paths, session):
        self._bench, self._server, self._paths, self._session = bench, server, paths, session
        self.answers = []

    def run(self, seconds):
        """Go on for so many seconds; the answers are then in `answers` as (moment, Answer)."""
        until, number, threads = time.monotonic() + seconds, 0, []
        started = time.monotonic()
        while time.monotonic() < until:
            number += 1
            thread = threading.Thread(target=self._one, args=(self._something(number),))
            thread.start()
            threads = [each for each in threads if each.is_alive()] + [thread]
            if number % (RATE * EDIT_EVERY) == 0:
                self._bench.touch_content(self._server, wait=False)
            if number % (RATE * BOOK_EVERY) == 0:
                book(self._server.port, self._session, f"soak-{number}@example.org")
            time.sleep(max(0, started + number / RATE - time.monotonic()))
        for thread in threads:
            thread.join()

    def _something(self, number):
        kind = random.random()  # noqa: S311
        if kind < 0.15:
            return f"/search/?q={random.choice(_WORDS).replace(' ', '+')}+{number % 50}"  # noqa: S311
        if kind < 0.17:
            return random.choice(_DOCUMENTS)  # noqa: S311
        if kind < 0.19:
            return f"/nothing/{number}/"
        if kind < 0.25:
            return f"/resources/?q={random.choice(_WORDS).split()[0]}&page={number % 3 + 1}"  # noqa: S311
        return random.choice(self._paths)  # noqa: S311

    def _one(self, path):
        status, took, body, _ = get(self._server.port, path)
        self.answers.append((time.monotonic(), Answer(status, took, STALE in body, path)))


def run(bench, minutes):
    with bench.server() as server:
        paths, session = bench.public_pages(server), bench.bookable_session(server)
        Load(bench, server, paths, session).run(WARM_UP)
        memory, load, sizes = Memory(server), Load(bench, server, paths, session), []
        started = time.monotonic()
        thread = threading.Thread(target=load.run, args=(minutes * 60,))
        thread.start()
        while thread.is_alive():
            sizes.append(memory.now())
            thread.join(MEASURE_EVERY)
        quarter = minutes * 15
        first = [answer for moment, answer in load.answers if moment < started + quarter]
        last = [answer for moment, answer in load.answers if moment >= started + 3 * quarter]
        part = max(1, len(sizes) // 4)
        before, after = sum(sizes[:part]) / part, sum(sizes[-part:]) / part
        say(f"{minutes} minutes of {RATE} requests a second after {WARM_UP} s to warm up")
        say(f"  first quarter: {before:.1f} MB of both workers; {figures(first)}")
        say(f"  last quarter: {after:.1f} MB, {100 * (after / before - 1):+.1f} %; {figures(last)}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hscp-soak-") as scratch:
        Path(scratch).chmod(0o711)
        own = Bench(Path(scratch), with_disks=False)
        try:
            run(own, float(sys.argv[1]) if len(sys.argv) > 1 else 5)
        finally:
            own.close()
