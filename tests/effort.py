"""How much work a call is, counted in a way that does not depend on what else the machine does."""

import signal
import sys
from contextlib import contextmanager

import pytest
from django.db.backends.utils import CursorWrapper


def calls_of(work):
    """Return how many functions are called, in Python and in C, while `work` runs."""
    calls = 0

    def count(frame, event, arg):
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def is_linear(work, size):
    """Say whether `work(2 * size)` calls at most about twice as many functions as `work(size)`."""
    work(size)  # what is read or compiled once is not counted
    return calls_of(lambda: work(2 * size)) <= 2.2 * calls_of(lambda: work(size))


@contextmanager
def runaway_guard(seconds=20):
    """Stop what has used so many seconds of this process's own processor time.

    A regular expression that backtracks calls no function, so `is_linear` does not see it. One that goes wrong takes
    minutes where a good one takes milliseconds: the limit tells these apart, and measures nothing.
    """

    def stop(*_):
        raise AssertionError(f"still running after {seconds} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def rows_read():
    """Count the rows that Django takes from the database in a block, in the list that it yields: one number for each fetch."""
    counts = []

    def counted(method):
        def fetch(cursor, *arguments):
            rows = getattr(cursor.cursor, method)(*arguments)
            counts.append(rows is not None if method == "fetchone" else len(rows))
            return rows

        return fetch

    with pytest.MonkeyPatch.context() as patch:
        for method in ("fetchone", "fetchmany", "fetchall"):
            patch.setattr(CursorWrapper, method, counted(method), raising=False)
        yield counts
