"""Which changes belong to what somebody follows."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from contacts.models import Pathway
from hscp.following.enums import What
from hscp.updates.enums import Change, FacetName
from themes.models import Theme
from training.models import Course

# What a sheet shows of a contact, its numbers and their hours, or whether it is on it at all.
ON_PAPER = (Change.NUMBER, Change.CONTENTS, Change.NEW, Change.GONE)


class Changes:
    """Updates in the order of their moments, and who follows them. Makes four queries, however many updates there are."""

    def __init__(self, updates):
        """Take `updates`, a queryset of Update."""
        self.updates = list(updates.order_by("said_at", "pk").prefetch_related("facets"))
        kinds = ContentType.objects.get_for_models(Theme, Pathway, Course)
        self._themes, self._pathways, self._courses = (kinds[model].pk for model in (Theme, Pathway, Course))
        self._by_key = defaultdict(list)
        slugs = {value for update in self.updates for value in _values(update, FacetName.THEME)}
        themes = dict(Theme.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
        for update in self.updates:
            for key in self._keys(update, themes):
                self._by_key[key].append(update)

    @property
    def newest(self):
        """The moment of the last of them (aware datetime)."""
        return self.updates[-1].said_at

    def followed(self):
        """Return the condition on Follows, confirmed before the newest, that one of the changes may belong to."""
        condition = Q()
        groups = defaultdict(set)
        for what, kind, value in self._by_key:
            groups[what, kind].add(value)
        for (what, kind), values in groups.items():
            if kind == "area":
                condition |= Q(what=what, content_type=None, area__in=values)
            else:
                condition |= Q(what=what, content_type=kind, object_id__in=values)
        return condition & Q(since__lt=self.newest)

    def of(self, follows, since):
        """Return the updates later than `since` (aware datetime) that belong to `follows` (confirmed Follows), and those on a sheet.

        Each as a list in the order of their moments: (updates, [the sheets, by number, that are no longer right]).
        """
        found, sheets = {}, set()
        for follow in follows:
            for update in self._by_key.get(_key(follow), ()):
                if update.said_at > max(since, follow.since):
                    found[update.pk] = update
                    if follow.what == What.SHEET:
                        sheets.add(follow.sheet)
        return sorted(found.values(), key=lambda each: (each.said_at, each.pk)), sorted(sheets)

    def _keys(self, update, themes):
        """Return the keys of those Follows that one update belongs to."""
        of_themes = [themes[value] for value in _values(update, FacetName.THEME) if value in themes]
        keys = [(What.EVERYTHING, "area", ""), *((What.PAGE, self._themes, pk) for pk in of_themes)]
        if update.content_type_id == self._pathways:
            keys.append((What.PAGE, self._pathways, update.object_id))
            if update.change in ON_PAPER:
                keys.append((What.SHEET, self._pathways, update.object_id))
        if update.change == Change.DATES:
            keys += [
                (What.DATES, "area", ""),
                *((What.DATES, "area", value) for value in _values(update, FacetName.AREA)),
                *((What.DATES, self._themes, pk) for pk in of_themes),
            ]
            if update.content_type_id == self._courses:
                keys.append((What.DATES, self._courses, update.object_id))
        return keys


def _key(follow):
    if follow.object_id is None:
        return (follow.what, "area", follow.area)
    return (follow.what, follow.content_type_id, follow.object_id)


def _values(update, name):
    return [facet.value for facet in update.facets.all() if facet.name == name]
