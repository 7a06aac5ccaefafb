"""The cards of the results: what each is and for whom, with results that are nearly the same folded into one."""

from django.utils import timezone

from hscp.records.titles import LONGER, ONE_WORD, WORDS_ADDED, look_alike
from hscp.search.enums import Reader
from hscp.vocabulary import AudienceGroup
from hscp.web.components import way_to
from hscp.web.markup import format_html
from training.enums import CourseFormat

THEMES_SHOWN = 2
# Two titles that differ in more than their printing are two things.
_TWO_THINGS = {"", LONGER, WORDS_ADDED, ONE_WORD}
# What the kinds are called to a parent or a young person.
_KINDS_FOR_FAMILIES = {
    "theme": "A subject",
    "process": "What services do",
    "situation": "Help for parents and carers",
    "toolkit": "Toolkit",
    "resource": "To read",
    "course": "Training",
    "threshold": "How much help a family needs",
    "term": "What a word means",
    "page": "On this site",
}
_FAMILIES = {Reader.PARENT, Reader.YOUNG_PERSON}
_FOR_WORKERS = "Written for people who work with children"


def cards(results, pathways, dates, above=()):
    """Return the cards of SearchResults, the best first, each with the hits folded into it as `more`.

    `pathways` is {pk: pathway with what its card shows}, `dates` the next date of courses. The pathways `above` are shown before
    the results already, and left out.
    """
    shown_above = {pathway.pk for pathway in above}
    shown = [hit for hit in results.hits if not (hit.kind == "pathway" and hit.object_id in shown_above)]
    return [
        {
            **_card(hit, dates, for_family=results.reader in _FAMILIES),
            "pathway": pathways.get(hit.object_id) if hit.kind == "pathway" else None,
            "more": more,
        }
        for hit, more in _folded(shown)
    ]


def _folded(hits):
    """Return [(hit, hits nearly the same)]: of one kind, for the same readers, and with titles that differ in their printing alone."""
    folded = []
    for hit in hits:
        same = next((more for first, more in folded if _nearly_same(first, hit)), None)
        if same is None:
            folded.append((hit, []))
        else:
            same.append(hit)
    return folded


def _nearly_same(first, hit):
    return (
        first.kind == hit.kind
        and first.audiences == hit.audiences
        and first.language == hit.language
        and first.kind != "pathway"
        and look_alike(first.title, hit.title) not in _TWO_THINGS
    )


def _card(hit, dates, *, for_family):
    """Return what the card of a Hit shows; `dates` has the next date of courses. The snippet is safe HTML."""
    kind = _KINDS_FOR_FAMILIES.get(hit.kind, hit.kind_label) if for_family else hit.kind_label
    if hit.format and hit.format.value != CourseFormat.NOT_STATED:
        kind = f"{kind} · {hit.format.label}"
    elif hit.subtitle:
        kind = f"{kind} · {hit.subtitle}"
    meta = _readers(hit.audiences, for_family)
    if hit.area:
        meta.append(hit.area.label)
    # A theme's own theme is itself.
    themes = [each.label for each in hit.themes] if hit.kind != "theme" else []
    if len(themes) > THEMES_SHOWN:
        meta.append(f"In {len(themes)} themes")
    elif themes:
        meta.append(f"{'Theme' if len(themes) == 1 else 'Themes'}: {', '.join(themes)}")
    if hit.kind == "course" and hit.object_id in dates:
        meta.insert(0, f"Next date: {timezone.localtime(dates[hit.object_id]):%-d %B %Y}")
    return {
        "title": _in_its_language(hit.title, hit.language),
        "url": hit.url,
        "kind": f"Recommended · {kind}" if hit.pinned else kind,
        "summary": _in_its_language((for_family and hit.plain) or hit.snippet_html, hit.language),
        "meta": [*meta, way_to(hit.opens["address"], hit.title, hit.opens["parent_page"])]
        if hit.opens
        else meta,
    }


def _in_its_language(text, language):
    """Return `text`, safe HTML or not, marked with its language where that may not be English."""
    if language is None or not text:
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', language["lang"], language["direction"], text)


def _readers(audiences, for_family):
    """Return whom a result is for, as a list of one text; [] for professionals in general, whom most results are for.

    A parent or a young person is told so, and a result for nobody in particular is for them as well.
    """
    groups = [each.label for each in audiences if "." not in each.value]
    finer = [each.label for each in audiences if "." in each.value]
    if groups == [AudienceGroup.PROFESSIONALS.label] and not finer:
        return [_FOR_WORKERS] if for_family else []
    if not groups:
        return []
    return [f"For {', '.join(groups).lower()}" + (f" ({', '.join(finer)})" if finer else "")]
