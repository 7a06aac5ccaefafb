"""What uploading a sheet would do, row by row, and what it did."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Change:
    """A cell that differs: the heading of its column, and the texts as they were and as they are to be."""

    heading: str
    old: str
    new: str


@dataclass
class Entry:
    """What becomes of one row. `version` is a digest of the record as it was; `problems` are (heading or "", why)."""

    number: int
    title: str
    outcome: Outcome = Outcome.REFUSED
    changes: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    version: str = ""

    @property
    def does_something(self):
        return self.outcome in (Outcome.CREATED, Outcome.CHANGED)


@dataclass
class Plan:
    """The entries of a sheet. `counts` is {outcome: how many}."""

    entries: list

    @property
    def counts(self):
        numbers = Counter(entry.outcome for entry in self.entries)
        return {outcome.value: numbers[outcome] for outcome in Outcome}

    @property
    def does_something(self):
        return any(entry.does_something for entry in self.entries)

    def only(self, outcome):
        """Return the entries with this outcome (an Outcome or its value)."""
        return [entry for entry in self.entries if entry.outcome == outcome]

    created = property(lambda self: self.only(Outcome.CREATED))
    changed = property(lambda self: self.only(Outcome.CHANGED))
    unchanged = property(lambda self: self.only(Outcome.UNCHANGED))
    refused = property(lambda self: self.only(Outcome.REFUSED))

    @property
    def fingerprint(self):
        """A digest of all that the plan would do, and of the records as it found them."""
        said = [
            [
                entry.number,
                entry.outcome,
                entry.version,
                [[each.heading, each.old, each.new] for each in entry.changes],
            ]
            for entry in self.entries
            if entry.does_something
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()
