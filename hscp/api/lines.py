"""The lines about what changed for readers, as /api/v1/ gives them: those of /updates/, with their records."""

from django.urls import reverse

from contacts.api.identifiers import identifier
from hscp.api.references import choice, reference, references
from hscp.records.publishable import if_live
from hscp.updates.enums import FacetName
from hscp.updates.pages import load_pages
from hscp.vocabulary import Area
from hscp.web.filters import flat_choices
from themes.filters import audience_options
from themes.models import Theme


def updates(records, absolute):
    """Return the Updates of `records`, with their facets and records. Makes three queries, however many there are."""
    lines = load_pages(list(records))
    slugs = {value for line in lines for value in _values(line, FacetName.THEME)}
    themes = list(Theme.objects.live().in_order().filter(slug__in=slugs))
    audiences = dict(flat_choices(audience_options()))
    return [_update(line, themes, audiences, absolute) for line in lines]


def _values(line, name):
    return [facet.value for facet in line.facets.all() if facet.name == name]


def _update(line, themes, audiences, absolute):
    record = if_live(line.record)
    slugs = _values(line, FacetName.THEME)
    [area] = _values(line, FacetName.AREA) or [""]
    return {
        "id": identifier("update", line.pk),
        "number": line.pk,
        "title": line.page.title,
        "words": line.words,
        "about": choice(line, "change"),
        "kind": {"code": line.kind, "name": line.page.label},
        "major": line.major,
        "sensitive": line.page.sensitive,
        "url": absolute(reverse("site:update", args=[line.pk])),
        "json_url": absolute(reverse("api:update", args=[line.pk])),
        "record": record and reference(record, absolute),
        "themes": references([theme for theme in themes if theme.slug in slugs], absolute),
        "audiences": [
            {"code": code, "name": audiences[code]}
            for code in _values(line, FacetName.AUDIENCE)
            if code in audiences
        ],
        "area": {"code": area, "name": Area(area).label} if area else None,
        "said_at": line.said_at,
        "updated_at": max(line.said_at, line.updated_at),
    }
