"""Users, old addresses of pages, permanent short addresses, and the tables of rooms that are no app of their own."""

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from hscp.page_cache.models import ContentChange, StoredPage
from hscp.security.audit.models import AuditEntry
from hscp.security.signed_in.models import StaffSession

__all__ = ["AuditEntry", "ContentChange", "OldAddress", "ShortAddress", "StaffSession", "StoredPage", "User"]


class User(AbstractUser):
    """A member of staff. Our own class from the start, so that it can grow without moving every account."""

    # When the person was last sent a link to set a first password: `hscp.security.accounts`.
    invited_at = models.DateTimeField("invited", null=True, blank=True, editable=False)


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
