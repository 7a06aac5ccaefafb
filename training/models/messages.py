"""The outbox: every email, written in the transaction of the change it reports, and sent by `manage.py send_mail_queue`."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.observability.current_request import MOST_CHARACTERS, current_request_id
from training.enums import MessageState
from training.models.bookings import Booking
from training.models.sessions import Session


class Message(models.Model):
    """One email to one person, of a kind of `training.mail.kinds`. `once` makes sure that nothing is told twice."""

    State = MessageState

    kind = models.CharField(max_length=30)
    once = models.CharField(max_length=120, unique=True)
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    # Where its reader stops all mails of its kind, "" for those that nobody can stop: mail programs show a button for it.
    unsubscribe = models.CharField(max_length=300, blank=True, default="", db_default="")
    # The file that takes the entry of another session out, for somebody whose booking was moved.
    calendar_out = models.TextField(blank=True)
    # SEQUENCE and DTSTAMP of the calendar file: of two messages about one session, the later has the higher of both.
    calendar_sequence = models.PositiveIntegerField(null=True, blank=True)
    calendar_stamp = models.DateTimeField(null=True, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Of the request that wrote it, "" for a job: finds it in the log.
    request_id = models.CharField(
        max_length=MOST_CHARACTERS, blank=True, default=current_request_id, db_default="", editable=False
    )
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    send_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["send_at", "pk"]
        verbose_name = "email"
        indexes = [models.Index(fields=["state", "send_at"], name="training_message_due")]
        constraints = [
            models.CheckConstraint(
                name="training_message_known_state",
                condition=Q(state__in=MessageState.values),
                violation_error_message="A message waits, is being sent, was sent or was dropped.",
            ),
            models.CheckConstraint(
                name="training_message_sent_with_time",
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
                violation_error_message="A message that was sent has its time.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def words(self):
        """What kind of mail it is, in words."""
        return self.kind.replace("_", " ").capitalize()
