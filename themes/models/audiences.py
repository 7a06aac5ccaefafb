"""The finer audiences within the three groups."""

from django.db import models
from django.db.models import Q

from hscp.vocabulary import AudienceGroup


class Audience(models.Model):
    """A finer audience, such as schools or health professionals, within one of the three audience groups."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    group = models.CharField(max_length=40, choices=AudienceGroup)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["group", "order", "name"]
        constraints = [
            models.CheckConstraint(
                name="themes_audience_known_group",
                condition=Q(group__in=AudienceGroup.values),
                violation_error_message="Choose one of the three audience groups.",
            )
        ]

    def __str__(self):
        return self.name
