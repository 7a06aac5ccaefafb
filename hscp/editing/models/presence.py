"""Who has the form of a record open."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class OpenForm(models.Model):
    """That a person has a record's form open: since when, when the browser last said so, and when they last typed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    typed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "user"],
                name="editing_openform_one_each",
                violation_error_message="That this person has this record open is known already.",
            )
        ]

    def __str__(self):
        return f"{self.user} has {self.content_type} {self.object_id} open"
