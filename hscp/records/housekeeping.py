"""Housekeeping: who keeps records right, and when they are looked at again. The public reads none of it but the dates.

It goes straight to the record, live or not, and is no draft: no word of the record changes.
"""

from django.db import transaction

from hscp.records.publishing import to_change
from hscp.records.saving import content_change

# Leaves a value as it is, which None does not: nobody, or no date.
KEEP = object()


@transaction.atomic
def set_keeping(*, queryset, by, owner=KEEP, review_date=KEEP, comment="Owner and review date set."):
    """Give every record of `queryset` an `owner` (a user or None) and a `review_date`, as one revision by the user `by`.

    `review_date` is a date, None, or a function of a record that returns either. Return how many records changed.
    """
    changed = 0
    with content_change(by=by, comment=comment) as change:
        for record in to_change(queryset):
            wanted = {}
            if owner is not KEEP:
                wanted["owner_id"] = owner and owner.pk
            if review_date is not KEEP:
                wanted["review_date"] = review_date(record) if callable(review_date) else review_date
            differing = {name: value for name, value in wanted.items() if getattr(record, name) != value}
            for name, value in differing.items():
                setattr(record, name, value)
            if differing:
                change.save(record, [name.removesuffix("_id") for name in differing])
                changed += 1
    return changed
