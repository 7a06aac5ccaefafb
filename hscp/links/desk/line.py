"""One line of the desk: its records, and the links about which somebody decides."""

from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from hscp.links.desk.kinds import CONTACT
from hscp.links.enums import LinkState
from hscp.links.models import Link, LinkCheck


@dataclass
class Suggestion:
    """A link that waits for a decision: what is known of it, its last check (LinkCheck or None), and whether that found something."""

    link: Link
    check: LinkCheck | None = None
    needs_attention: bool = False

    @property
    def is_broken(self):
        return self.link.state == LinkState.BROKEN

    @property
    def is_suggested(self):
        return self.link.state == LinkState.SUGGESTED

    @property
    def new_address(self):
        """Where the site says that it has moved, "" if it says nothing."""
        return self.check.new_address if self.check and self.needs_attention else ""

    @cached_property
    def evidence(self):
        """Where it was found, as a list of (text, whether it is a web address)."""
        parts = [part.strip() for part in self.link.evidence.replace(" ; ", "\n").splitlines()]
        return [
            (part, part.startswith(("http://", "https://")) and " " not in part) for part in parts if part
        ]


@dataclass
class LineRecord:
    """A record of a line, with the themes that use it and what the editor has seen of it (see `seen_of`)."""

    kind: object
    record: object
    themes: list
    seen: str

    @property
    def key(self):
        return f"{self.kind.name}-{self.record.pk}"

    @property
    def page(self):
        """The record whose page the public sees: for a form or website its contact."""
        return self.record.pathway if self.kind is CONTACT else self.record

    @property
    def name(self):
        """What editors call it: its title, and for a form or website of a contact which one it is."""
        if self.kind is CONTACT:
            return f"{self.page.title}: {self.record.label or self.record.get_kind_display()}"
        return self.record.title

    @property
    def kind_text(self):
        """What it is, in a few words."""
        record = self.record
        match self.kind.name:
            case "toolkit":
                return f"Toolkit: {record.get_audience_group_display().lower()}"
            case "course":
                return record.kind_in_lists
        return record.get_kind_display()

    @property
    def page_url(self):
        """The address of its page, or of the preview of a page that the public does not see."""
        opts = self.page._meta
        if self.page.is_live():
            return self.page.get_absolute_url()
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_preview", args=[self.page.pk])


@dataclass
class Line:
    """What one decision settles: its records, the first of which gives it its name, and the links that wait."""

    records: list
    suggestions: list = field(default_factory=list)

    @property
    def key(self):
        return self.records[0].key

    @property
    def is_of_contacts(self):
        """Whether it is all of forms and websites of contacts, whose address a second person confirms."""
        return all(each.kind is CONTACT for each in self.records)
