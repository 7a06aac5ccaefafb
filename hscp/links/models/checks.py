"""What the last machine check of a link found. No public page shows it, so a check makes no page anew."""

from django.db import models
from django.db.models import Case, F, Q, Value, When

from hscp.links.enums import WRONG, CheckResult, LinkState
from hscp.links.models.links import Link


class LinkCheck(models.Model):
    """The last machine check of a Link, and since when it fails."""

    link = models.OneToOneField(Link, on_delete=models.CASCADE, related_name="last_check")
    result = models.CharField(max_length=20, choices=CheckResult)
    reason = models.CharField(max_length=1000, blank=True, help_text="What is wrong, in words for editors.")
    status = models.PositiveSmallIntegerField("status code", null=True, blank=True)
    checked_at = models.DateTimeField()
    final_address = models.CharField(max_length=2000, blank=True)
    new_address = models.CharField(
        max_length=1000, blank=True, help_text="Where the site says that it has moved for good."
    )
    page_title = models.CharField(max_length=300, blank=True)
    page_heading = models.CharField(max_length=300, blank=True)
    page_title_since = models.DateField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="links_linkcheck_known_result",
                condition=Q(result__in=CheckResult.values),
                violation_error_message="Choose one of the results.",
            ),
            models.CheckConstraint(
                name="links_linkcheck_failing_since",
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
                violation_error_message="Say since when it fails, if it does.",
            ),
        ]

    def __str__(self):
        return f"{self.link}: {self.get_result_display()}"


def needs_attention():
    """Return the Links (queryset, the worst first) at whose `last_check` somebody should look.

    Withdrawn ones are left out, and so is a link that somebody has changed or confirmed since: it is checked again first.
    """
    worst_first = Case(
        *(When(last_check__result=result, then=Value(place)) for place, result in enumerate(WRONG))
    )
    return (
        Link.objects.filter(last_check__result__in=WRONG, last_check__checked_at__gte=F("updated_at"))
        .exclude(state=LinkState.WITHDRAWN)
        .select_related("last_check")
        .order_by(worst_first, "address", "pk")
    )
