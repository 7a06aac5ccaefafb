"""The numbers and addresses that are due to be checked, and what the weekly mail says of each."""

from django.db.models import Prefetch
from django.utils import timezone

from contacts.models import ContactPoint, Pathway, point_due_filter


def pathways_due(on):
    """Return the pathways with points never checked or to be checked on or before `on` (date), each with these as `due`.

    Archived pathways are left out.
    """
    due = ContactPoint.objects.filter(point_due_filter(on))
    pathways = Pathway.objects.check_due(on).in_order()
    return list(pathways.prefetch_related(Prefetch("contact_points", due, to_attr="due")))


def due_line(point):
    """Return what the mail says of a point that is due: which it is, and since when."""
    named = str(point) if point.value else f"{point.label or point.get_kind_display()}: no address yet"
    return f"{named} ({_since(point)})"


def _since(point):
    if point.verified_on is None:
        return "nobody has checked it yet"
    when = f"{point.next_check:%-d %B %Y}"
    return (
        f"check due since {when}" if point.next_check < timezone.localdate() else f"to be checked by {when}"
    )
