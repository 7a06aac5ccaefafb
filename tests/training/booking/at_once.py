"""Many calls by many threads that start together, each with its own connection to the database."""

import threading
import time
from collections import deque
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Answer:
    """What one call came to: what it returned or the error it raised, and when it began and ended, in seconds."""

    result: object
    error: Exception | None
    began: float
    ended: float

    @property
    def seconds(self):
        return self.ended - self.began


def at_once(calls, *, threads):
    """Make all `calls` (functions without arguments) by `threads` threads and return their Answers in order of ending."""
    waiting, answers, start = deque(calls), [], threading.Barrier(threads)

    def work():
        start.wait()
        try:
            while True:
                try:
                    call = waiting.popleft()
                except IndexError:
                    return
                began, result, error = time.monotonic(), None, None
                try:
                    result = call()
                except Exception as raised:
                    error = raised
                answers.append(Answer(result, error, began, time.monotonic()))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sorted(answers, key=lambda answer: answer.ended)


def inversions(answers, turn_of):
    """Return how many answers have a later turn than one that was asked for only after they had been given."""
    found = 0
    for number, first in enumerate(answers):
        found += sum(
            1
            for later in answers[number + 1 :]
            if later.began > first.ended and turn_of(later) < turn_of(first)
        )
    return found


def p99(answers):
    """Return the seconds within which 99 of 100 answers came."""
    seconds = sorted(answer.seconds for answer in answers)
    return seconds[max(0, -(-len(seconds) * 99 // 100) - 1)]
