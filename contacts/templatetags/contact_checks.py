"""What the editors' pages say about the checks of a number or address: whether one is due, and what an editor has seen."""

from django import template
from django.utils import timezone

from contacts.numbers.values import fingerprint
from hscp.web.wording import full_name

register = template.Library()

register.filter("full_name", full_name)


@register.filter
def seen(point):
    """Return the number and the fingerprint of a ContactPoint, which a button sends back to say what a person has read."""
    return f"{point.pk}:{fingerprint(point)}"


@register.filter
def is_due(point):
    """Return whether nobody has checked a ContactPoint yet, or whether its next check is today or overdue."""
    return point.verified_on is None or (
        point.next_check is not None and point.next_check <= timezone.localdate()
    )
