"""Putting one record in several packs at once, and taking it out."""

from django.db import transaction
from django.db.models import Max

from hscp.editing.drafts.keeping import as_drafted, draft_of, keep_draft
from hscp.editing.snapshots import parse_key, put, snapshot
from hscp.records.saving import content_change, taken_back
from themes.models import Theme


class PackChanged(Exception):
    """Somebody else changed one of the packs meanwhile. `themes` are the keys of those."""

    def __init__(self, themes):
        super().__init__("Somebody else changed one of these packs while you had the page open.")
        self.themes = themes


def places_of(row_model, item, record):
    """Return {theme key: where its pack has `record`, a list}: the sections of a resource, "in" of anything else.

    `row_model` holds the rows of packs, and its field `item` leads to the record.
    """
    places = {}
    for row in row_model.objects.filter(**{item: record}).order_by("order", "pk"):
        places.setdefault(row.theme_id, []).append(getattr(row, "section", "in"))
    return places


def places_in_draft(row_model, item, record, theme):
    """Return where the pack of `theme` is to have `record` once its draft is published, a list as in `places_of`."""
    wanted, _ = as_drafted(theme, draft_of(theme))
    return [
        fields.get("section", "in")
        for key, fields in wanted.items()
        if parse_key(key)[0] is row_model and fields[item] == record.pk
    ]


@transaction.atomic
def put_in_packs(*, row_model, item, record, wanted, by, drafted=frozenset()):
    """Put `record` in packs and take it out of others; return the titles of the themes that changed.

    `wanted` is {theme key: (place seen, place)}, a place being a section or "in", and "" for not in the pack. What is new
    comes last in its place. The packs of the themes `drafted` (keys) stay as they are: the change joins their draft. One
    revision by the user `by`, or nothing: raises PackChanged, and CannotPublish.
    """
    themes = {
        theme.pk: theme
        for theme in Theme.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    }
    places = places_of(row_model, item, record)
    for pk in themes.keys() & drafted:
        places[pk] = places_in_draft(row_model, item, record, themes[pk]) or [""]
    changed = [pk for pk, (seen, _) in wanted.items() if pk not in themes or places.get(pk, [""]) != [seen]]
    if changed:
        raise PackChanged(changed)
    with content_change(by=by, comment=f"Packs of “{record}”.") as change:
        for pk, theme in themes.items():
            if pk in drafted:
                _put_in_draft(row_model, item, record, theme, wanted[pk][1], by)
                continue
            _put(row_model, item, record, theme, wanted[pk][1])
            # Its version holds the rows, so it follows them.
            change.save(theme, [])
            change.touched(theme)
        change.touched(record)
    return [str(theme) for theme in themes.values()]


def _put_in_draft(row_model, item, record, theme, place, by):
    with taken_back():
        put(theme, as_drafted(theme, draft_of(theme))[0])
        _put(row_model, item, record, theme, place)
        mine = snapshot(theme)
    keep_draft(theme, mine, by=by)


def _put(row_model, item, record, theme, place):
    rows = row_model.objects.filter(theme=theme)
    if not place:
        rows.filter(**{item: record}).delete()
        return
    if in_sections := hasattr(row_model, "section"):
        rows = rows.filter(section=place)
    last = rows.aggregate(last=Max("order"))["last"]
    values = {"order": 0 if last is None else last + 1, **({"section": place} if in_sections else {})}
    row_model.objects.update_or_create(theme=theme, **{item: record}, defaults=values)
