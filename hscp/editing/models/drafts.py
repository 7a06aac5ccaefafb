"""A draft beside the stored record: what somebody wants to change of it."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class DraftQuerySet(models.QuerySet):
    def of(self, record):
        """Return the draft of `record`, none or one, as a queryset."""
        kind = ContentType.objects.get_for_model(record, for_concrete_model=True)
        return self.filter(content_type=kind, object_id=record.pk)

    def due(self, at):
        """Return the drafts that somebody approved for a moment up to `at` (aware datetime)."""
        return self.filter(publish_at__lte=at)

    def begun_by(self, user):
        """Return the drafts that `user` wrote or helped to write, the latest first."""
        return self.filter(authors=user)


class Draft(models.Model):
    """The changes to one record that wait to be published, of its fields, its rows and its links.

    A record has one draft at most. `changes` is what `hscp.editing.changes` makes and reads: only what differs from the
    stored record, each value with the one that it replaces.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    publish_at = models.DateTimeField("publish from", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What readers are told once it is published: `hscp.editing.drafts.telling.as_kept`. None where nobody has decided.
    telling = models.JSONField(null=True, blank=True)
    # Why the portal could not publish it at its moment, for an editor.
    problem = models.TextField(blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                name="editing_draft_one_each",
                violation_error_message="The record has a draft already.",
            )
        ]
        indexes = [
            models.Index(
                fields=["publish_at"],
                condition=models.Q(publish_at__isnull=False),
                name="editing_draft_publish_at",
            )
        ]

    def __str__(self):
        return f"Draft of {self.record}"
