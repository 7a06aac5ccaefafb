"""What readers report about pages. No report says who sent it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.feedback.enums import Problem, ReportState

WORDS_LENGTH = 500


class PageReport(models.Model):
    """One report that something is wrong with a page. It holds no name, no address and nothing of the network it came from."""

    path = models.CharField(
        "page",
        max_length=500,
        blank=True,
        help_text="The page that it is about; empty for the site as a whole.",
    )
    problem = models.CharField("what is wrong", max_length=20, choices=Problem)
    words = models.TextField(
        "in their words",
        max_length=WORDS_LENGTH,
        blank=True,
        help_text="Delete the report at once if it names a child or describes a case, and pass on what must be passed on.",
    )
    state = models.CharField(max_length=20, choices=ReportState, default=ReportState.NEW)
    sent_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who keeps the page's record, and was told by email.",
    )
    reported_at = models.DateTimeField("reported", default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ("view", "change", "delete")
        ordering = ["-reported_at", "-pk"]
        verbose_name = "report about a page"
        verbose_name_plural = "reports about pages"
        constraints = [
            models.CheckConstraint(
                name="feedback_pagereport_known_problem",
                condition=Q(problem__in=Problem.values),
                violation_error_message="Choose what is wrong from the list.",
            ),
            models.CheckConstraint(
                name="feedback_pagereport_known_state",
                condition=Q(state__in=ReportState.values),
                violation_error_message="Choose one of the three states.",
            ),
        ]

    def __str__(self):
        # Never the reader's words, which logs and mails would keep longer than the report.
        return f"{self.get_problem_display()}: {self.path or 'the site as a whole'}"
