"""Readers who ask for public pages at an even pace, and people who guess passwords."""

import http.client
import random
import re
import threading
import time
from collections import Counter
from urllib.parse import urlencode

STALE = b"portal-stale"


def get(port, path, method="GET", body=None, headers=None):
    """Return (status, seconds, body, headers) of a request; the status is the name of an error where there is no answer."""
    started = time.monotonic()
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, time.monotonic() - started, response.read(), response.getheaders()
    except OSError as error:
        return type(error).__name__, time.monotonic() - started, b"", []
    finally:
        connection.close()


def public_pages(port):
    """Return the paths in the sitemap."""
    found, maps = [], ["/sitemap.xml"]
    for path in maps:
        for address in re.findall(r"<loc>https?://[^/]+(.*?)</loc>", get(port, path)[2].decode()):
            (maps if address.endswith(".xml") else found).append(address)
    return found


def read(port, paths, seconds, rate):
    """Ask for pages of `paths`, `rate` a second for so many seconds; return the answers as (status, seconds, is stale)."""
    answers, threads = [], []

    def one(path):
        status, took, body, _ = get(port, path)
        answers.append((status, took, STALE in body))

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        thread = threading.Thread(target=one, args=(random.choice(paths),))  # noqa: S311
        thread.start()
        threads.append(thread)
        time.sleep(1 / rate)
    for thread in threads:
        thread.join()
    return answers


def guess(port, until, number, attempts):
    """Guess passwords of names that are none until `until` (monotonic seconds); add each attempt to the list `attempts`."""
    while time.monotonic() < until:
        _, _, page, headers = get(port, "/admin/login/")
        token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)', page)
        cookie = next(
            (value.partition(";")[0] for name, value in headers if name.lower() == "set-cookie"), ""
        )
        if token:
            form = {
                "csrfmiddlewaretoken": token[1].decode(),
                "username": f"person{number}-{len(attempts)}",
                "password": "wrong wrong wrong",
                "next": "/admin/",
            }
            sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            attempts.append(get(port, "/admin/login/", "POST", urlencode(form), sent)[0])


def figures(answers):
    """Return in words how many answers there were, of which status, and how long they took."""
    took = sorted(seconds for _, seconds, _ in answers)
    at = {share: 1000 * took[min(len(took) - 1, int(share * len(took)))] for share in (0.5, 0.95, 0.99)}
    statuses = ", ".join(
        f"{count} × {status}" for status, count in Counter(each[0] for each in answers).most_common()
    )
    stale = sum(each[2] for each in answers)
    return (
        f"{statuses}; {stale} as they were; median {at[0.5]:.0f} ms, p95 {at[0.95]:.0f} ms, p99 {at[0.99]:.0f} ms, "
        f"slowest {1000 * took[-1]:.0f} ms"
    )
