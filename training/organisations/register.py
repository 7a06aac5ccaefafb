"""Finding an organisation on the register by a name that somebody typed."""

from django.db.models import Q

from training.models import NotAnOrganisation, Organisation, OrganisationAlias
from training.organisations.names import organisation_key

MOST_SUGGESTIONS = 8
SHORTEST_BEGINNING = 2


def listed(names):
    """Return {key: Organisation} for those of `names` (texts) that the register has. Two queries."""
    keys = {organisation_key(name) for name in names}
    found = {each.key: each for each in Organisation.objects.filter(key__in=keys)}
    aliases = OrganisationAlias.objects.filter(key__in=keys - found.keys()).select_related("organisation")
    return found | {alias.key: alias.organisation for alias in aliases}


def organisation_of(name):
    """Return the Organisation whose name, or other name, `name` is; None where the register has none."""
    return listed([name]).get(organisation_key(name))


def not_organisations():
    """Return the keys of the names that staff said are no organisation, as a set. One query."""
    return set(NotAnOrganisation.objects.values_list("key", flat=True))


def suggestions(typed):
    """Return the names of at most MOST_SUGGESTIONS organisations for the beginning of a name, or of one of its words.

    Those whose name begins so come first. Of an organisation found by another name its own name is given.
    """
    key = organisation_key(typed)
    if len(key) < SHORTEST_BEGINNING:
        return []
    begins = Q(key__startswith=key) | Q(aliases__key__startswith=key)
    suggested = Organisation.objects.filter(is_suggested=True)
    first = list(suggested.filter(begins).distinct().order_by("name", "pk")[:MOST_SUGGESTIONS])
    within = suggested.filter(Q(key__contains=key) | Q(aliases__key__contains=key))
    more = within.exclude(pk__in=[each.pk for each in first]).distinct().order_by("name", "pk")
    return [each.name for each in (*first, *more[: MOST_SUGGESTIONS - len(first)])]
