"""What could put somebody at risk if another person saw them reading it: one rule for pages, lists, search and paper.

Editors mark themes and contacts as sensitive. What belongs to such a theme is sensitive too, and so is whatever is meant for
parents or for children: whoever reads that may be the one at risk. What follows from it for a page is in docs/safety.md.
"""

from collections import defaultdict

from django.db.models import Q

from hscp.vocabulary import AudienceGroup
from themes.models import Situation, Theme

# By kind of record: the lookups that lead from a theme to what belongs to it.
_BELONGS = {
    "themes.Process": ["processes"],
    "resources.Toolkit": ["toolkits", "lead_toolkit"],
    "resources.Resource": ["resources"],
    "training.Course": ["courses"],
    "contacts.Pathway": ["pathways"],
}


def is_sensitive(*records):
    """Return whether one of `records`, of any kinds, is sensitive. Makes one query at most for each kind."""
    by_kind = defaultdict(list)
    for record in records:
        if _by_itself(record):
            return True
        by_kind[record._meta.label].append(record.pk)
    themes = Theme.objects.filter(sensitive=True)
    return any(
        themes.filter(_leads_to(_BELONGS[kind], keys)).exists()
        for kind, keys in by_kind.items()
        if kind in _BELONGS
    )


def is_sensitive_of(record, themes):
    """Return `is_sensitive(record)` from the record's `themes` (Themes, loaded already), without a query."""
    return _by_itself(record) or any(theme.sensitive for theme in themes)


def without_sensitive(records):
    """Return `records`, a queryset of one kind, without those for which `is_sensitive` says yes. Makes no query by itself."""
    fields = {field.name for field in records.model._meta.get_fields()}
    if "sensitive" in fields:
        records = records.filter(sensitive=False)
    if "audience_group" in fields:
        records = records.filter(audience_group=AudienceGroup.PROFESSIONALS)
    themes = Theme.objects.filter(sensitive=True)
    for lookup in _BELONGS.get(records.model._meta.label, ()):
        of_themes = themes.filter(**{f"{lookup}__isnull": False}).values(lookup)
        records = records.exclude(pk__in=of_themes)
    return records


def are_sensitive_themes(slugs):
    """Return whether one of the themes with these slugs is sensitive."""
    return Theme.objects.filter(slug__in=slugs, sensitive=True).exists()


def is_for_families(group):
    """Return whether an AudienceGroup is one of parents or children."""
    return group != AudienceGroup.PROFESSIONALS


def _by_itself(record):
    return (
        isinstance(record, Situation)
        or getattr(record, "sensitive", False)
        or is_for_families(getattr(record, "audience_group", AudienceGroup.PROFESSIONALS))
    )


def _leads_to(lookups, keys):
    condition = Q()
    for lookup in lookups:
        condition |= Q(**{f"{lookup}__in": keys})
    return condition
