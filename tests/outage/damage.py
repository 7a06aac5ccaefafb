"""Files of the caches cut off, overwritten, removed and made unreadable while pages are asked for: T17."""

import random
import threading
import time

from tests.outage.readers import figures, read
from tests.outage.words import say

SECONDS, RATE, PAUSE = 30, 20, 0.5
DOCUMENTS = ("/themes/domestic-abuse/pack.pdf", "/themes/neglect/pack.pdf")
FOLDERS = ("copies", "documents", "index")


def _damage(place, chance):
    """Damage the file `place`, or one below the folder, in some way; return what was done to it."""
    found = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    if not found:
        return None
    path = chance.choice(found)
    way = chance.choice(("cut off", "empty", "overwritten", "removed", "a folder in its place"))
    try:
        content = path.read_bytes()
        # A new file in place of the old one: to cut off a file of the index that a worker has mapped into its memory ends the worker.
        path.unlink()
        if way == "cut off":
            path.write_bytes(content[: len(content) // 2])
        elif way == "empty":
            path.write_bytes(b"")
        elif way == "overwritten":
            path.write_bytes(chance.randbytes(2000))
        else:
            if way == "a folder in its place" and "locks" not in path.parts:
                path.mkdir()
    except OSError:
        return None
    return way


def measure(bench):
    """Print what readers get while a file is damaged twice a second and pages change, and then by a server that starts with half of all damaged."""
    chance, done = random.Random(17), []  # noqa: S311
    words = ("neglect", "harm", "online", "who+to+call")
    with bench.server() as server:
        pages = bench.public_pages(server)
        asked = [*pages, *(f"/search/?q={word}" for word in words * 10), *DOCUMENTS * 10]
        until = time.monotonic() + SECONDS

        def damage():
            while time.monotonic() < until:
                done.append(_damage(bench.folder / chance.choice(FOLDERS), chance))
                if len(done) % 10 == 0:
                    bench.touch_content(server, wait=False)
                time.sleep(PAUSE)

        thread = threading.Thread(target=damage)
        thread.start()
        say(f"Caches damaged: {figures(read(server.port, asked, SECONDS, RATE))}")
        thread.join()
        say(f"  {len(list(filter(None, done)))} files damaged")
    files = [path for name in FOLDERS for path in (bench.folder / name).rglob("*") if path.is_file()]
    damaged = [_damage(path, chance) for path in chance.sample(files, len(files) // 2)]
    with bench.server() as server:
        say(
            f"A server that starts with {len(damaged)} files damaged: {figures(read(server.port, asked, SECONDS, RATE))}"
        )
