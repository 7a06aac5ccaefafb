"""Mails about links that are wrong: one for each owner of records that lead there."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from hscp.links.checking.served import records_by_link
from hscp.links.models import needs_attention
from hscp.records.owner_mails import owner_address
from hscp.web.wording import counted

_BEFORE = """\
These links of the safeguarding portal may not lead where they should. Open each one. If it is right after all,
confirm it. If not, give another address, or say that it is not available.
"""


@dataclass(frozen=True)
class LinkMail:
    """The mail to whoever reads at `to`, "" if nobody does: `records` is {record: its links that are wrong}."""

    to: str
    records: dict

    @property
    def number(self):
        return len({link.pk for links in self.records.values() for link in links})

    @property
    def subject(self):
        return f"Links to look at: {counted(self.number, 'address', 'addresses')}"

    @property
    def summary(self):
        return f"{self.number} to look at"

    def text(self, address):
        """Return the text, with links to the editors' pages of the portal at `address`."""
        parts = [_BEFORE]
        for record, links in self.records.items():
            page = reverse(
                f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]
            )
            parts.append("\n".join([str(record), f"{address}{page}", *map(_line, links)]) + "\n")
        return "\n".join(parts)


def link_mails():
    """Return a LinkMail for each person, with the links that need attention of the records they own.

    Archived records are left out. A link that serves no record by itself, such as where a provider is booked, is nobody's own.
    """
    links = list(needs_attention())
    served = records_by_link(links)
    by_address = defaultdict(lambda: defaultdict(list))
    for link in links:
        for record in dict.fromkeys(each.link_record for each in served[link.pk]):
            if record.is_planned():
                by_address[owner_address(record.owner)][record].append(link)
        if not served[link.pk]:
            by_address[owner_address(None)][link].append(link)
    return [LinkMail(to, records) for to, records in sorted(by_address.items())]


def _line(link):
    check = link.last_check
    return f"- {link.address}\n  {check.get_result_display()}. {check.reason}".rstrip()
