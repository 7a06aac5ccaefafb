"""Whether the scheduled jobs run, and how old the last backup is."""

from django.conf import settings
from django.utils import timezone

from hscp.jobs.declaration import job_named
from hscp.jobs.status import last_alive, last_success, moment, problems, read_states, schedulers_alive
from hscp.site.doctor.findings import look, ok, wrong


def jobs():
    """Yield whether a scheduler lives, and each job that failed or has not run for too long."""
    states, now = read_states(), timezone.now()
    if not schedulers_alive(states, now):
        since = last_alive(states)
        was = f"was last heard of at {moment(since)}" if since else "has never run"
        # On one's own machine nothing waits for it.
        yield (wrong if settings.HTTPS else look)(
            "Jobs",
            f"The scheduler {was}: no mail is sent, and nothing is checked or deleted. Start `manage.py run_jobs`.",
        )
        return
    found = problems(states, now)
    for problem in found:
        yield look(
            "Jobs", f"{problem.where} {problem.words} `manage.py run_jobs --now {problem.job}` tries again."
        )
    if not found:
        yield ok("Jobs", "All have run as they should.")


def backup():
    """Yield when the last backup was made, and whether one is made at all."""
    if not job_named("backup").is_set_up:
        yield (wrong if settings.HTTPS else look)(
            "Backup", "None is made. Set HSCP_BACKUP_FOLDER and HSCP_BACKUP_KEY: docs/backup.md says how."
        )
        return
    made = last_success(read_states(), "backup")
    if made:
        yield ok("Backup", f"The last was made at {moment(made)}.")
    else:
        yield look("Backup", "There is none yet. `manage.py run_jobs --now backup` makes one.")
