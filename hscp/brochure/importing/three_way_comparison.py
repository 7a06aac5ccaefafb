"""The three-way comparison: what the last import wrote, what is in the database now, what the document says.

Works on plain values, without the database. Whatever differs from the last import is an editor's work: it is shown, and
kept unless the editor decides otherwise.
"""

from dataclasses import dataclass, field
from enum import Enum

from hscp.records.rich_text.tree import read_blocks, write_html


class Outcome(Enum):
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    CONFLICT = "conflict"


class _Nothing:
    """There is no such value: nothing was imported."""

    def __repr__(self):
        return "NOTHING"


NOTHING = _Nothing()


def canonical_html(html):
    """Return `html` so that two texts that read the same are equal, whichever editor wrote the markup."""
    return write_html(read_blocks(html))


def compare_values(*, current, wanted, imported, blank):
    """Return the Outcome for one field.

    `imported` holds what earlier imports wrote; empty if none wrote this field. `blank` says whether `current` is what
    the field holds when nobody has filled it in.
    """
    if current == wanted:
        return Outcome.UNCHANGED
    untouched = current in imported if imported else blank
    return Outcome.CHANGED if untouched else Outcome.CONFLICT


def compare_guess(*, current, wanted, own, others, blank):
    """Return the Outcome for a value that the document does not say but suggests: it gives way to everyone.

    `own` is what this source wrote last, `others` what other sources wrote. There are no conflicts.
    """
    if current == wanted:
        return Outcome.UNCHANGED
    untouched = current == own if own is not NOTHING else blank and not others
    return Outcome.CHANGED if untouched else Outcome.UNCHANGED


@dataclass
class RowChange:
    """One difference between two lists: a row to add, to remove, or to give another attribute; or the order."""

    action: str
    key: object = None
    old: object = None
    new: object = None
    outcome: Outcome = Outcome.CHANGED


@dataclass
class ListComparison:
    """Two lists of rows compared. A row is (key, attribute); keys are unique in a list."""

    current: dict
    wanted: dict
    changes: list[RowChange] = field(default_factory=list)

    def result(self, taken):
        """Return the rows, in order, once the changes and those conflicts for which `taken(change)` holds are made."""
        rows = dict(self.current)
        document_order = False
        for change in self.changes:
            if change.outcome is Outcome.CONFLICT and not taken(change):
                continue
            if change.action == "order":
                document_order = True
            elif change.action == "remove":
                del rows[change.key]
            else:
                rows[change.key] = change.new
        wanted = [key for key in self.wanted if key in rows]
        current = [key for key in self.current if key in rows]
        order = weave(wanted, current) if document_order else weave(current, wanted)
        return [(key, rows[key]) for key in order]


def compare_lists(*, current, wanted, imported):
    """Return the ListComparison of three lists of (key, attribute) rows; `imported` is None if there was no import.

    Added by the document: added. Removed by an editor since: a conflict. No longer in the document and untouched:
    removed. Added by an editor: left alone and not mentioned.
    """
    current, wanted, before = dict(current), dict(wanted), dict(imported or ())
    comparison = ListComparison(current, wanted)
    for key, attribute in wanted.items():
        if key not in current:
            outcome = Outcome.CONFLICT if key in before else Outcome.CHANGED
            comparison.changes.append(RowChange("add", key, None, attribute, outcome))
        elif current[key] != attribute:
            touched = current[key] != before[key] if key in before else bool(current[key])
            outcome = Outcome.CONFLICT if touched else Outcome.CHANGED
            comparison.changes.append(RowChange("attribute", key, current[key], attribute, outcome))
    for key, attribute in current.items():
        if key in before and key not in wanted:
            outcome = Outcome.CHANGED if attribute == before[key] else Outcome.CONFLICT
            comparison.changes.append(RowChange("remove", key, attribute, None, outcome))
    if order := _compare_order(current, wanted, before):
        comparison.changes.append(RowChange("order", outcome=order))
    return comparison


def _compare_order(current, wanted, before):
    """Return the Outcome for the order of the rows that both lists have; None if it is the same."""
    now = [key for key in current if key in wanted]
    if now == [key for key in wanted if key in current]:
        return None
    known = [key for key in before if key in current]
    moved = known != [key for key in current if key in before]
    return Outcome.CONFLICT if moved else Outcome.CHANGED


def weave(first, second):
    """Return `first` with what only `second` has put in, each after the one it follows in `second`."""
    result = list(first)
    have = set(result)
    previous = None
    for key in second:
        if key not in have:
            result.insert(result.index(previous) + 1 if previous is not None else 0, key)
            have.add(key)
        previous = key
    return result
