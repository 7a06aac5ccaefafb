"""Situations by the child's age, what helps in one, and whether it helps for as long as the situation is shown."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from contacts.models import Pathway
from hscp.links.models import load_links
from hscp.records.state import State
from hscp.vocabulary import AudienceGroup
from hscp.web.excerpts import excerpt
from hscp.web.page_sizes import RECORDS_FOR_READERS
from resources.models import Resource, Toolkit
from themes.models import Situation
from themes.models.situations import NO_HELP, shown_as_long, usable_contact, usable_reading
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
    """Return the first live records for parents and carers in the live themes of `situation`, by title, as context."""
    themes = situation.themes.live()
    found = {
        "toolkits": excerpt(_for_parents(Toolkit, themes), RECORDS_FOR_READERS),
        "resources": excerpt(_for_parents(Resource, themes).select_related("publisher"), RECORDS_FOR_READERS),
        "courses": excerpt(_for_parents(Course, themes), RECORDS_FOR_READERS),
    }
    load_links(record for records in found.values() for record in records)
    return found


def _for_parents(model, themes):
    records = model.objects.live()
    records = records.filter(themes__in=themes, audience_group=AudienceGroup.PARENTS_AND_CARERS)
    return records.distinct().order_by("title", "pk")


def refusals_of(situation, pathways, themes):
    """Return [NO_HELP] if `situation`, saved or not, would lead to no help with these `pathways` and `themes` (querysets).

    A draft is never refused. The same rule holds for what is stored: see `themes.models.situations`.
    """
    if not situation.is_in_force():
        return []
    moment = (situation.publish_at, situation.expire_at, timezone.now())
    if Pathway.objects.filter(usable_contact("", *moment), pk__in=pathways).exists():
        return []
    shown = themes.filter(shown_as_long("", *moment))
    for model in (Toolkit, Resource):
        if model.objects.filter(usable_reading("", *moment), themes__in=shown).exists():
            return []
    return [NO_HELP]


def refusals_to_publish(pks):
    """Return {key: why not} for those of the situations `pks` that lead to no help."""
    helpless = Situation.objects.filter(pk__in=pks).leading_nowhere()
    return dict.fromkeys(helpless.values_list("pk", flat=True), NO_HELP)


def refusals_to_withdraw(pathways):
    """Return {key: why not} for those of `pathways`, as they will be, that are the last help of a situation in force.

    Call it in the transaction that saves them. What else may take help away (a number, a toolkit's link, a theme) is not refused:
    the situations that it leaves without help are listed for editors.
    """
    now = timezone.now()
    going = {pathway.pk: pathway for pathway in pathways}
    in_force = Situation.objects.filter(Q(expire_at=None) | Q(expire_at__gt=now), state=State.PUBLISHED)
    alone = {}
    for situation in in_force.filter(pathways__in=going).distinct().order_by("title", "pk"):
        moment = (situation.publish_at, situation.expire_at, now)
        mine = situation.pathways.all()
        lost = [each for each in mine.filter(pk__in=going) if not _stays(going[each.pk], *moment)]
        if not lost or not refusals_of(
            situation, mine.exclude(pk__in=[each.pk for each in lost]), situation.themes.all()
        ):
            continue
        if not refusals_of(situation, mine, situation.themes.all()):
            for pathway in lost:
                alone.setdefault(pathway.pk, []).append(f"“{situation}”")
    return {
        pk: (
            f"It is the last help in a situation of parents: {'; '.join(names)}. "
            "Give the situation another contact first, or archive it."
        )
        for pk, names in alone.items()
    }


def _stays(pathway, start, end, now):
    """Return whether `pathway`, as it will be, is for the public and shown for as long as `shown_as_long` asks."""
    begun = pathway.publish_at is None or pathway.publish_at <= max(start or now, now)
    lasts = pathway.expire_at is None or (end is not None and pathway.expire_at >= end)
    return pathway.state == State.PUBLISHED and pathway.for_public and begun and lasts
