"""The links that are wrong, by the records that lead there, and what the weekly mail says of each."""

from collections import defaultdict

from hscp.links.checking.served import records_by_link
from hscp.links.models import needs_attention


def links_due():
    """Return {record: its links that need attention}, without archived records.

    A link that serves no record by itself, such as where a provider is booked, stands for its own record.
    """
    links = list(needs_attention())
    served = records_by_link(links)
    found = defaultdict(list)
    for link in links:
        for record in dict.fromkeys(each.link_record for each in served[link.pk]):
            if record.is_planned():
                found[record].append(link)
        if not served[link.pk]:
            found[link].append(link)
    return dict(found)


def link_line(link):
    """Return what the mail says of a link that is wrong: its address, and what the check found, on two lines."""
    check = link.last_check
    return f"{link.address}\n  {check.get_result_display()}. {check.reason}".rstrip()
