"""Keeping a reader's report, and telling whoever keeps the page."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hscp.editing.freshness.defaults import read_defaults
from hscp.editing.freshness.keepers import keepers_of
from hscp.editing.models import EditorMail
from hscp.feedback.enums import ReportState
from hscp.feedback.models import PageReport
from hscp.security.administrators import administrators
from hscp.web.wording import printable_line

MAY_READ = "feedback.view_pagereport"
SAME_WITHIN = timedelta(days=1)
_LONGEST_SUBJECT = 200


@transaction.atomic
def report_page(*, path, record, problem, words, at=None):
    """Keep a report of `problem` (a Problem) at `path` ("" for the site) and tell whoever keeps the page. Return the PageReport.

    `record` is the content record of the page, or None. The same words about the same page within a day are one report, until
    somebody has said what became of it. Of one page each person hears once a day, however many reports there are: the list has them all. A page that nobody keeps who
    can be told is told to the site's administrators.
    """
    at = at or timezone.now()
    same = PageReport.objects.filter(
        path=path,
        problem=problem,
        words=words,
        state=ReportState.NEW,
        reported_at__gt=at - SAME_WITHIN,
    ).first()
    if same is not None:
        return same
    keeper = keepers_of([record], read_defaults())[record] if record is not None else None
    if keeper is not None and not (keeper.email and keeper.has_perm(MAY_READ)):
        keeper = None
    report = PageReport.objects.create(
        path=path, problem=problem, words=words, sent_to=keeper, reported_at=at
    )
    for person in [keeper] if keeper else administrators():
        _tell(person, report, record)
    return report


def _tell(person, report, record):
    """Write one mail to `person` (a User) unless they had one about the page that day. It quotes nothing that a reader wrote."""
    day = timezone.localdate(report.reported_at)
    page = sha256(report.path.encode()).hexdigest()[:16]
    what = printable_line(str(record)) if record is not None else (report.path or "the site")
    where = f"{settings.HSCP_ADDRESS}{report.path}" if report.path else settings.HSCP_ADDRESS
    its_page = reverse("admin:feedback_pagereport_change", args=[report.pk])
    EditorMail.objects.get_or_create(
        once=f"page-report:{person.pk}:{page}:{day:%Y-%m-%d}",
        defaults={
            "to": person,
            "needs": MAY_READ,
            "subject": f"A reader says something is wrong: {what}"[:_LONGEST_SUBJECT],
            "body": f"{report.get_problem_display()}.\n\nThe page:\n{where}\n\nWhat the reader wrote, and where you say what "
            f"became of it:\n{settings.HSCP_ADDRESS}{its_page}\n\nYou hear of this page once a day, however many reports "
            "there are. No report says who sent it.\n",
        },
    )
