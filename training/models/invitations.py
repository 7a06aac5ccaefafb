"""People who asked not to be invited to training any more."""

from django.db import models
from django.utils import timezone


class InvitationRefusal(models.Model):
    """A mailbox that no invitation goes to, as a keyed hash of its address. Only `training.mail.unsubscribing` writes it.

    The hash outlives everything else known of the person: an objection holds until they take it back.
    """

    email_hash = models.CharField(max_length=64, unique=True)
    refused_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Invitation refusal {self.pk}"
