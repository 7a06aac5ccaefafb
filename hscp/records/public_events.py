"""Tells the audit trail which change of content reached the public, and who made it: one entry for each change, however large."""

from dataclasses import dataclass, field

import reversion

from hscp.records.publishable import Publishable
from hscp.records.state import State
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import named, record
from hscp.web.wording import counted


@dataclass
class PublicEvents:
    """What one change does to records that the public sees, or saw: {(AuditKind, user): {how a record is named}}."""

    found: dict = field(default_factory=dict)

    def note(self, records, *, by, gone):
        """Note the `records` as they are to be saved by `by`, or by whoever makes the revision. `gone`: they are deleted."""
        for each in records:
            if isinstance(each, Publishable) and (kind := _kind(each, gone)):
                who = by or (reversion.get_user() if reversion.is_active() else None)
                self.found.setdefault((kind, who), {})[named(each)] = None

    def tell(self):
        """Write the entries, once the change is kept."""
        for (kind, who), names in self.found.items():
            names = list(names)
            if len(names) == 1:
                record(kind, by=who, about=names[0])
            else:
                record(kind, by=who, what=f"{counted(len(names), 'record')}: {', '.join(names)}")


def _kind(each, gone):
    if each.state == State.PUBLISHED and not gone:
        return AuditKind.PUBLISHED
    return AuditKind.WITHDRAWN if State.PUBLISHED in {each.state, each.stored_state} else None
