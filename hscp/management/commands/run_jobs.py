"""Runs the scheduled jobs: mails, reminders, checks, retention and the rest. Start it once on each server, as a service.

Several may run, on several servers: each job is run by one of them. It goes on until it gets SIGTERM, and waits while the database
is away. docs/jobs.md lists the jobs, and says how they are run by cron (--once), or at once (--now).
"""

from django.core.management.base import CommandError
from django.utils import timezone

from hscp.jobs.declaration import JOBS, job_named
from hscp.jobs.enums import BAD
from hscp.jobs.scheduler import LIFE_UNDER_CRON, DatabaseAway, Scheduler
from hscp.jobs.status import moment, problems, read_states, schedulers_alive
from hscp.looping import LoopingCommand


class Command(LoopingCommand):
    help = "Run the scheduled jobs, until stopped; or see them with --list."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--once", action="store_true", help="Run what is due and end, for cron.")
        what.add_argument(
            "--list", action="store_true", dest="show", help="Show every job, its last run and its next."
        )
        what.add_argument(
            "--now", nargs="+", metavar="JOB", default=[], help="Run these jobs at once and end."
        )

    def handle(self, *, once, show, now, **options):
        if show:
            self._list()
        elif once or now:
            self._run_due(now)
        else:
            scheduler = Scheduler()
            self.stdout.write(f"Scheduled jobs run on {scheduler.host}.")
            self.loop(0, scheduler.step)
            scheduler.end()

    def _run_due(self, names):
        for name in names:
            if job_named(name) is None:
                raise CommandError(
                    f"There is no job “{name}”. The jobs are {', '.join(job.name for job in JOBS)}."
                )
            if not job_named(name).is_set_up:
                raise CommandError(f"“{name}” needs {job_named(name).file}, which is not set.")
        self.stop_when_told()
        scheduler = Scheduler(life=None if names else LIFE_UNDER_CRON)
        try:
            outcomes = scheduler.run_due(names, stopped=lambda: self.stopped)
        except DatabaseAway as error:
            raise CommandError(str(error)) from None
        finally:
            scheduler.end()
        for name, outcome in outcomes.items():
            self.stdout.write(f"{name}: {outcome.label.lower()}")
        if running := [name for name in names if name not in outcomes]:
            raise CommandError(f"Somebody else runs {', '.join(running)} just now.")
        if any(outcome in BAD for outcome in outcomes.values()):
            raise CommandError("Not all went well. The runs of jobs in the admin say more.")

    def _list(self):
        at, states = timezone.now(), read_states()
        rows = [("job", "when", "last run", "next run")]
        for job in JOBS:
            own = [state for state in states if state.job == job.name] or [None]
            for state in own:
                name = str(state or job.name)
                rows.append((name, str(job.when), _last(state, at), _next(job, state, at)))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            self.stdout.write(
                "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
            )
        alive = schedulers_alive(states, at)
        self.stdout.write(
            f"\nA scheduler runs on {', '.join(sorted(alive))}." if alive else "\nNo scheduler runs."
        )
        for problem in problems(states, at):
            self.stdout.write(f"{problem.where} {problem.words}")


def _last(state, at):
    if state is None:
        return "–"
    if state.is_claimed(at):
        return "running"
    return f"{moment(state.ended_at)}, {state.get_outcome_display().lower()}" if state.ended_at else "–"


def _next(job, state, at):
    if not job.is_set_up:
        return f"needs {job.file}"
    if state and state.done_up_to < job.when.latest(at):
        return "due"
    return moment(job.when.following(at))
