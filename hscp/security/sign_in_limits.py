"""How many attempts to sign in reach the hashing of the password: few from one network, few for one name, one at a time.

Hashing takes most of a second of a processor. Without these limits, guesses from many addresses would leave nothing for readers.
axes counts the failures of one person at one address as well, and locks them out there for a quarter of an hour.
"""

import threading
from contextlib import contextmanager
from datetime import timedelta

from axes.models import AccessLog
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hscp.security.rate_limits import SIGN_INS_BY_NETWORK, client_address, client_network, sign_ins_by_name
from hscp.security.shared_counts import count

# Cyber Essentials asks for at most ten guesses in five minutes; a whole office may share one network.
FREE_FAILURES, FAILURES_COUNT_SECONDS = 10, 15 * 60
LONGEST_WAIT = 60  # seconds between two guesses at one name, after ever more failures
KNOWN_FOR = timedelta(days=90)
# Threads of a process that sign somebody in at the same time: one hashes, one waits for it. The others stay free for pages.
_threads = threading.BoundedSemaphore(2)
_hashing = threading.Lock()

BUSY = "Many people are signing in just now. Try again in a few seconds."
TOO_MANY_FROM_HERE = (
    "Too many attempts to sign in came from your network. Try again in an hour, or from another network."
)
TOO_MANY_FOR_NAME = "Too many wrong passwords were entered for this name. Wait a minute, then try again, or sign in from where you have signed in before."


class MustWait(Exception):
    """An attempt to sign in comes too soon; the text tells the person what to do."""


def check_pace(request, name):
    """Raise MustWait, before any password is hashed, for an attempt to sign in as `name` that comes too soon."""
    if not SIGN_INS_BY_NETWORK.allows(client_network(request)):
        raise MustWait(TOO_MANY_FROM_HERE)
    failures = count(_key(name), 0, FAILURES_COUNT_SECONDS)
    if failures >= FREE_FAILURES and not _has_signed_in_here(request, name):
        wait = min(2 ** (failures - FREE_FAILURES), LONGEST_WAIT)
        if not sign_ins_by_name(wait).allows(name.casefold()):
            raise MustWait(TOO_MANY_FOR_NAME)


def count_failure(name):
    """Count a wrong password for `name`, wherever it came from."""
    count(_key(name), 1, FAILURES_COUNT_SECONDS)


@contextmanager
def hashing():
    """Hold the one place of this process for hashing a password. Raises MustWait where somebody waits for it already."""
    if not _threads.acquire(blocking=False):
        raise MustWait(BUSY)
    try:
        with _hashing:
            yield
    finally:
        _threads.release()


def _key(name):
    return f"sign-in-failed:{salted_hmac('hscp.sign_in', name.casefold(), algorithm='sha256').hexdigest()}"


def _has_signed_in_here(request, name):
    """Return whether somebody signed in as `name` from this address lately: no guesses from elsewhere keep them out."""
    since = timezone.now() - KNOWN_FOR
    return AccessLog.objects.filter(
        username=name, ip_address=client_address(request), attempt_time__gte=since
    ).exists()
