"""The scheduler: looks which jobs are due, starts each in a process of its own, and sees how it ends.

It is one thread, so that nothing of it can be held up unseen. While the database does not answer nothing is begun, and what ended
meanwhile is written down as soon as it does.
"""

import logging
import selectors
import socket
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import Error, connection
from django.utils import timezone

from hscp.jobs import alerts, runs
from hscp.jobs.declaration import jobs_set_up
from hscp.jobs.enums import Outcome
from hscp.jobs.processes import JobProcess
from hscp.jobs.status import read_states

logger = logging.getLogger(__name__)

# At most so many at once: of jobs that take minutes, and beside them of quick ones, which therefore never wait for the others.
AT_ONCE = {True: 3, False: 2}
# In seconds: how often it looks for what is due, says that it lives, and looks for what administrators are to be told.
LOOKS_EVERY, RENEWS_EVERY, TELLS_EVERY = 5, 30, 60
# For how long after its start nobody is told of jobs that did not run: they are being caught up.
CATCHES_UP = 600
# How long runs may go on once it is told to end, in seconds. Containers are killed after ten.
GRACE = 6
# A scheduler that cron starts is missed only when several of its starts are.
LIFE_UNDER_CRON = timedelta(minutes=10)


class DatabaseAway(Exception):
    """There is no database to ask what is due."""


@dataclass
class _Running:
    """A run of this process: its Claim and JobProcess. Once it has ended, `outcome` says how, and `ended_at` when."""

    claim: runs.Claim
    process: JobProcess
    is_stopped: bool = False
    result: dict = field(default_factory=dict)


class Scheduler:
    """Runs `jobs` (default: all that are set up) of `host` (default: this one).

    `life` (timedelta) is for how long it is believed to live after each sign of life; None for one that gives none.
    """

    def __init__(self, *, jobs=None, life=runs.LEASE, host=None, start=JobProcess):
        self.jobs = jobs_set_up() if jobs is None else jobs
        self.host = host or socket.gethostname()
        self.running = []
        self._life = life
        self._start = start
        self._token = uuid.uuid4().hex
        self._selector = selectors.DefaultSelector()
        self._ended = []
        self.outcomes = {}
        self._began = time.monotonic()
        self._due_at = {}
        self._is_away = False
        self._takes_over_from = 0

    def step(self, wait=1):
        """Do whatever is to be done now, after waiting at most `wait` seconds for something that a job prints."""
        self._read(wait)
        self._see_who_ended()
        if self._is_time("look", LOOKS_EVERY) or (self._ended and not self._is_away):
            self._with_database(self._look)

    def run_due(self, names=(), stopped=lambda: False):
        """Run what is due, or the jobs of these `names` whether they are due or not, and return once all have ended.

        Return the outcomes, {name: Outcome}; those of `names` that somebody else runs are not among them. Raises DatabaseAway if there
        is no database to ask.
        """
        waiting = [job for job in self.jobs if not names or job.name in names]
        while not stopped():
            answers = self._with_database(self._keep_up)
            if answers and waiting:
                answers = self._with_database(partial(self._begin, waiting, at_once=bool(names)))
            if not (self.running or self._ended):
                if not answers:
                    raise DatabaseAway("No job was run: the database does not answer, or is not migrated.")
                if not waiting:
                    break
            self._read(1)
            self._see_who_ended()
        if not names:
            self._with_database(partial(self._tell, of_silence=True))
        return self.outcomes

    def end(self):
        """End: let runs come to their end for GRACE, then stop them. A run that is stopped begins again with the next scheduler."""
        until = time.monotonic() + GRACE
        while self.running and time.monotonic() < until:
            self._read(0.2)
            self._see_who_ended()
        for each in self.running:
            each.is_stopped = True
            each.process.stop()
        until = time.monotonic() + 1
        while self.running:
            self._read(0.1)
            if time.monotonic() > until:
                for each in self.running:
                    each.process.kill()
            self._see_who_ended()
        self._selector.close()
        self._with_database(self._say_goodbye)

    def _is_time(self, what, every):
        """Return whether `every` seconds have passed since it was last time for `what`."""
        now = time.monotonic()
        if now < self._due_at.get(what, 0):
            return False
        self._due_at[what] = now + every
        return True

    def _read(self, wait):
        for key, _ in self._selector.select(wait):
            if key.data.read() == 0:
                self._selector.unregister(key.fileobj)

    def _see_who_ended(self):
        for each in list(self.running):
            pipe = each.process.pipe
            is_read = pipe in self._selector.get_map()
            code = each.process.look()
            if code is None:
                continue
            if is_read:
                self._selector.unregister(pipe)
            self.running.remove(each)
            self._ended.append(each)
            each.result = self._result(each, code)

    def _result(self, each, code):
        output, said = each.process.last_words()
        if each.process.took_too_long:
            outcome = Outcome.TOO_LONG
        elif code == 0:
            outcome = Outcome.WELL
        else:
            outcome = Outcome.STOPPED if each.is_stopped else Outcome.FAILED
        self.outcomes[each.claim.job.name] = outcome
        name, seconds = each.claim.job.name, each.process.seconds
        if outcome in (Outcome.FAILED, Outcome.TOO_LONG):
            logger.warning("%s: %s after %.1f s (%d). %s", name, outcome.label.lower(), seconds, code, said)
        elif not each.claim.job.is_frequent:
            logger.info("%s: %s after %.1f s. %s", name, outcome.label.lower(), seconds, said)
        kept = "" if outcome in (Outcome.WELL, Outcome.STOPPED) else output
        return {
            "outcome": outcome,
            "at": timezone.now(),
            "exit_code": code,
            "said": said,
            "output": kept,
        }

    def _with_database(self, work):
        """Do `work` and return True; or say once that the database does not answer, and return False."""
        try:
            work()
        except Error as error:
            connection.close()
            if not self._is_away:
                logger.warning(
                    "Jobs wait: the database does not answer, or is not migrated (%s).", type(error).__name__
                )
            self._is_away = True
            self._due_at.clear()
            self._due_at["look"] = time.monotonic() + LOOKS_EVERY
            self._takes_over_from = time.monotonic() + RENEWS_EVERY
            return False
        if self._is_away:
            logger.warning("The database answers again.")
        self._is_away = False
        return True

    def _look(self):
        self._keep_up()
        self._begin(list(self.jobs))
        if self._is_time("tell", TELLS_EVERY):
            self._tell(of_silence=time.monotonic() - self._began > CATCHES_UP)

    def _keep_up(self):
        """Write down what has ended, and hold on to what runs."""
        while self._ended:
            ended = self._ended[0]
            runs.finish(ended.claim, **ended.result)
            self._ended.pop(0)
        if not self._is_time("renew", RENEWS_EVERY):
            return
        now = timezone.now()
        if self._life:
            runs.show_life(self.host, self._token, now + self._life)
        lost = runs.renew([each.claim.token for each in self.running], now)
        for each in self.running:
            if each.claim.token in lost:
                logger.error("%s is run by another scheduler, so it is stopped here.", each.claim.job.name)
                each.is_stopped = True
                each.process.kill()

    def _begin(self, jobs, *, at_once=False):
        """Start those of `jobs` (a list) that are due, as far as there is room; leave in the list those for which there is none."""
        states = runs.known_states(self.jobs, self.host, timezone.now())
        for job, state in states:
            now = timezone.now()
            if job not in jobs or not self._has_room(job, states, now):
                continue
            jobs.remove(job)
            take_over = time.monotonic() >= self._takes_over_from
            if claimed := runs.claim(job, state, self.host, now, at_once=at_once, take_over=take_over):
                self._run(claimed)

    def _has_room(self, job, states, at):
        """Return whether a run of `job` may begin beside what runs here, and beside its group wherever that runs."""
        running = [each.claim.job for each in self.running]
        if sum(each.is_quick == job.is_quick for each in running) >= AT_ONCE[job.is_quick]:
            return False
        return not job.group or not any(
            other.group == job.group and other != job and (other in running or state.is_claimed(at))
            for other, state in states
        )

    def _run(self, claimed):
        try:
            process = self._start(claimed.job.arguments, claimed.job.limit)
        except OSError as error:
            words = f"It could not be started: {error.strerror}."
            runs.finish(claimed, Outcome.FAILED, timezone.now(), said=words, output=words)
            self.outcomes[claimed.job.name] = Outcome.FAILED
            logger.exception("%s could not be started.", claimed.job.name)
            return
        self.running.append(_Running(claimed, process))
        self._selector.register(process.pipe, selectors.EVENT_READ, process)

    def _tell(self, *, of_silence):
        alerts.write_alert(read_states(), timezone.now(), of_silence=of_silence)
        alerts.send_alerts()

    def _say_goodbye(self):
        self._keep_up()
        if self._life == runs.LEASE:
            runs.say_goodbye(self.host, self._token, timezone.now())
