"""Which records of two editions belong together, and how the texts of one differ."""

from dataclasses import dataclass, field

from hscp.records.history.text_diff import ADDED, CHANGED, MOVED, REMOVED, SAME, TextChange, text_pieces

# Short facts are shown whole, the old above the new: part of a telephone number is no help.
_WHOLE = {"value", "number", "hours", "kind", "for_whom", "out_of_hours", "urgency", "target", "years"}
LABELS = {
    "title": "Title",
    "short_title": "Title in the contents",
    "slug": "Address on this site",
    "edition": "Edition",
    "introduction": "Introduction",
    "how_to_use": "How to use the brochure",
    "key_message": "If you do one thing",
    "readers": "Who may use it",
    "urgency": "Urgency",
    "purpose": "What it is for",
    "when_closed": "While nobody answers",
    "not_for": "Places that it does not serve",
    "kind": "Kind",
    "value": "Number or address",
    "label": "What it is called",
    "hours": "Hours",
    "out_of_hours": "Out of office hours",
    "for_whom": "For whom",
    "note": "Note",
    "number": "Number",
    "description": "Description",
    "what_to_do": "What to do",
    "publisher": "Published by",
    "area": "Area",
    "years": "Valid",
    "summary": "Summary",
    "target": "Leads to",
}


@dataclass(frozen=True)
class Row:
    """One thing that was added, removed or moved: `mark` says which."""

    mark: str
    text: str


@dataclass
class Record:
    """How one record differs, or that it is new or gone. `mark` is ADDED, REMOVED or CHANGED."""

    title: str
    mark: str = CHANGED
    fields: list = field(default_factory=list)
    rows: list = field(default_factory=list)


def differs(record):
    """Return whether there is anything to show of a Record."""
    return record.mark != CHANGED or record.fields or record.rows


def pairs(old, new, *keys):
    """Return (old, new) for each record of two lists, in the order of `new` and then of `old`; None where there is none.

    Two belong together by the first of `keys` that finds them.
    """
    other, left = {}, dict(enumerate(old))
    for key in keys:
        known = {each[key]: position for position, each in reversed(left.items()) if key in each}
        for position, each in enumerate(new):
            if position not in other and key in each and known.get(each[key]) in left:
                other[position] = left.pop(known[each[key]])
    return [(other.get(position), each) for position, each in enumerate(new)] + [
        (each, None) for each in left.values()
    ]


def record_diff(pair, title="", skip=()):
    """Return the Record of a pair whose texts are compared one by one."""
    old, new = pair
    title = title or (new or old)["title"]
    if new is None or old is None:
        return Record(title, REMOVED if new is None else ADDED)
    return Record(title, fields=field_changes(old, new, skip))


def field_changes(old, new, skip=(), prefix=""):
    """Return a TextChange for each text of `new` that differs from that in `old`, in the order of `new`."""
    return [
        TextChange(
            prefix + (LABELS[key].lower() if prefix else LABELS[key]), _pieces(key, old[key], new[key])
        )
        for key in new
        if key in old and key in LABELS and key not in skip and old[key] != new[key]
    ]


def _pieces(key, old, new):
    """Return the pieces of a text that differs: word by word, or old and new whole where that reads better."""
    pieces = [] if key in _WHOLE else text_pieces(old, new)
    kept = sum(len(text) for mark, text in pieces if mark == SAME)
    if kept * 3 >= max(len(old), len(new)):
        return pieces
    whole = [(REMOVED, old), (SAME, "\n"), (ADDED, new)]
    return whole if old and new else [piece for piece in whole if piece[1].strip()]


def order_change(old, new, title):
    """Return a Record, in a list, if the records that both lists have are in another order now; else []."""
    both = [pair for pair in pairs(old, new, "id", "slug") if all(pair)]
    before = [each for each in old if any(each is pair[0] for pair in both)]
    if [pair[0] for pair in both] == before:
        return []
    return [Record(title, rows=[Row(MOVED, "; ".join(pair[1]["title"] for pair in both))])]
