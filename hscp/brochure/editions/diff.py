"""What changed between two editions, as `hscp.brochure.editions.contents` keeps what each says. Needs no database.

A key that one of the two does not have is not compared: the older edition was kept before there was such a key. A record is
known again by its number, and where that is new, such as after an import that made it anew, by its address or its title.
"""

from dataclasses import dataclass, field

from hscp.records.history import ADDED, CHANGED, MOVED, REMOVED, SAME, text_pieces

# Short facts are shown whole, the old above the new: half a telephone number is no help.
_WHOLE = {"value", "number", "hours", "kind", "for_whom", "out_of_hours", "urgency", "target", "years"}
_LABELS = {
    "title": "Title",
    "short_title": "Title in the contents",
    "slug": "Address on the portal",
    "edition": "Edition",
    "introduction": "Introduction",
    "how_to_use": "How to use the brochure",
    "key_message": "If you do one thing",
    "readers": "Who may use it",
    "urgency": "Urgency",
    "purpose": "What it is for",
    "when_closed": "While nobody answers",
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
# What of a contact stands under "Numbers"; its other words come later.
_NUMBERS = ("title", "readers", "urgency", "when_closed")


@dataclass(frozen=True)
class Field:
    """How one text differs: `pieces` is a list of (mark, text) that gives the old and the new text in one."""

    label: str
    pieces: list


@dataclass(frozen=True)
class Row:
    """One thing that came, went or moved: `mark` says which."""

    mark: str
    text: str


@dataclass
class Record:
    """How one record differs, or that it is new or gone. `mark` is ADDED, REMOVED or CHANGED."""

    title: str
    mark: str = CHANGED
    fields: list = field(default_factory=list)
    rows: list = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The records of one kind that differ."""

    id: str
    heading: str
    records: list


def changes(old, new):
    """Return a list of Groups, the numbers first: how the contents `new` differ from `old`. [] where nothing differs."""
    old, new = _lists_of_both(old, new)
    contacts = _pairs(old["contacts"], new["contacts"], "id", "slug")
    same_item = _same_items(old["items"], new["items"])
    titles = {pair[0]["id"]: pair[1]["id"] for pair in contacts if all(pair)}
    groups = [
        Group("numbers", "Numbers", [*_emergency(old, new), *map(_numbers, contacts)]),
        Group(
            "themes",
            "Themes",
            [
                *_order(old["themes"], new["themes"], "The order of the themes"),
                *(_theme(pair, old, new, same_item, titles) for pair in _themes(old, new)),
            ],
        ),
        Group(
            "thresholds", "Thresholds", [_record(pair) for pair in _pairs(*_of("thresholds", old, new), "id")]
        ),
        Group("words", "The words of the brochure", [_record((old, new), "This brochure")]),
        Group(
            "contacts",
            "Contacts: other words",
            [
                *_order(old["contacts"], new["contacts"], "The order of the contacts"),
                *(_record(pair, skip=(*_NUMBERS, "points")) for pair in contacts if all(pair)),
            ],
        ),
        Group("items", "Toolkits, courses, resources and processes", _items(old, new, same_item)),
    ]
    told = [
        Group(each.id, each.heading, [record for record in each.records if _says(record)]) for each in groups
    ]
    return [group for group in told if group.records]


def _lists_of_both(old, new):
    """Return the two contents with every list of records that is compared: empty where one of the two lacks it."""
    empty = {"contacts": [], "themes": [], "thresholds": [], "emergency": [], "items": {}}
    lacked = {key: each for key, each in empty.items() if key not in old or key not in new}
    return {**old, **lacked}, {**new, **lacked}


def _says(record):
    return record.mark != CHANGED or record.fields or record.rows


def _of(key, old, new):
    return old[key], new[key]


def _pairs(old, new, *keys):
    """Return (old, new) for each record of two lists, in the order of `new` and then of `old`; None where there is none.

    Two belong together by the first of `keys` that finds them.
    """
    other, left = {}, dict(enumerate(old))
    for key in keys:
        known = {each[key]: place for place, each in reversed(left.items()) if key in each}
        for place, each in enumerate(new):
            if place not in other and key in each and known.get(each[key]) in left:
                other[place] = left.pop(known[each[key]])
    return [(other.get(place), each) for place, each in enumerate(new)] + [
        (each, None) for each in left.values()
    ]


def _record(pair, title="", skip=()):
    """Return the Record of a pair whose texts are compared one by one."""
    old, new = pair
    title = title or (new or old)["title"]
    if new is None or old is None:
        return Record(title, REMOVED if new is None else ADDED)
    return Record(title, fields=_fields(old, new, skip))


def _fields(old, new, skip=(), prefix=""):
    """Return a Field for each text of `new` that differs from that in `old`, in the order of `new`."""
    return [
        Field(prefix + (_LABELS[key].lower() if prefix else _LABELS[key]), _pieces(key, old[key], new[key]))
        for key in new
        if key in old and key in _LABELS and key not in skip and old[key] != new[key]
    ]


def _pieces(key, old, new):
    """Return the pieces of a text that differs: word by word, or old and new whole where that reads better."""
    pieces = [] if key in _WHOLE else text_pieces(old, new)
    kept = sum(len(text) for mark, text in pieces if mark == SAME)
    if kept * 3 >= max(len(old), len(new)):
        return pieces
    whole = [(REMOVED, old), (SAME, "\n"), (ADDED, new)]
    return whole if old and new else [piece for piece in whole if piece[1].strip()]


def _order(old, new, title):
    """Return a Record if the records that both lists have stand in another order now."""
    both = [pair for pair in _pairs(old, new, "id", "slug") if all(pair)]
    before = [each for each in old if any(each is pair[0] for pair in both)]
    if [pair[0] for pair in both] == before:
        return []
    return [Record(title, rows=[Row(MOVED, "; ".join(pair[1]["title"] for pair in both))])]


# Numbers


def _emergency(old, new):
    pairs = _pairs(old["emergency"], new["emergency"], "name", "number")
    record = Record("Emergency numbers")
    for before, after in pairs:
        if before and after:
            record.fields += _fields(
                {**before, "title": before["name"]},
                {**after, "title": after["name"]},
                prefix=f"{after['name']}: ",
            )
        else:
            each = after or before
            record.rows.append(Row(ADDED if after else REMOVED, f"{each['name']}: {each['number']}"))
    if [each["name"] for each in old["emergency"]] != [
        each["name"] for each in new["emergency"]
    ] and not _says(record):
        record.rows.append(Row(MOVED, "; ".join(each["name"] for each in new["emergency"])))
    return [record]


def _numbers(pair):
    """Return the Record of a contact: its title, and its numbers with their hours."""
    old, new = pair
    record = _record(pair, skip=set(_LABELS) - {*_NUMBERS})
    if not (old and new):
        mark = record.mark
        record.rows = [Row(mark, _point_in_words(point)) for point in (new or old)["points"]]
        return record
    points = _pairs(old["points"], new["points"], "id", "value")
    for before, after in points:
        if before and after:
            record.fields += _fields(before, after, prefix=f"{_name(before)}: ")
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


# Themes and what they hold


def _themes(old, new):
    return _pairs(old["themes"], new["themes"], "id", "slug")


def _theme(pair, old, new, same_item, same_contact):
    record = _record(pair)
    before, after = pair
    if not (before and after):
        return record
    record.rows = _contacts_of(before, after, old, new, same_contact)
    record.rows += _entries_of(before, after, old["items"], new["items"], same_item)
    return record


def _contacts_of(before, after, old, new, same_contact):
    """Return Rows for the contacts that the theme names now, or no longer names."""
    titles = {each["id"]: each["title"] for each in (*old["contacts"], *new["contacts"])}
    then, now = [same_contact.get(pk, pk) for pk in before["contacts"]], after["contacts"]
    rows = [Row(ADDED, f"Contact: {_title(titles, pk)}") for pk in now if pk not in then]
    rows += [Row(REMOVED, f"Contact: {_title(titles, pk)}") for pk in then if pk not in now]
    if [pk for pk in then if pk in now] != [pk for pk in now if pk in then]:
        rows.append(Row(MOVED, f"Contacts: {'; '.join(_title(titles, pk) for pk in now)}"))
    return rows


def _entries_of(before, after, old_items, new_items, same_item):
    """Return Rows for what the pack lists now and did not, or the other way round, or lists elsewhere or in another order."""
    items = {**{same_item.get(key, key): item for key, item in old_items.items()}, **new_items}
    then, now = _places(before, same_item), _places(after, {})

    def text(key):
        item = items.get(key, {})
        return f"{item['title']} ({item['kind'].lower()})" if item else "An item without a name"

    came, went = [key for key in now if key not in then], [key for key in then if key not in now]
    rows = []
    for item, place in list(came):
        fro = next((other for key, other in went if key == item), None)
        if fro is None:
            rows.append(Row(ADDED, f"{text(item)}, in {place}"))
        else:
            went.remove((item, fro))
            rows.append(Row(MOVED, f"{text(item)}, from {fro} to {place}"))
    rows += [Row(REMOVED, f"{text(item)}, in {place}") for item, place in went]
    for key in now:
        if key in then and then[key] != now[key]:
            where = f"under {text(now[key])}" if now[key] else "on its own"
            rows.append(Row(MOVED, f"{text(key[0])}, in {key[1]}, now {where}"))
    return rows + [Row(MOVED, f"Another order in {place}") for place in _reordered(then, now)]


def _places(theme, same_item):
    """Return {(item, place): the item it stands under or ""} in the printed order."""
    return {
        (same_item.get(row["item"], row["item"]), row["place"]): same_item.get(row["under"], row["under"])
        for row in theme["entries"]
    }


def _reordered(then, now):
    """Return the places whose items, of those that stood there before, stand in another order."""
    places = list(dict.fromkeys(place for _, place in now))
    return [
        place
        for place in places
        if [key for key in then if key in now and key[1] == place]
        != [key for key in now if key in then and key[1] == place]
    ]


def _title(titles, pk):
    return titles.get(pk, "A contact without a name")


def _same_items(old, new):
    """Return {key in `old`: key in `new`} for items that were made anew: the same kind and title."""

    def name(item):
        return item["kind"], item["title"]

    made = {name(item): key for key, item in new.items() if key not in old}
    gone = {name(item): key for key, item in old.items() if key not in new}
    return {key: made[each] for each, key in gone.items() if each in made}


def _items(old, new, same_item):
    """Return Records for the items that both have and that differ, wherever they are listed."""
    before = {same_item.get(key, key): item for key, item in old["items"].items()}
    records = [
        _record((before[key], item), f"{item['title']} ({item['kind'].lower()})")
        for key, item in new["items"].items()
        if key in before
    ]
    return sorted(records, key=lambda record: record.title.casefold())
