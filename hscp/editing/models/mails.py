"""The outbox of mails to editors. Mails about bookings have one of their own (`training.models.Message`)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.observability.current_request import MOST_CHARACTERS, current_request_id


class EditorMail(models.Model):
    """One mail to a member of staff, written in the transaction of what it is about. `once` keeps it from being written twice.

    `needs` is a permission ("app.codename"): who has lost it, or has left, by the time it would go out is not sent it.
    """

    # Nobody: somebody asked for a new password for an address that no account has. `hscp.security.account_mails`.
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    # Where it goes, if not to the address that the person has as it is sent: the one they had before. Forgotten once it is done with.
    address = models.EmailField(blank=True, db_default="")
    once = models.CharField(max_length=100, unique=True)
    needs = models.CharField(max_length=150, blank=True)
    subject = models.CharField(max_length=200)
    # A link to set a password is put in as the mail is sent: `hscp.security.password_links`.
    body = models.TextField()
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Of the request that wrote it, "" for a job: finds it in the log.
    request_id = models.CharField(
        max_length=MOST_CHARACTERS, blank=True, default=current_request_id, db_default="", editable=False
    )
    send_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Sent, or given up: then `problem` says why.
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["send_at", "pk"]
        indexes = [
            models.Index(fields=["send_at"], condition=Q(done_at__isnull=True), name="editing_editormail_due")
        ]

    def __str__(self):
        return self.once
