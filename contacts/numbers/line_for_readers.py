"""What readers are told of a change to a number or address that a second person confirmed."""

from contacts.enums import RUNG, ContactKind
from hscp.updates.enums import Change
from hscp.updates.telling import Line

_NUMBERS = (*RUNG, ContactKind.TEXT)
_BY_TWO = "confirmed by two people"


def line_of(change):
    """Return the Line about `change`, a ContactChange. A number or address that is another one is major, whatever else is not."""
    values = change.after or change.before
    label, what = values.get("label", ""), _what(values)
    about = f"{label}: " if label else ""
    if change.action == change.Action.REMOVE:
        return Line(Change.NUMBER, f"{about}{what} taken away, {_BY_TWO}", major=True)
    if change.action == change.Action.ADD or change.before.get("value") != change.after.get("value"):
        return Line(Change.NUMBER, f"{about}new {what}, {_BY_TWO}", major=True)
    is_about_hours = any(
        change.before.get(name) != change.after.get(name) for name in ("hours", "exceptions")
    )
    words = f"{about}new opening hours" if is_about_hours else f"{about}details of the {what} changed"
    return Line(Change.CONTENTS, words)


def _what(values):
    return "number" if values.get("kind") in _NUMBERS else "address"
