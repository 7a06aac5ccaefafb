"""Reminders to check numbers: one message for each owner of contacts."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from contacts.models import ContactPoint, Pathway, point_due_filter
from hscp.records.owner_mails import owner_address
from hscp.web.wording import counted

_BEFORE = """\
These numbers and addresses of the safeguarding portal are due to be checked. Ring, write to or open each one.
If it is right, choose “Checked today” beside it. If not, choose “Change”: a second person confirms what you send.
"""


@dataclass(frozen=True)
class Reminder:
    """The pathways (each with `due`, its points to be checked) whose owner reads mail at `to`; "" if nobody does."""

    to: str
    pathways: list

    @property
    def points(self):
        return sum(len(pathway.due) for pathway in self.pathways)

    @property
    def summary(self):
        return f"{self.points} to check"

    @property
    def subject(self):
        return f"Contacts to check: {counted(self.points, 'number or address', 'numbers and addresses')}"

    def text(self, address):
        """Return the text, with links to the editors' pages of the portal at `address`."""
        parts = [_BEFORE]
        for pathway in self.pathways:
            where = reverse("admin:contacts_pathway_change", args=[pathway.pk])
            lines = [f"- {_named(point)} ({_since(point)})" for point in pathway.due]
            parts.append("\n".join([pathway.title, f"{address}{where}", *lines]) + "\n")
        return "\n".join(parts)


def reminders(on):
    """Return a Reminder for each person, with the points never checked or to be checked on or before `on` (date).

    Archived pathways are left out.
    """
    due = ContactPoint.objects.filter(point_due_filter(on))
    pathways = (
        Pathway.objects.check_due(on)
        .in_order()
        .select_related("owner")
        .prefetch_related(Prefetch("contact_points", due, to_attr="due"))
    )
    by_address = defaultdict(list)
    for pathway in pathways:
        by_address[owner_address(pathway.owner)].append(pathway)
    return [Reminder(to, found) for to, found in sorted(by_address.items())]


def _named(point):
    return str(point) if point.value else f"{point.label or point.get_kind_display()}: no address yet"


def _since(point):
    if point.verified_on is None:
        return "nobody has checked it yet"
    when = f"{point.next_check:%-d %B %Y}"
    return (
        f"check due since {when}" if point.next_check < timezone.localdate() else f"to be checked by {when}"
    )
