"""Everything that people do on the site at once, at an even pace: read, search and book, over new and over kept connections."""

import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.outage.readers import get
from tests.training.booking.storm.server import Visitor

SEARCHES = (
    "neglect",
    "child exploitation",
    "who to call at night",
    "bruises",
    "domestic abuse",
    "online safety",
)
# A second. Who books sends two requests, and makes every page new: at this rate some 1,400 people would book in an hour.
KEPT, NEW, SEARCHING, BOOKING = 16, 10, 3, 0.4
READERS_OF_KEPT = 8


@dataclass
class Load:
    """What came of the requests to `port` between `begin` and `end`: answers as (what, status, seconds), and what was promised.

    `paths` are pages, `form` is the path of a form to book.
    """

    port: int
    paths: list
    form: str
    answers: list = field(default_factory=list)
    promised: list = field(default_factory=list)
    sent_again: int = 0
    visitors: int = 0

    def begin(self):
        self._over = threading.Event()
        work = [(self._read_kept, KEPT / READERS_OF_KEPT)] * READERS_OF_KEPT
        work += (
            [(self._read_new, NEW / 3)] * 3
            + [(self._search, SEARCHING / 3)] * 3
            + [(self._book, BOOKING / 2)] * 2
        )
        self._threads = [threading.Thread(target=self._repeat, args=each) for each in work]
        for thread in self._threads:
            thread.start()
        return self

    def end(self):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def failed(self):
        """Return the answers that are none, or that say that the server failed."""
        return [each for each in self.answers if not isinstance(each[1], int) or each[1] >= 500]

    def _repeat(self, work, rate):
        kept, due = {}, time.monotonic() + random.random() / rate  # noqa: S311
        while not self._over.wait(max(0, due - time.monotonic())):
            due += 1 / rate
            work(kept)

    def _note(self, what, status, started):
        self.answers.append((what, status, time.monotonic() - started))

    def _read_new(self, kept):
        started = time.monotonic()
        self._note("page", get(self.port, random.choice(self.paths))[0], started)  # noqa: S311

    def _search(self, kept):
        started = time.monotonic()
        self._note("search", get(self.port, f"/search/?q={quote(random.choice(SEARCHES))}")[0], started)  # noqa: S311

    def _read_kept(self, kept):
        """Read over one connection. As every browser does, ask again on a new one if the server has closed it: RFC 9112, 9.3.1."""
        path, started, status = random.choice(self.paths), time.monotonic(), None  # noqa: S311
        while status is None:
            is_old = "connection" in kept
            if not is_old:
                kept["connection"] = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                kept["connection"].request("GET", path, headers={"Host": "localhost"})
                answer = kept["connection"].getresponse()
                answer.read()
                status = answer.status
                if answer.will_close:
                    kept.pop("connection").close()
            except (OSError, http.client.HTTPException) as error:
                kept.pop("connection").close()
                if not is_old:
                    status = type(error).__name__
                else:
                    self.sent_again += 1
        self._note("page over a kept connection", status, started)

    def _book(self, kept):
        """Open the form and send it, once: nobody sends a form again by themselves."""
        self.visitors += 1
        visitor, started = Visitor(self.visitors, self.port), time.monotonic()
        try:
            self._note("form", visitor.open_form_at(self.form), started)
            started = time.monotonic()
            status = visitor.send()
            if status == 302:
                self.promised.append(visitor.email)
        except (OSError, http.client.HTTPException, AttributeError) as error:
            status = type(error).__name__
        self._note("booking", status, started)
