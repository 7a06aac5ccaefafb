"""Situations by the child's age, and what helps in one: its themes' toolkits, reading and courses for parents."""

from dataclasses import dataclass

from django.db.models import Q

from hscp.vocabulary import AudienceGroup
from resources.models import Resource, Toolkit
from themes.models import Situation
from training.models import Course


@dataclass(frozen=True)
class AgeBand:
    """A range of a child's ages, in whole years, both ends included. `code` is in the address, `label` on the page."""

    code: str
    label: str
    words: str
    lowest: int
    highest: int


AGE_BANDS = (
    AgeBand("0", "Under 1", "a baby under 1", 0, 0),
    AgeBand("1-4", "1 to 4", "a child aged 1 to 4", 1, 4),
    AgeBand("5-10", "5 to 10", "a child aged 5 to 10", 5, 10),
    AgeBand("11-15", "11 to 15", "a child aged 11 to 15", 11, 15),
    AgeBand("16-18", "16 to 18", "a young person aged 16 to 18", 16, 18),
)


def band_of(code):
    """Return the AgeBand with the `code` from an address; None if there is no such band."""
    return next((band for band in AGE_BANDS if band.code == code), None)


def live_situations(band=None):
    """Return the live situations in the editors' order.

    With a `band`, those that a child of that age can be in, with those that are not for every age first.
    """
    in_order = ["order", "title", "pk"]
    situations = Situation.objects.live()
    if band is None:
        return situations.order_by(*in_order)
    return (
        situations.filter(
            Q(minimum_age__isnull=True) | Q(minimum_age__lte=band.highest),
            Q(maximum_age__isnull=True) | Q(maximum_age__gte=band.lowest),
        )
        .annotate(any_age=Q(minimum_age__isnull=True, maximum_age__isnull=True))
        .order_by("any_age", *in_order)
    )


def help_for_parents(situation):
    """Return the live records for parents and carers in the live themes of `situation`, by title, as context."""
    themes = situation.themes.live()
    return {
        "toolkits": _for_parents(Toolkit, themes),
        "resources": _for_parents(Resource, themes).select_related("publisher"),
        "courses": _for_parents(Course, themes),
    }


def _for_parents(model, themes):
    records = model.objects.live()
    records = records.filter(themes__in=themes, audience_group=AudienceGroup.PARENTS_AND_CARERS)
    return records.distinct().order_by("title", "pk")
