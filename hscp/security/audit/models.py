"""One entry of the audit trail."""

from django.db import models
from django.utils import timezone

from hscp.security.audit.enums import AuditKind


class AuditEntry(models.Model):
    """Something that happened: when, what, who did it, and what it was done to.

    Only `hscp.security.audit.trail` writes it. The numbers have no gap, and each entry is sealed with the one before it, so that
    a change or a removal is noticed; triggers of the database refuse both. It holds numbers, never names or addresses: an
    account is `by`, a record stands in `about` as its kind and number.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("when", default=timezone.now)
    kind = models.CharField("what happened", max_length=20, choices=AuditKind)
    # A plain number, for an account's number outlives the account. Empty for a command, or where nobody was signed in.
    by = models.BigIntegerField("account", null=True, blank=True)
    about = models.CharField(max_length=120, blank=True)
    what = models.CharField("details", max_length=300, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        # Nobody adds, changes or deletes one.
        default_permissions = ("view",)
        ordering = ["-number"]
        verbose_name_plural = "audit trail"
        indexes = [
            models.Index(fields=["at"], name="hscp_auditentry_at"),
            models.Index(fields=["by", "at"], name="hscp_auditentry_by"),
        ]

    def __str__(self):
        return f"{self.number}: {self.get_kind_display()}"
