"""What editors say to one another about a field of a record."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone


class CommentQuerySet(models.QuerySet):
    def of(self, record):
        """Return the comments on `record`."""
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)

    def open(self):
        """Return the comments that nobody has resolved."""
        return self.filter(resolved_at=None)


class Comment(models.Model):
    """A comment on the `field` of a record, "" for the record as a whole. It stays with the record, and goes with it."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    field = models.CharField(max_length=100, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="editing_comment_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__gt=""),
                name="editing_comment_text_given",
                violation_error_message="Write the comment.",
            )
        ]

    def __str__(self):
        return f"Comment on {self.record}"
