"""Jobs, states and runs for tests, and processes that are quick to start."""

from datetime import UTC, datetime, timedelta

from hscp.jobs.declaration import Job
from hscp.jobs.enums import Outcome
from hscp.jobs.models import JobRun, JobState
from hscp.jobs.runs import SCHEDULER
from hscp.jobs.schedule import EveryMinutes

NOW = datetime(2027, 5, 12, 10, 0, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Stands for the portal's own manage.py: what a job does is its first argument.
MANAGE = """
import os, signal, subprocess, sys, time
what, *rest = sys.argv[1:]
if what == "say":
    print(rest[0])
elif what == "fail":
    print(rest[0] if rest else "It failed.", file=sys.stderr)
    sys.exit(3)
elif what == "much":
    sys.stdout.write("/booking/" + "x" * 70_000 + " jo.ford@example.org")
elif what == "many lines":
    sys.stdout.write("a line\\n" * 20_000 + "the end")
elif what == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
elif what == "hang":
    # Holds the fifo open for as long as it lives.
    fifo = open(rest[0], "w") if rest else None
    time.sleep(600)
elif what == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("ready", flush=True)
    time.sleep(600)
elif what == "leave behind":
    subprocess.Popen([sys.executable, "-c", f"f = open({rest[0]!r}, 'w'); import time; time.sleep(600)"])
"""


def make_job(name="check_bookings", command=("say", "Done."), when=None, **fields):
    defaults = {"limit": MINUTE, "silence": 15 * MINUTE}
    return Job(name, tuple(command), when or EveryMinutes(1), **(defaults | fields))


def make_state(job="check_bookings", **fields):
    """Make the state of a job that last ran well a minute before NOW."""
    defaults = {
        "done_up_to": NOW - MINUTE,
        "outcome": Outcome.WELL,
        "ended_at": NOW - MINUTE,
        "went_well_at": NOW - MINUTE,
        "created_at": NOW - 300 * DAY,
    }
    return JobState.objects.create(job=job, **(defaults | fields))


def make_alive(host="web1", at=NOW):
    """Let a scheduler live on `host` at `at`."""
    return JobState.objects.create(
        job=SCHEDULER, host=host, claim="alive", claimed_until=at + MINUTE, done_up_to=at
    )


def make_run(job="check_bookings", **fields):
    defaults = {"host": "web1", "started_at": NOW, "ended_at": NOW, "outcome": Outcome.WELL}
    return JobRun.objects.create(job=job, **(defaults | fields))
