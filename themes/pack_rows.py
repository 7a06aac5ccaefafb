"""Putting one record in several packs at once, and taking it out."""

from django.db import transaction
from django.db.models import Max

from hscp.records.saving import content_change
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


@transaction.atomic
def put_in_packs(*, row_model, item, record, wanted, by):
    """Put `record` in packs and take it out of others; return the titles of the themes that changed.

    `wanted` is {theme key: (place seen, place)}, a place being a section or "in", and "" for not in the pack. What is new
    comes last in its place. One revision by the user `by`, or nothing: raises PackChanged, and CannotPublish.
    """
    themes = {
        theme.pk: theme
        for theme in Theme.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    }
    places = places_of(row_model, item, record)
    changed = [pk for pk, (seen, _) in wanted.items() if pk not in themes or places.get(pk, [""]) != [seen]]
    if changed:
        raise PackChanged(changed)
    with content_change(by=by, comment=f"Packs of “{record}”.") as change:
        for pk, theme in themes.items():
            _put(row_model, item, record, theme, wanted[pk][1])
            # Its version holds the rows, so it follows them.
            change.save(theme, [])
            change.touched(theme)
        change.touched(record)
    return [str(theme) for theme in themes.values()]


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
