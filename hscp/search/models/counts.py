"""What people searched for."""

from django.db import models
from django.db.models import Q


class SearchCount(models.Model):
    """How often the same words were searched for on one day, from five times upwards, in steps of five."""

    day = models.DateField()
    term = models.CharField(max_length=60)
    found_nothing = models.BooleanField(default=False)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "what people could not find"
        ordering = ["-day", "-found_nothing", "-count", "term"]
        constraints = [
            models.UniqueConstraint(fields=["day", "term"], name="search_searchcount_once_a_day"),
            models.CheckConstraint(
                name="search_searchcount_five_or_more",
                condition=Q(count__gte=5),
                violation_error_message="Words searched for fewer than five times are not kept.",
            ),
        ]

    def __str__(self):
        return f"{self.term}: {self.count} on {self.day}"
