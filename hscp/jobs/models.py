"""How each job stands, its runs, and what administrators are told of them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.jobs.enums import Outcome


class JobState(models.Model):
    """How a job stands, over all hosts or on one (`host`): one row for each, which whoever runs the job claims.

    A claim lapses at `claimed_until`, unless it is renewed until the run ends. The row of `SCHEDULER` on a host is claimed for as long
    as a scheduler lives there.
    """

    job = models.CharField(max_length=50)
    host = models.CharField(max_length=100, blank=True)
    # The moment up to which the job has been seen to.
    done_up_to = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    # How often a run for that moment was begun: a run that takes its host with it is not begun for ever.
    attempts = models.PositiveSmallIntegerField(default=0)
    # Of the last run that ended by itself.
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    went_well_at = models.DateTimeField(null=True, blank=True)
    # When administrators were last told that something is wrong with it; None once they were told that it is well again.
    told_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["job", "host"]
        constraints = [
            models.UniqueConstraint(fields=["job", "host"], name="jobs_jobstate_once_per_host"),
            models.CheckConstraint(
                name="jobs_jobstate_claim_has_end",
                condition=Q(claim="", claimed_until__isnull=True)
                | (~Q(claim="") & Q(claimed_until__isnull=False)),
                violation_error_message="A claim says until when it holds.",
            ),
        ]

    def __str__(self):
        return f"{self.job} on {self.host}" if self.host else self.job

    def is_claimed(self, at):
        """Return whether somebody holds a claim that has not lapsed at `at` (aware datetime)."""
        return bool(self.claim) and self.claimed_until > at

    def has_lapsed(self, at):
        """Return whether whoever claimed it has not been heard of in time."""
        return bool(self.claim) and self.claimed_until <= at


class JobRun(models.Model):
    """One run of a scheduled job: when and where, what became of it, and what it said. It holds nothing about people."""

    job = models.CharField(max_length=50, help_text="The name of the job, as docs/jobs.md lists it.")
    host = models.CharField(max_length=100, help_text="The server on which it ran.")
    claim = models.CharField(max_length=32, editable=False)
    started_at = models.DateTimeField("began")
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING)
    exit_code = models.SmallIntegerField(
        null=True,
        blank=True,
        help_text="What the command ended with: 0 where all went well, below 0 where it was killed.",
    )
    said = models.CharField(
        "what it said last", max_length=200, blank=True, help_text="The last line of what it printed."
    )
    output = models.TextField(
        blank=True,
        help_text="The end of what it printed, where it failed. Email addresses, phone numbers and links are left out.",
    )

    class Meta:
        # Nobody adds, changes or deletes one.
        default_permissions = ("view",)
        ordering = ["-started_at", "-pk"]
        verbose_name = "run of a job"
        verbose_name_plural = "runs of jobs"
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="jobs_jobrun_latest"),
            models.Index(fields=["job", "-started_at"], name="jobs_jobrun_of_job"),
        ]

    def __str__(self):
        return f"{self.job}, {timezone.localtime(self.started_at):%-d %B %Y, %H:%M}"


class JobAlert(models.Model):
    """A mail to administrators about jobs, kept until it is sent. To whom is decided then."""

    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    # The next attempt.
    send_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.subject
