"""What is done to contact pathways besides writing them: marking their numbers as checked."""

from datetime import timedelta

import reversion
from django.db import transaction
from django.utils import timezone

from contacts.models import ContactPoint
from hscp.search.index import changes, refresh

CHECK_EVERY = timedelta(days=182)


@transaction.atomic
@changes()
def mark_checked(*, queryset, by, on=None):
    """Note that `by` found every number of the pathways in `queryset` right on `on` (date, default today).

    The next check is due half a year later. What was left to verify about their contact points counts as verified.
    Returns how many pathways were marked.
    """
    on = on or timezone.localdate()
    checked = 0
    for pathway in queryset.select_for_update().order_by("pk"):
        with reversion.create_revision():
            reversion.set_user(by)
            reversion.set_comment("Checked: the numbers are right.")
            for point in ContactPoint.objects.filter(pathway=pathway).exclude(to_verify=""):
                point.to_verify = ""
                point.save(update_fields=["to_verify"])
            pathway.verified_by, pathway.verified_on = by, on
            pathway.next_check = on + CHECK_EVERY
            pathway.updated_by = by
            pathway.save(
                update_fields=["verified_by", "verified_on", "next_check", "updated_by", "updated_at"]
            )
        refresh(pathway)
        checked += 1
    return checked
