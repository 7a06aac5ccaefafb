"""50 PDFs asked for at once, while readers ask for pages: the load run of `make bench-documents`."""

import http.client
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle, islice
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
AT_ONCE = 50
READERS = 2  # who ask for one page after the other meanwhile
BURSTS = 4
PAUSE = 1  # seconds between them


def load(scratch):
    """Yield lines that tell how 50 requests at once went: for one page, for one PDF, for 50, and for one in the cache."""
    from contacts.models import Pathway
    from themes.models import Theme

    themes = list(Theme.objects.live())
    pathways = list(Pathway.objects.live())
    packs = [f"/themes/{theme.slug}/pack.pdf" for theme in themes]
    sheets = [
        "/contacts/sheet.pdf?" + urlencode([("contact", each.slug) for each in pathways[: n + 1]])
        for n in range(len(pathways))
    ]
    different = [*packs, *sheets]
    pages = ["/", "/themes/", "/contacts/", *(f"/themes/{theme.slug}/" for theme in themes[:5])]
    bursts = {
        "nothing else": [],
        "one page, 50 times": [f"/themes/{themes[0].slug}/"] * AT_ONCE,
        "one pack, 50 times": packs[:1] * AT_ONCE,
        "50 different PDFs": [different[n % len(different)] for n in range(AT_ONCE)],
        "one brochure, 50 times": ["/brochure.pdf"] * AT_ONCE,
    }
    for name, paths in bursts.items():
        with Server(scratch) as server:
            yield server.measure(name, paths, pages)
    with Server(scratch) as server:
        yield server.measure("one cached pack", packs[:1] * AT_ONCE, pages, empty=False)


class Server:
    """The portal as docs/operations.md starts it, with the scratch database and an empty cache at each burst."""

    def __init__(self, scratch):
        self.cache, self.log = scratch / "documents", scratch / "log"
        self.readers = count(1)

    def __enter__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        # Not hscp.wsgi, which refuses to start on SQLite without https.
        application = "django.core.wsgi:get_wsgi_application()"
        options = [f"--bind=127.0.0.1:{self.port}", "--workers=2", "--threads=4", "--log-level=critical"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "gunicorn", application, *options], cwd=ROOT, stderr=log
            )
        for _ in range(200):
            try:
                self.get("/healthz")
                break
            except OSError:
                time.sleep(0.1)
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait()

    def get(self, path):
        """Return (status, seconds) of the answer to a reader who was never here."""
        number = next(self.readers)
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        start = time.perf_counter()
        try:
            address = f"10.{number // 65_025}.{number // 255 % 255}.{number % 255}"
            asked.request("GET", path, headers={"Host": "localhost", "X-Forwarded-For": address})
            answer = asked.getresponse()
            answer.read()
            return answer.status, time.perf_counter() - start
        finally:
            asked.close()

    def measure(self, name, paths, pages, *, empty=True):
        """Return a line about BURSTS bursts of `paths`, by default on an empty cache, while readers ask for `pages`."""
        for path in [*pages, *pages, *([] if empty else paths[:1])]:
            self.get(path)
        stop, statuses, slowest = threading.Event(), Counter(), []
        with ThreadPoolExecutor(AT_ONCE + READERS) as threads:

            def read(first):
                found = []
                for path in islice(cycle(pages), first, None):
                    if stop.wait(0.05):
                        return found
                    found.append(self.get(path))

            readers = [threads.submit(read, first) for first in range(READERS)]
            for _ in range(BURSTS):
                if empty:
                    shutil.rmtree(self.cache, ignore_errors=True)
                answers = list(threads.map(self.get, paths))
                statuses.update(status for status, _ in answers)
                slowest += [seconds for _, seconds in answers]
                time.sleep(PAUSE)
            stop.set()
            read_in = [each for reader in readers for each in reader.result()]
        compiled = self.log.read_text().count(" compiled in ")
        times = sorted(seconds * 1000 for _, seconds in read_in)
        p99 = statistics.quantiles(times, n=100)[98]
        wrong = sum(status != 200 for status, _ in read_in)
        said = ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items()))
        return (
            f"{name:<22} | {said or '-'} | compiled {compiled} in {BURSTS} bursts | last answer after "
            f"{max(slowest, default=0) * 1000:.0f} ms | pages: median {statistics.median(times):.0f} ms, "
            f"p99 {p99:.0f} ms, slowest {times[-1]:.0f} ms of {len(times)}, {wrong} not 200"
        )
