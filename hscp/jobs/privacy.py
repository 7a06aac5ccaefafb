"""Scheduled jobs hold nothing about people. Their runs are kept for a while all the same, so that the tables do not grow."""

from datetime import timedelta

from hscp.jobs.declaration import JOBS
from hscp.jobs.enums import Outcome
from hscp.jobs.models import JobAlert, JobRun
from hscp.privacy.personal_fields import STAFF, Declaration, Kept
from hscp.privacy.retention import delete_rows

KEPT_FOR = timedelta(days=90)
# Runs each minute or so that went well: 3,000 a day.
FREQUENT_KEPT_FOR = timedelta(days=7)


def _old_runs(at, only_count):
    frequent = [job.name for job in JOBS if job.is_frequent]
    often = JobRun.objects.filter(
        job__in=frequent, outcome=Outcome.WELL, started_at__lte=at - FREQUENT_KEPT_FOR
    )
    return (
        delete_rows(JobRun.objects.filter(started_at__lte=at - KEPT_FOR), only_count)
        + delete_rows(often, only_count)
        + delete_rows(JobAlert.objects.filter(created_at__lte=at - KEPT_FOR), only_count)
    )


PERSONAL_DATA = Declaration(fields={"jobs": Kept(STAFF)}, jobs={"job_runs": _old_runs})
