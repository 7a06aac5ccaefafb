"""How the pack of a theme differs between two editions: its contacts, and the items that it lists."""

from hscp.brochure.editions.record_diff import Row, record_diff
from hscp.records.history.text_diff import ADDED, MOVED, REMOVED


def theme_diff(pair, old, new, same_item, same_contact):
    """Return the Record of a pair of themes from the contents `old` and `new`.

    `same_item` and `same_contact` map the keys of `old` to those of the same thing in `new`, where they differ.
    """
    record = record_diff(pair)
    before, after = pair
    if not (before and after):
        return record
    record.rows = _contact_rows(before, after, old, new, same_contact)
    record.rows += _entry_rows(before, after, old["items"], new["items"], same_item)
    return record


def _contact_rows(before, after, old, new, same_contact):
    """Return Rows for the contacts that the theme names now, or no longer names."""
    titles = {each["id"]: each["title"] for each in (*old["contacts"], *new["contacts"])}
    then, now = [same_contact.get(pk, pk) for pk in before["contacts"]], after["contacts"]
    rows = [Row(ADDED, f"Contact: {_title(titles, pk)}") for pk in now if pk not in then]
    rows += [Row(REMOVED, f"Contact: {_title(titles, pk)}") for pk in then if pk not in now]
    if [pk for pk in then if pk in now] != [pk for pk in now if pk in then]:
        rows.append(Row(MOVED, f"Contacts: {'; '.join(_title(titles, pk) for pk in now)}"))
    return rows


def _entry_rows(before, after, old_items, new_items, same_item):
    """Return Rows for the items that were added to the pack, removed from it or moved within it."""
    items = {**{same_item.get(key, key): item for key, item in old_items.items()}, **new_items}
    then, now = _positions(before, same_item), _positions(after, {})

    def described(key):
        item = items.get(key, {})
        return f"{item['title']} ({item['kind'].lower()})" if item else "An item without a name"

    added, removed = [key for key in now if key not in then], [key for key in then if key not in now]
    rows = []
    for item, section in added:
        former = next((other for key, other in removed if key == item), None)
        if former is None:
            rows.append(Row(ADDED, f"{described(item)}, in {section}"))
        else:
            removed.remove((item, former))
            rows.append(Row(MOVED, f"{described(item)}, from {former} to {section}"))
    rows += [Row(REMOVED, f"{described(item)}, in {section}") for item, section in removed]
    for key in now:
        if key in then and then[key] != now[key]:
            where = f"under {described(now[key])}" if now[key] else "on its own"
            rows.append(Row(MOVED, f"{described(key[0])}, in {key[1]}, now {where}"))
    return rows + [Row(MOVED, f"Another order in {section}") for section in _reordered(then, now)]


def _positions(theme, same_item):
    """Return {(item, section): the item that it is listed under, or ""} in the printed order."""
    return {
        (same_item.get(row["item"], row["item"]), row["place"]): same_item.get(row["under"], row["under"])
        for row in theme["entries"]
    }


def _reordered(then, now):
    """Return the sections in which the items that were there before are in another order."""
    sections = list(dict.fromkeys(section for _, section in now))
    return [
        section
        for section in sections
        if [key for key in then if key in now and key[1] == section]
        != [key for key in now if key in then and key[1] == section]
    ]


def _title(titles, pk):
    return titles.get(pk, "A contact without a name")


def same_items(old, new):
    """Return {key in `old`: key in `new`} for items that were created anew: the same kind and title."""

    def name(item):
        return item["kind"], item["title"]

    added = {name(item): key for key, item in new.items() if key not in old}
    removed = {name(item): key for key, item in old.items() if key not in new}
    return {key: added[each] for each, key in removed.items() if each in added}


def item_diffs(old, new, same_item):
    """Return Records for the items that both have and that differ, wherever they are listed."""
    before = {same_item.get(key, key): item for key, item in old["items"].items()}
    records = [
        record_diff((before[key], item), f"{item['title']} ({item['kind'].lower()})")
        for key, item in new["items"].items()
        if key in before
    ]
    return sorted(records, key=lambda record: record.title.casefold())
