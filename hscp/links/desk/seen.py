"""What an editor has seen of a record when they decide: where it leads, as a short code.

A decision is taken only while the code is still the same, so that nobody overwrites what somebody else has decided meanwhile.
"""

import hashlib
from collections import defaultdict

from contacts.models import ContactChange
from hscp.links.desk.kinds import CONTACT


def seen_of(kind, records):
    """Return {number of a record: code (str)} of `records`, a list of records of one Kind."""
    pks = [record.pk for record in records]
    facts = defaultdict(list)
    rows = kind.rows.objects.filter(record__in=pks).order_by("order", "pk")
    for pk, *fact in rows.values_list(
        "record", "link", "file", "link__state", "link__address", "link__updated_at"
    ):
        facts[pk].append(fact)
    if kind is CONTACT:
        waiting = ContactChange.objects.filter(contact_point__in=pks, state=ContactChange.State.WAITING)
        for pk, *fact in waiting.order_by("pk").values_list("contact_point", "pk", "edition"):
            facts[pk].append(fact)
    own = {record.pk: record.value if kind is CONTACT else record.not_available for record in records}
    return {pk: hashlib.sha256(repr((own[pk], facts[pk])).encode()).hexdigest()[:16] for pk in pks}
