"""What /api/v1/ gave of each record when somebody last looked: so it can say what changed, and what is gone."""

from django.db import models


class GivenRecord(models.Model):
    """One record as the API gave it: a digest of its JSON, when that became another one, and when it was taken down.

    `kind` is what references call it ("toolkit"), `uid` its identifier. It stays for a while after the record itself is deleted.
    """

    kind = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    uid = models.UUIDField()
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="api_givenrecord_once"),
        ]
        indexes = [
            models.Index(fields=["kind", "changed_at"], name="api_givenrecord_changed"),
            models.Index(fields=["removed_at"], name="api_givenrecord_removed"),
        ]

    def __str__(self):
        return f"{self.kind} {self.uid}"


class LookedAt(models.Model):
    """When the records were last looked at, and the version of the content that they had. One row."""

    at = models.DateTimeField(null=True, blank=True)
    version = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"version {self.version}"
