"""Who has to agree to a booking before its place is confirmed, and what they said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from training.enums import ApprovalBy, ApprovalState
from training.models.bookings import Booking


class Approval(models.Model):
    """One agreement that a booking needs. `training.booking.places.approving` writes it.

    A manager's has the hash of the token in the link that was mailed to them.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="approvals")
    asks = models.CharField(max_length=12, choices=ApprovalBy)
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.PENDING)
    asked_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    evidence = models.CharField("taken elsewhere", max_length=300, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "asks"],
                name="training_approval_once",
                violation_error_message="This approval has been asked for already.",
            ),
            models.CheckConstraint(
                name="training_approval_known_state",
                condition=Q(state__in=ApprovalState.values),
                violation_error_message="Choose one of the states of an approval.",
            ),
            models.CheckConstraint(
                name="training_approval_decided_with_time",
                condition=Q(state=ApprovalState.PENDING, decided_at=None)
                | (~Q(state=ApprovalState.PENDING) & Q(decided_at__isnull=False)),
                violation_error_message="An approval that was decided has its time.",
            ),
        ]

    def __str__(self):
        return f"Approval {self.pk} of booking {self.booking_id}"
