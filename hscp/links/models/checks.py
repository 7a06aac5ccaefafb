"""What the last machine check of a link found. No public page shows it, so a check makes no page anew."""

from django.db import models

from hscp.links.models.links import Link


class LinkCheck(models.Model):
    """The last machine check of a Link, and since when it fails."""

    link = models.OneToOneField(Link, on_delete=models.CASCADE, related_name="last_check")
    result = models.CharField(max_length=20)
    status = models.PositiveSmallIntegerField("status code", null=True, blank=True)
    checked_at = models.DateTimeField()
    final_address = models.CharField(max_length=2000, blank=True)
    page_title = models.CharField(max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.link}: {self.result}"
