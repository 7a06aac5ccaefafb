"""One record in a plan, and the differences found in it."""

from dataclasses import dataclass, field
from typing import Any

from hscp.brochure.importing.record_types import ListType, RecordType, Target, Wanted
from hscp.brochure.importing.three_way_comparison import ListComparison, RowChange
from hscp.links.models import Linked

DELETED = "deleted"


@dataclass
class Difference:
    """One field or one row that differs between the document and the database, with both values as text.

    `conflict` says that an editor changed it since the last import: it is kept unless the editor gives it up.
    `kept_because` says why it is kept whatever the editor chooses; "" for all others.
    """

    key: str
    label: str
    old: str
    new: str
    conflict: bool = False
    kept_because: str = ""
    field: str = ""
    value: Any = None
    list_type: ListType | None = None
    row: RowChange | None = None


@dataclass(eq=False)
class Entry:
    """One record in a plan: what the document says about it, and how that differs from what is stored.

    `outcome` is created, changed, unchanged, or deleted for a record that an editor deleted since it was imported.
    `said` holds the values that the document gives, `forms` the names it prints; `kept` names the guesses that yield to
    what is stored, `refused` the values that no record can hold.
    """

    target: Target
    wanted: list[Wanted]
    outcome: str = ""
    differences: list[Difference] = field(default_factory=list)
    said: dict = field(default_factory=dict)
    lists: dict[ListType, ListComparison] = field(default_factory=dict)
    forms: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    @property
    def key(self):
        """A unique key for the record: its model with its pk, or with its name if it has none yet."""
        return f"{self.target.model._meta.label_lower}.{self.target.pk or self.label}"

    @property
    def record_type(self) -> RecordType:
        return self.wanted[0].record_type

    @property
    def kind(self):
        return str(self.target.model._meta.verbose_name)

    @property
    def label(self):
        return self.target.label

    @property
    def where(self):
        """Where the document names the record."""
        return _lines_label([line for each in self.wanted for line in each.lines]) or self.wanted[0].where

    @property
    def changes(self):
        return [each for each in self.differences if not each.conflict]

    @property
    def conflicts(self):
        return [each for each in self.differences if each.conflict]

    @property
    def was_deleted(self):
        """Whether an editor deleted the record since it was imported."""
        return self.target.record is None and self.target.deleted_id is not None

    def settle(self):
        """Fix the outcome, once all differences are found."""
        if self.target.record is None:
            self.outcome = DELETED if self.was_deleted else "created"
        else:
            self.outcome = "changed" if self.changes else "unchanged"

    @property
    def link_missing(self):
        """Whether the record will have neither a link nor a file once the plan is applied."""
        if not issubclass(self.target.model, Linked) or self.outcome == DELETED:
            return False
        record = self.target.record
        return not self.said.get("link") and (record is None or record.link_missing)


@dataclass(frozen=True)
class Problem:
    """A value of the document that a record cannot hold. It is left out and reported."""

    where: str
    record: str
    field: str
    message: str

    def __str__(self):
        return f"{self.where}, “{self.record}”, {self.field}: {self.message}"


def _lines_label(numbers):
    """Return where in a document something stands: “line 12”, “lines 12, 40 and 3 more”."""
    numbers = sorted(set(numbers))
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    if len(numbers) <= 4:
        return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    return f"lines {', '.join(map(str, numbers[:3]))} and {len(numbers) - 3} more"
