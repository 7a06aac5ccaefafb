"""The people who sign in, and the addresses that pages used to have."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q


class User(AbstractUser):
    """A member of staff. Our own class from the first day, so that it can grow without moving every account."""


class OldAddress(models.Model):
    """A path that a record's page had before it was renamed or merged, and the path it has now."""

    old_path = models.CharField(max_length=300, unique=True)
    new_path = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["old_path"]
        verbose_name_plural = "old addresses"
        constraints = [
            models.CheckConstraint(
                name="hscp_oldaddress_leads_elsewhere",
                condition=~Q(old_path=F("new_path")),
                violation_error_message="An old address must lead to a different one.",
            )
        ]

    def __str__(self):
        return f"{self.old_path} → {self.new_path}"
