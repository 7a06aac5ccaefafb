"""Every scheduled job of the portal: what runs, when, for how long at most, and after what silence somebody is told.

A job is a command of `manage.py` and goes on working by hand. docs/jobs.md has the same table, and a test compares them.
"""

from dataclasses import dataclass
from datetime import time, timedelta

from django.conf import settings

from hscp.jobs.schedule import Daily, EveryMinutes, Weekly

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A job that may take no longer never waits for those that may.
QUICK = 5 * _MINUTE
_MONDAY = 0


@dataclass(frozen=True)
class Job:
    """One command that runs by the clock.

    `limit` is how long a run may take, `silence` how long there may be no run that went well. `file` names the setting of a path
    that is its last argument; where `needs_file` and it is not set, the job does not run. `on_each_host`: what it makes or looks
    at is the host's own; any other job runs once, on whichever host comes first. Of a `group` one runs at a time.
    """

    name: str
    command: tuple
    when: EveryMinutes | Daily | Weekly
    limit: timedelta
    silence: timedelta
    file: str = ""
    needs_file: bool = False
    on_each_host: bool = False
    group: str = ""

    @property
    def is_set_up(self):
        return not self.needs_file or bool(settings.HSCP_JOB_FILES[self.file])

    @property
    def arguments(self):
        """What stands after `manage.py`: a list of str."""
        path = settings.HSCP_JOB_FILES[self.file] if self.file else ""
        return [*self.command, *([path] if path else [])]

    @property
    def is_quick(self):
        return self.limit <= QUICK

    @property
    def is_frequent(self):
        """Whether the next run comes so soon that one failure alone is told to nobody."""
        return self.when.apart < _HOUR


JOBS = (
    Job("send_mail_queue", ("send_mail_queue",), EveryMinutes(1), QUICK, 15 * _MINUTE),
    Job("publish_drafts", ("publish_drafts",), EveryMinutes(1), QUICK, 15 * _MINUTE),
    Job("send_review_mail", ("send_review_mail",), EveryMinutes(5), QUICK, 30 * _MINUTE),
    Job("send_updates", ("send_updates",), EveryMinutes(5), QUICK, 2 * _HOUR),
    Job("note_changes", ("note_changes",), EveryMinutes(5), QUICK, 2 * _HOUR),
    Job("training_round", ("training_round",), EveryMinutes(60, past=7), QUICK, 4 * _HOUR),
    # It asks each site for one thing at a time, so a first run over all links takes its time.
    Job("check_links", ("check_links",), EveryMinutes(60, past=20), 3 * _HOUR, 8 * _HOUR, group="links"),
    # Each PDF has the date in it, so after midnight in London.
    Job(
        "make_documents",
        ("make_documents",),
        Daily(time(1, 15)),
        _HOUR,
        30 * _HOUR,
        on_each_host=True,
    ),
    # With the PDFs that were made before it.
    Job(
        "build_mirror",
        ("build_mirror", "--documents"),
        Daily(time(2, 15)),
        _HOUR,
        30 * _HOUR,
        file="HSCP_MIRROR",
        needs_file=True,
        on_each_host=True,
    ),
    Job(
        "backup",
        ("backup",),
        Daily(time(2, 30)),
        _HOUR,
        30 * _HOUR,
        file="HSCP_BACKUP_FOLDER",
        needs_file=True,
    ),
    Job(
        "write_open_data",
        ("write_open_data",),
        Daily(time(2, 45)),
        30 * _MINUTE,
        30 * _HOUR,
        on_each_host=True,
    ),
    Job("apply_retention", ("apply_retention",), Daily(time(3, 0)), _HOUR, 30 * _HOUR),
    # After the retention, whose deletions they write down and check.
    Job(
        "replay_erasures",
        ("replay_erasures", "--write"),
        Daily(time(4, 0)),
        QUICK,
        30 * _HOUR,
        file="HSCP_ERASURE_LIST",
        needs_file=True,
        on_each_host=True,
    ),
    Job(
        "check_audit_trail",
        ("check_audit_trail",),
        Daily(time(4, 15)),
        30 * _MINUTE,
        30 * _HOUR,
        file="HSCP_AUDIT_TRAIL_END",
        on_each_host=True,
    ),
    Job("check_bookings", ("check_bookings",), Daily(time(4, 30)), 30 * _MINUTE, 30 * _HOUR),
    Job(
        "check_search",
        ("rebuild_search", "--check"),
        Daily(time(4, 45)),
        30 * _MINUTE,
        30 * _HOUR,
        on_each_host=True,
    ),
    Job("owners_due", ("owners_due",), Weekly(_MONDAY, time(7, 40)), 30 * _MINUTE, 8 * _DAY),
    Job(
        "check_contacts",
        ("check_links", "--contacts-and-sessions"),
        Weekly(_MONDAY, time(7, 50)),
        _HOUR,
        8 * _DAY,
        group="links",
    ),
)


def jobs_set_up():
    """Return the jobs that run with the settings as they are."""
    return [job for job in JOBS if job.is_set_up]


def job_named(name):
    """Return the Job of this name, or None, as where a release has taken it away."""
    return next((job for job in JOBS if job.name == name), None)
