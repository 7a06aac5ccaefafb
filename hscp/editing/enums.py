"""The fixed choices of editing."""

from django.db import models


class ReviewOutcome(models.TextChoices):
    """What became of something that was sent for review."""

    WAITING = "waiting", "Waiting"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back"
    WITHDRAWN = "withdrawn", "Withdrawn"
