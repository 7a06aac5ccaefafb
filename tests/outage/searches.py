"""Fifty searches at once of the kind that costs most: T46."""

import threading
import time
from collections import Counter

from tests.outage.readers import figures, get, read
from tests.outage.words import say

AT_ONCE, ROUNDS, SECONDS, RATE = 50, 5, 10, 20
_WORDS = [
    "child",
    "children",
    "young",
    "people",
    "family",
    "families",
    "safeguarding",
    "abuse",
    "neglect",
    "harm",
    "parents",
    "school",
    "online",
    "support",
    "training",
]


def expensive():
    """Return addresses of searches with as many words, filters and pages as search takes, no two alike."""
    filters = "".join(
        f"&kind={kind}" for kind in ("theme", "toolkit", "resource", "course", "process", "pathway", "term")
    )
    kinds = [
        lambda number: f"/search/?q={'+'.join(_WORDS)}+{number}{filters}",
        lambda number: f"/search/?q={'+'.join(word[:-1] + 'x' for word in _WORDS)}+{number}",
        lambda number: f"/search/?q=child+{number}&page=400&sort=title",
        lambda number: f"/api/search?q={'+'.join(_WORDS)}+{number}&page_size=100&page=20",
        lambda number: f"/search/?q=%22{'+'.join(_WORDS[:4])}%22+-{number}&sort=newest",
    ]
    return [kinds[number % len(kinds)](number) for number in range(AT_ONCE)]


def measure(bench):
    """Print how fifty searches at once are answered, and what readers of pages get meanwhile."""
    with bench.server() as server:
        paths = bench.public_pages(server)
        for address in expensive():
            get(server.port, address)
        alone = sorted(get(server.port, address)[1] for address in expensive())
        say(
            f"One at a time: median {1000 * alone[len(alone) // 2]:.0f} ms, slowest {1000 * alone[-1]:.0f} ms"
        )
        answers, pages = [], []
        reader = threading.Thread(target=lambda: pages.extend(read(server.port, paths, SECONDS, RATE)))
        reader.start()
        for _ in range(ROUNDS):
            threads = [
                threading.Thread(target=lambda path=path: answers.append(get(server.port, path)))
                for path in expensive()
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            time.sleep(0.2)
        reader.join()
        took = sorted(each[1] for each in answers)
        statuses = ", ".join(
            f"{count} × {status}" for status, count in Counter(each[0] for each in answers).items()
        )
        busy = sum(b"portal-busy" in each[2] for each in answers)
        say(
            f"{AT_ONCE} at once, {ROUNDS} times: {statuses}; {busy} asked to narrow; median {1000 * took[len(took) // 2]:.0f} ms, slowest {1000 * took[-1]:.0f} ms"
        )
        say(f"  pages meanwhile: {figures(pages)}")
