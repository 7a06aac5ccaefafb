"""What changed between two editions, as `hscp.brochure.editions.contents` keeps what each says. Needs no database.

A key that only one of the two has is not compared: the older edition was kept before there was such a key. A record is
recognised by its number or, where an import has created it anew under another number, by its address or its title.
"""

from dataclasses import dataclass

from hscp.brochure.editions.pack_diff import item_diffs, same_items, theme_diff
from hscp.brochure.editions.record_diff import (
    LABELS,
    Record,
    Row,
    differs,
    field_changes,
    order_change,
    pairs,
    record_diff,
)
from hscp.records.history.text_diff import ADDED, MOVED, REMOVED

# The fields of a contact that are shown under "Numbers"; its other texts come later.
_NUMBERS = ("title", "readers", "urgency", "when_closed")


@dataclass(frozen=True)
class Group:
    """The records of one kind that differ."""

    id: str
    heading: str
    records: list


def changes(old, new):
    """Return a list of Groups, the numbers first: how the contents `new` differ from `old`. [] where nothing differs."""
    old, new = _lists_of_both(old, new)
    contacts = pairs(old["contacts"], new["contacts"], "id", "slug")
    same_item = same_items(old["items"], new["items"])
    titles = {pair[0]["id"]: pair[1]["id"] for pair in contacts if all(pair)}
    themes = pairs(old["themes"], new["themes"], "id", "slug")
    thresholds = pairs(old["thresholds"], new["thresholds"], "id")
    groups = [
        Group("numbers", "Numbers", [*_emergency(old, new), *map(_numbers, contacts)]),
        Group(
            "themes",
            "Themes",
            [
                *order_change(old["themes"], new["themes"], "The order of the themes"),
                *(theme_diff(pair, old, new, same_item, titles) for pair in themes),
            ],
        ),
        Group("thresholds", "Thresholds", [record_diff(pair) for pair in thresholds]),
        Group("words", "The words of the brochure", [record_diff((old, new), "This brochure")]),
        Group(
            "contacts",
            "Contacts: other words",
            [
                *order_change(old["contacts"], new["contacts"], "The order of the contacts"),
                *(record_diff(pair, skip=(*_NUMBERS, "points")) for pair in contacts if all(pair)),
            ],
        ),
        Group("items", "Toolkits, courses, resources and processes", item_diffs(old, new, same_item)),
    ]
    groups = [
        Group(each.id, each.heading, [record for record in each.records if differs(record)])
        for each in groups
    ]
    return [group for group in groups if group.records]


def _lists_of_both(old, new):
    """Return the two contents with every list that is compared; a list that one of the two lacks is empty in both."""
    empty = {"contacts": [], "themes": [], "thresholds": [], "emergency": [], "items": {}}
    lacked = {key: each for key, each in empty.items() if key not in old or key not in new}
    return {**old, **lacked}, {**new, **lacked}


def _emergency(old, new):
    """Return the Record of the emergency numbers, in a list."""
    record = Record("Emergency numbers")
    for before, after in pairs(old["emergency"], new["emergency"], "name", "number"):
        if before and after:
            record.fields += field_changes(
                {**before, "title": before["name"]},
                {**after, "title": after["name"]},
                prefix=f"{after['name']}: ",
            )
        else:
            each = after or before
            record.rows.append(Row(ADDED if after else REMOVED, f"{each['name']}: {each['number']}"))
    if [each["name"] for each in old["emergency"]] != [
        each["name"] for each in new["emergency"]
    ] and not differs(record):
        record.rows.append(Row(MOVED, "; ".join(each["name"] for each in new["emergency"])))
    return [record]


def _numbers(pair):
    """Return the Record of a contact: its title, and its numbers with their hours."""
    old, new = pair
    record = record_diff(pair, skip=set(LABELS) - {*_NUMBERS})
    if not (old and new):
        mark = record.mark
        record.rows = [Row(mark, _point_in_words(point)) for point in (new or old)["points"]]
        return record
    points = pairs(old["points"], new["points"], "id", "value")
    for before, after in points:
        if before and after:
            record.fields += field_changes(before, after, prefix=f"{_name(before)}: ")
        else:
            record.rows.append(Row(ADDED if after else REMOVED, _point_in_words(after or before)))
    kept = [before for before, after in points if before and after]
    if kept != [point for point in old["points"] if point in kept]:
        record.rows.append(Row(MOVED, "; ".join(_name(point) for point in new["points"])))
    return record


def _name(point):
    return point["label"] or point["kind"]


def _point_in_words(point):
    parts = [f"{_name(point)}: {point['value']}", *point["hours"].splitlines()]
    return " · ".join(parts)
