"""Taking a decision about links back: what was there before is put back, unless something has changed since."""

from datetime import date, datetime

from django.db.models import ProtectedError

from hscp.links.deciding import records_of
from hscp.links.models import Link, Linked
from hscp.records.saving import content_change

_FIELDS = ("address", "label", "kind", "parent_page", "state", "withdrawn_because", "checked_by_id")


class CannotUndo(Exception):
    """A decision cannot be taken back. The text says why, for an editor."""


def state_of(records, links):
    """Return all that a decision about `records` (a list) and `links` (an iterable) can change, as data that JSON can hold.

    The links that serve the records are part of it.
    """
    rows = [
        [[row.link_id, row.file_id, row.order] for row in record.link_rows.order_by("order", "pk")]
        for record in records
    ]
    numbers = {link.pk for link in links} | {link for some in rows for link, _, _ in some if link}
    found = Link.objects.filter(pk__in=numbers).order_by("pk")
    return {
        "rows": rows,
        "not_available": [getattr(record, "not_available", "") for record in records],
        "links": {str(link.pk): _values(link) for link in found},
    }


def put_back(records, before, after, *, by):
    """Make `records` and their links what they were `before`, if they are as they were `after` (both of `state_of`).

    Links that the decision made go if they serve nobody else. Raises CannotUndo where something has changed since.
    """
    numbers = {*before["links"], *after["links"]}
    links = {str(link.pk): link for link in Link.objects.select_for_update().filter(pk__in=numbers)}
    if state_of(records, links.values()) != after or not before["links"].keys() <= links.keys():
        raise CannotUndo("It has been changed since, so it stays as it is.")
    with content_change(by=by, comment="Took a decision about a link back.") as change:
        for pk, values in before["links"].items():
            if values != after["links"].get(pk):
                _restore(links[pk], values)
        for record, rows, text in zip(records, before["rows"], before["not_available"], strict=True):
            _restore_rows(record, rows)
            if text != getattr(record, "not_available", ""):
                record.not_available = text
                change.save(record, ["not_available"])
            record.__dict__.pop("_links_shown", None)
        change.touched(*(record for record in records if isinstance(record, Linked)))
        for pk in links.keys() - before["links"].keys():
            _delete_unused(links[pk])


def _values(link):
    values = {name: getattr(link, name) for name in _FIELDS}
    values["checked_on"] = link.checked_on.isoformat() if link.checked_on else None
    return values | {"updated_at": link.updated_at.isoformat()}


def _restore(link, values):
    for name in _FIELDS:
        setattr(link, name, values[name])
    link.checked_on = date.fromisoformat(values["checked_on"]) if values["checked_on"] else None
    link.save()
    # What the machine check found counts until the link is changed: it counts again.
    Link.objects.filter(pk=link.pk).update(updated_at=datetime.fromisoformat(values["updated_at"]))


def _restore_rows(record, wanted):
    kept = {(link, file): order for link, file, order in wanted}
    for row in record.link_rows.all():
        order = kept.pop((row.link_id, row.file_id), None)
        if order is None:
            row.delete()
        elif order != row.order:
            row.order = order
            row.save(update_fields=["order"])
    for (link, file), order in kept.items():
        record.link_rows.create(link_id=link, file_id=file, order=order)


def _delete_unused(link):
    if not records_of(link) and not link.publishers.exists():
        try:
            link.delete()
        except ProtectedError:  # somebody has used it this very moment
            return
