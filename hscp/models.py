"""Users, old addresses of pages, permanent short addresses, and the tables of rooms that are no app of their own."""

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from hscp.page_cache.models import ContentChange, StoredPage
from hscp.security.audit.models import AuditEntry
from hscp.security.second_factor.models import RecoveryCode, SignInDevice
from hscp.security.signed_in.models import StaffSession

__all__ = [
    "AuditEntry",
    "ContentChange",
    "OldAddress",
    "RecoveryCode",
    "ShortAddress",
    "SignInDevice",
    "StaffSession",
    "StoredPage",
    "User",
]


class User(AbstractUser):
    """A member of staff. Our own class from the start, so that it can grow without moving every account."""

    # When the person was last sent a link to set a first password: `hscp.security.accounts`.
    invited_at = models.DateTimeField("invited", null=True, blank=True, editable=False)
    # How often devices of the second step were taken away: each time, every session of before ends.
    devices_removed = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    def get_session_auth_hash(self):
        """Return what a session of this person must hold to go on: another one after a change of password or devices."""
        of_password = super().get_session_auth_hash()
        if not self.devices_removed:
            return of_password
        return salted_hmac(
            "hscp.devices_removed", f"{of_password}:{self.devices_removed}", algorithm="sha256"
        ).hexdigest()


class OldAddress(models.Model):
    """A path that a record's page had before a rename or merge, and the path that it has now."""

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


class ShortAddress(models.Model):
    """A permanent code for a record: /t/<code>. A record may have several after a merge; the first is shown."""

    code = models.SlugField(max_length=40, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    # A merge moves it with the record.
    record = GenericForeignKey("content_type", "object_id")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "short addresses"
        indexes = [models.Index(fields=["content_type", "object_id"], name="hscp_shortaddress_record")]

    def __str__(self):
        return self.code
