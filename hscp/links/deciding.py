"""What editors decide about where a record leads. One decision serves all records that share the link.

Every way to decide goes through here: the desk, a record's own form, a spreadsheet, an import. Each decision is a revision.
"""

from django.db.models import Q
from django.utils import timezone

from hscp.links.addresses import clean_address
from hscp.links.enums import LinkKind, LinkSource, LinkState
from hscp.links.models import Link, Linked
from hscp.records.saving import content_change


def confirm(link, *, by, parent_page=None):
    """Say that `link` is right for all records that it serves, checked today by the user `by`. Return the link.

    With `parent_page` (bool) say also whether it is only the page on which they are found.
    """
    with content_change(by=by, comment=f"Confirmed the link {link.address}.") as change:
        if parent_page is not None and parent_page != link.parent_page:
            link = _turned(link, parent_page, change)
        _mark_checked(link, by)
        link.save()
        touch_records(change, link)
    return link


def vouch_for(link, *, by):
    """Save `link`, as it was typed on the form of a record, and say that it is right, checked today by the user `by`.

    A link that others share is right for them too. It belongs to the revision around it.
    """
    with content_change(by=by) as change:
        _mark_checked(link, by)
        link.save()
        touch_records(change, link)


def lead_to(
    records,
    address,
    *,
    by=None,
    parent_page=False,
    source=LinkSource.EDITOR,
    kind=None,
    label="",
    instead_of=(),
):
    """Let each of `records` (a list, of any Linked models) lead to `address` first, in the place of what was suggested.

    Links that somebody confirmed, and files, stay behind it, apart from the Links `instead_of` which it comes. Returns the Link.
    Raises ValidationError for an address that is not kept.
    """
    address = clean_address(address)
    with content_change(by=by, comment=f"Set the link {address}.") as change:
        link, created = Link.objects.get_or_create(
            address=address,
            parent_page=parent_page,
            defaults={"source": source, "kind": kind or LinkKind.PAGE, "label": label},
        )
        if not created and kind:
            link.kind = kind
        if not created and label:
            link.label = label
        _mark_checked(link, by)
        link.save()
        for record in records:
            record.link_rows.filter(link__in=instead_of).exclude(link=link).delete()
            _put_first(record, link)
            _clear_not_available(record, change)
        touch_records(change, link)
    return link


def move(link, records, address, *, by):
    """Let those of `records` (a list) that lead to `link` lead to `address` instead, where the site has moved it.

    It keeps its place, its words and where it comes from. Returns the Link of the new address. Raises ValidationError for an
    address that is not kept.
    """
    address = clean_address(address)
    with content_change(by=by, comment=f"Moved the link {link.address} to {address}.") as change:
        kept = ("label", "kind", "language", "source", "evidence", "note")
        moved, _ = Link.objects.get_or_create(
            address=address,
            parent_page=link.parent_page,
            defaults={name: getattr(link, name) for name in kept},
        )
        _mark_checked(moved, by)
        moved.save()
        for record in records:
            rows = record.link_rows.filter(link=link)
            if record.link_rows.filter(link=moved).exists():
                rows.delete()
            rows.update(link=moved)
        touch_records(change, moved)
    return moved


def take_away(link, records, *, by):
    """Say that `link` is not where `records` (a list) are found: they wait for another."""
    with content_change(by=by, comment=f"Took the link {link.address} away.") as change:
        for record in records:
            record.link_rows.filter(link=link).delete()
        change.touched(*(record for record in records if isinstance(record, Linked)))


def book_at(provider, address, *, by):
    """Say that the courses of `provider` (a Publisher) are booked at `address`, where they have no link of their own.

    Returns the Link. Raises ValidationError for an address that is not kept.
    """
    address = clean_address(address)
    with content_change(by=by, comment=f"Courses of {provider} are booked at {address}.") as change:
        link, _ = Link.objects.get_or_create(
            address=address, parent_page=False, defaults={"kind": LinkKind.BOOKING}
        )
        _mark_checked(link, by)
        link.save()
        provider.default_link = link
        provider.save(update_fields=["default_link"])
        change.touched(provider, *provider.courses.all())
    return link


def not_available(records, because, *, by, instead_of=()):
    """Say of each of `records` (a list) that it is nowhere to be had, because of `because` (text for readers).

    What was suggested for them is taken away, and what is broken, and the Links `instead_of` which this is said; a suggested
    address that then serves nobody is withdrawn.
    """
    with content_change(by=by, comment=f"Not available: {because}") as change:
        for record in records:
            record.link_rows.filter(Q(link__state=LinkState.BROKEN) | Q(link__in=instead_of)).exclude(
                link__state=LinkState.SUGGESTED
            ).delete()
            _take_suggestions(record, because)
            record.not_available = because
            change.save(record, ["not_available"])


def mark_broken(link):
    """Say that the machine check cannot reach `link`: the public is told that it is being mended."""
    _set_state(link, LinkState.BROKEN, f"The link {link.address} does not work.")


def mark_working(link):
    """Say that the machine check reaches a broken `link` again."""
    _set_state(link, link.state_when_working, f"The link {link.address} works again.")


def records_of(link):
    """Return the records that `link` serves, as a list: of every kind, contact points too."""
    return [row.record for rows in _row_managers(link) for row in rows.select_related("record")]


def _row_managers(link):
    return [
        getattr(link, relation.get_accessor_name())
        for relation in type(link)._meta.related_objects
        if relation.field.name == "link" and hasattr(relation.related_model, "record")
    ]


def _mark_checked(link, by):
    link.state, link.withdrawn_because = LinkState.CONFIRMED, ""
    if by is not None:
        link.checked_by, link.checked_on = by, timezone.localdate()


def _set_state(link, state, comment):
    with content_change(comment=comment) as change:
        link.state = state
        link.save(update_fields=["state", "updated_at"])
        touch_records(change, link)


def _turned(link, parent_page, change):
    """Return the link of the same address that is, or is not, a parent page, with all rows of `link` moved to it."""
    other = Link.objects.filter(address=link.address, parent_page=parent_page).first()
    if other is None:
        link.parent_page = parent_page
        return link
    touch_records(change, link)
    for rows in _row_managers(link):
        taken = rows.model.objects.filter(link=other).values("record")
        rows.filter(record__in=taken).delete()
        rows.update(link=other)
    return other


def _put_first(record, link):
    rows = record.link_rows
    rows.filter(link__state__in=[LinkState.SUGGESTED, LinkState.WITHDRAWN, LinkState.BROKEN]).exclude(
        link=link
    ).delete()
    for place, row in enumerate(rows.exclude(link=link).order_by("order", "pk"), start=2):
        if row.order != place:
            row.order = place
            row.save(update_fields=["order"])
    row, created = rows.get_or_create(link=link, defaults={"order": 1})
    if not created and row.order != 1:
        row.order = 1
        row.save(update_fields=["order"])
    record.__dict__.pop("_links_shown", None)


def _clear_not_available(record, change):
    if getattr(record, "not_available", ""):
        record.not_available = ""
        change.save(record, ["not_available"])


def _take_suggestions(record, because):
    """Take away the record's suggested links. What serves no other record is withdrawn, so that it is not suggested again."""
    for row in record.link_rows.filter(link__state=LinkState.SUGGESTED).select_related("link"):
        if len(records_of(row.link)) == 1:
            row.link.state, row.link.withdrawn_because = LinkState.WITHDRAWN, because
            row.link.save()
        else:
            row.delete()


def touch_records(change, link):
    """Say that all records which `link` serves have changed, for search and for who follows them."""
    change.touched(*(record for record in records_of(link) if isinstance(record, Linked)))
