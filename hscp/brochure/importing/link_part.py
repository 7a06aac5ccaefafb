"""The web address that a document gives for a record, compared with the first that somebody stands for."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Model

from hscp.links.addresses import clean_address
from hscp.links.deciding import lead_to
from hscp.links.enums import LinkSource, LinkState


@dataclass(frozen=True)
class LinkPart:
    """Where records of one kind lead; `rows` is the model of their links. Compared as one value, a text.

    Addresses that were only found in public, and parent pages, count as none: the document knows better.
    """

    rows: type[Model]
    name = "link"
    label = "web address"
    kept_because = ""

    def load(self, owner_ids=None):
        """Return {owner id: address} for all owners that have one, or for those of `owner_ids`. One query."""
        rows = self._confirmed()
        if owner_ids is not None:
            rows = rows.filter(record__in=owner_ids)
        found = {}
        for owner, address in rows.values_list("record", "link__address"):
            found.setdefault(owner, address)
        return found

    def owners_of(self, addresses):
        """Return {address: primary keys of the records that lead there} for some addresses, in the form of `comparable`."""
        rows = self._confirmed().filter(link__address__in=addresses)
        owners = {}
        for owner, address in rows.values_list("record", "link__address"):
            owners.setdefault(address, []).append(owner)
        return owners

    def _confirmed(self):
        rows = self.rows.objects.filter(
            link__state__in=[LinkState.CONFIRMED, LinkState.BROKEN], link__parent_page=False
        )
        return rows.order_by("record", "order", "pk")

    def check(self, value):
        """Raise ValidationError for an address that is not kept."""
        clean_address(value)

    def replace(self, owner, value):
        """Let `owner` lead to the address `value`, in the place of the one it had."""
        if had := self._confirmed().filter(record=owner).first():
            had.delete()
        lead_to([owner], value, source=LinkSource.DOCUMENT)

    def is_free(self, value):
        """Return whether an import may replace an address: always, where editors have left it alone."""
        return True

    def comparable(self, value):
        """Return an address as it would be kept, so that two that mean the same are equal."""
        try:
            return clean_address(value) if value else ""
        except ValidationError:
            return value

    def as_text(self, value):
        """Return an address as an editor reads it."""
        return value or ""
