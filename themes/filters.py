"""The facets for themes and audiences that the lists of toolkits, resources and courses share."""

from django.db.models import Q
from django.utils import timezone

from hscp.records.compiled_queries import CompiledQuery
from hscp.vocabulary import AudienceGroup
from hscp.web.filters import Facet, RelatedFacet
from hscp.web.page_sizes import THEMES
from themes.models import Audience, Theme
from themes.sensitivity import are_sensitive_themes, is_for_families


def _slugs_and_titles(at=None):
    return Theme.objects.live(at).in_order().values_list("slug", "title")


@CompiledQuery
def _first_themes(at):
    return _slugs_and_titles(at)[:THEMES]


@CompiledQuery
def _audiences():
    return Audience.objects.all()


class ThemeFacet(RelatedFacet):
    """The themes whose packs hold a record. `prefix` is the lookup to the record ("course__").

    The first live themes are offered, in the order of the contents list, and those that an address names.
    """

    def __init__(self, prefix=""):
        super().__init__(f"{prefix}themes__slug", label="Theme", options=(), indexed="theme")

    def load(self, values):
        choices = _first_themes(at=timezone.now())
        if others := set(values).difference(slug for slug, _ in choices):
            choices += _slugs_and_titles().filter(slug__in=others)
        self.extra["choices"] = choices

    def is_sensitive(self, values):
        return are_sensitive_themes(values)


def audience_options():
    """Return the three audience groups, each with its finer audiences, as choices.

    A group's value is its code; a finer audience's value is the group, a full stop and its slug: professionals.schools.
    """
    finer = {group: [] for group in AudienceGroup}
    for audience in _audiences():
        finer[audience.group].append((f"{audience.group}.{audience.slug}", audience.name))
    return [
        (group.label, [(group.value, f"All {group.label.lower()}"), *finer[group]])
        if finer[group]
        else (group.value, group.label)
        for group in AudienceGroup
    ]


class GroupFacet(Facet):
    """The three audience groups. A list for parents or children alone may be read by whoever is at risk."""

    def __init__(self, field_name="audience_group", *, options=AudienceGroup.choices):
        super().__init__(field_name, label="Audience", options=options, indexed="audience")

    def is_sensitive(self, values):
        return any(is_for_families(value.partition(".")[0]) for value in values)


class AudienceFacet(GroupFacet):
    """Whom a record is for: a whole group, or a finer audience within it.

    `prefix` is the lookup to the record, such as "course__".
    """

    def __init__(self, prefix=""):
        super().__init__(f"{prefix}audience_group", options=audience_options)
        self.prefix = prefix

    def filter(self, queryset, values):
        if not values:
            return queryset
        groups = [value for value in values if "." not in value]
        slugs = [value.partition(".")[2] for value in values if "." in value]
        finer = queryset.model._base_manager.filter(**{f"{self.prefix}audiences__slug__in": slugs})
        whole = Q(**{f"{self.field_name}__in": groups})
        return queryset.filter(whole | Q(pk__in=finer.values("pk")))
