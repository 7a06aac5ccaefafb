"""Readers who ask for public pages at an even pace, people who book, and people who guess passwords."""

import http.client
import random
import re
import threading
import time
from collections import Counter
from typing import NamedTuple
from urllib.parse import urlencode

STALE = b"portal-stale"


class Answer(NamedTuple):
    """The answer to a reader: its status, how many seconds it took, and whether the page is shown as it was."""

    status: int
    seconds: float
    is_stale: bool
    path: str

    @property
    def is_normal(self):
        return self.status == 200 and not self.is_stale


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
    """Ask for pages of `paths`, `rate` a second for so many seconds; return the Answers."""
    answers, threads = [], []

    def one(path):
        status, took, body, _ = get(port, path)
        answers.append(Answer(status, took, STALE in body, path))

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        thread = threading.Thread(target=one, args=(random.choice(paths),))  # noqa: S311
        thread.start()
        threads.append(thread)
        time.sleep(1 / rate)
    for thread in threads:
        thread.join()
    return answers


def book(port, session, email):
    """Book a place of a session (its number) by the form; return the status and the heading of the answer, and what it gives back."""
    path = f"/training/dates/{session}/book/"
    status, _, page, headers = get(port, path)
    key = re.search(rb'name="key" value="([^"]+)', page)
    if status != 200 or not key:
        # The form itself cannot be shown: somebody has had it open since before.
        token, key = "a" * 32, b"a-key-from-before-00"
        cookie = f"csrftoken={token}"
    else:
        token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)', page)[1].decode()
        key = key[1]
        cookie = next(value.partition(";")[0] for name, value in headers if name.lower() == "set-cookie")
    form = {
        "csrfmiddlewaretoken": token,
        "key": key.decode(),
        "people": "1",
        "organisation": "Oak School",
        "organisation_type": "school",
        "name-0": "Ann Person",
        "email-0": email,
        "role-0": "practitioner",
        "phone-0": "",
        "access_needs-0": "Captions",
    }
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    status, took, page, _ = get(port, path, "POST", urlencode(form), sent)
    heading = re.search(rb"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    kept = "with what was typed" if email.encode() in page else "without what was typed"
    return status, f"{heading[1].decode().strip() if heading else 'no page'} ({kept}, {1000 * took:.0f} ms)"


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
    """Return in words how many Answers there were, of which status, how long they took, and what was not answered with 200."""
    took = sorted(each.seconds for each in answers)
    at = {share: 1000 * took[min(len(took) - 1, int(share * len(took)))] for share in (0.5, 0.95, 0.99)}
    statuses = ", ".join(
        f"{count} × {status}" for status, count in Counter(each.status for each in answers).most_common()
    )
    stale = sum(each.is_stale for each in answers)
    others = sorted({each.path for each in answers if each.status != 200})
    return (
        f"{statuses}; {stale} as they were; median {at[0.5]:.0f} ms, p95 {at[0.95]:.0f} ms, p99 {at[0.99]:.0f} ms, "
        f"slowest {1000 * took[-1]:.0f} ms" + (f"; not 200: {', '.join(others[:5])}" if others else "")
    )
