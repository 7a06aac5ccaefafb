"""Filters of the public lists: words, and facets that count what each choice would leave.

Values that a list does not know, such as an old theme in a bookmark, are ignored and reported to the reader: they never
empty the page.
"""

import re
from copy import copy

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from hscp.page_cache.policies import CachePolicy
from hscp.page_cache.rendering import do_not_cache
from hscp.search.query.find import MAX_RESULTS, is_sensitive
from hscp.search.query.lists import Narrowed, count_list, find_in_list
from hscp.web.forms import FacetCheckboxes, GovukForm
from hscp.web.wording import one_line

MAX_TEXT = 200
_controls = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_letter = re.compile(r"[^\W_]")


def clean_text(text):
    """Return what a reader typed as one line of at most 200 characters.

    Control characters are removed here and nowhere else: PostgreSQL refuses a NUL in a value.
    """
    return one_line(_controls.sub(" ", text))[:MAX_TEXT].strip()


class Words(django_filters.Filter):
    """A search box: the list shows the records of `kind` (search's name for it) that the search page finds for the words.

    The index answers a list with words, so nothing is filtered in the database. A subclass may do so.
    """

    field_class = forms.CharField

    def __init__(self, kind, *, label="Words"):
        super().__init__(label=label, widget=forms.SearchInput(attrs={"maxlength": MAX_TEXT}))
        self.kind = kind

    def sort_out(self, values):
        """Return (values to use, values to ignore). The last box counts; a text without a word is ignored."""
        text = values[-1] if values else ""
        return ([text], []) if _letter.search(text) else ([], [text] if text else [])

    def filter(self, queryset, value):
        return queryset

    def is_sensitive(self, values):
        """Return whether the words (a list with the text) could put a reader at risk, as on the search page."""
        return any(map(is_sensitive, values))


class FacetField(forms.MultipleChoiceField):
    """The field of a facet, made anew for each page: the form that copies it need not copy and read its choices once more."""

    def __deepcopy__(self, memo):
        mine = copy(self)
        mine.widget = copy(self.widget)
        return mine


class Facet(django_filters.Filter):
    """Checkboxes for the values of one field: a record matches when it has any of the ticked values.

    `options` is a list of (value, label), in which a label may be a list of such pairs to make a group, or a function
    that returns such a list. The function is called once per page. `indexed` is the field of the search index that holds the
    values, and `index_values` {value: what the field calls it}, for those that it calls something else.
    """

    field_class = FacetField

    def __init__(self, field_name, *, label, options, indexed="", index_values=None):
        super().__init__(field_name, label=label, widget=FacetCheckboxes)
        self.options = options
        self.indexed = indexed
        self.index_values = index_values or {}

    def __deepcopy__(self, memo):
        """Return what a page may change: each has filters of its own, but not the choices that are the same on all."""
        mine = copy(self)
        mine.extra = dict(self.extra)
        return mine

    def in_index(self, value):
        """Return what the index calls a value."""
        return self.index_values.get(value, value)

    def load(self, values):
        """Load the choices, among them those of `values` (list of str) that there are. Must be called before `field` is used."""
        self.extra["choices"] = self.options() if callable(self.options) else self.options

    def sort_out(self, values):
        """Return (values to use, values to ignore): only known choices are used, each once."""
        self.load(values)
        known = {value for value, _ in flat_choices(self.extra["choices"])}
        values = list(dict.fromkeys(filter(None, values)))
        return [value for value in values if value in known], [
            value for value in values if value not in known
        ]

    def filter(self, queryset, values):
        return queryset.filter(**{f"{self.field_name}__in": values}) if values else queryset

    def is_sensitive(self, values):
        """Return whether a list narrowed to `values` could put a reader at risk. Subclasses know their subject."""
        return False


class ListedFacet(Facet):
    """A facet that only the list of this kind of record has: its values are in the `listed` of the search entries."""

    def __init__(self, field_name, **kwargs):
        super().__init__(field_name, indexed="listed", **kwargs)

    def in_index(self, value):
        return f"{self.field_name}:{value}"


class RelatedFacet(Facet):
    """A facet over a relation to many rows. The relation is queried separately, so no record appears twice."""

    def filter(self, queryset, values):
        if not values:
            return queryset
        holders = queryset.model._base_manager.filter(**{f"{self.field_name}__in": values})
        return queryset.filter(pk__in=holders.values("pk"))


def flat_choices(choices):
    """Yield (value, label) of choices that may be in groups."""
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label


def _worth_showing(choices, shown):
    """Return `choices`, in their groups, without the values that are not in `shown`."""
    kept = []
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            if group := _worth_showing(label, shown):
                kept.append((value, group))
        elif value in shown:
            kept.append((value, label))
    return kept


class FacetedFilterSet(django_filters.FilterSet):
    """The filters of one list. `ignored` holds the values in the address that the list does not know."""

    class Meta:
        form = GovukForm

    @classmethod
    def cache_policy(cls):
        """Return how pages of the list are cached: facets and a page number choose one; what readers type is never cached."""
        facets = {name for name, each in cls.base_filters.items() if isinstance(each, Facet)}
        return CachePolicy(by=frozenset(facets | {"page"}), never=frozenset(cls.base_filters) - facets)

    def __init__(self, data=None, queryset=None, **kwargs):
        super().__init__(QueryDict(mutable=True), queryset, **kwargs)
        self.data, self.ignored = QueryDict(mutable=True), []
        for name, filter_ in self.filters.items():
            given = [clean_text(value) for value in (data or QueryDict()).getlist(name)]
            used, set_aside = filter_.sort_out(given)
            if used:
                self.data.setlist(name, used)
            self.ignored += [{"label": filter_.label, "text": value} for value in set_aside]
        if self.ignored:
            do_not_cache()

    @property
    def facets(self):
        """The facets of the list, as {name: Facet}."""
        return {name: each for name, each in self.filters.items() if isinstance(each, Facet)}

    @cached_property
    def chosen(self):
        """What the reader has chosen, as {name: value}; nothing is there for a filter that is not used."""
        self.form.full_clean()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def narrowed(self):
        """The list as hscp.search.query.lists knows it."""
        words = {name: each for name, each in self.filters.items() if isinstance(each, Words)}
        [(name, box)] = words.items()
        chosen = {
            name: (facet.indexed, [facet.in_index(value) for value in self.chosen[name]])
            for name, facet in self.facets.items()
            if name in self.chosen
        }
        return Narrowed(box.kind, self.chosen.get(name, ""), chosen)

    @cached_property
    def _counted(self):
        return count_list(self.narrowed, {name: facet.indexed for name, facet in self.facets.items()})

    def total(self):
        """Return how many records the list has."""
        return self._counted[0]

    def best_first(self):
        """Return the ids of what the words find, the best first, as something to slice; None if there are no words."""
        return BestFirst(self.narrowed, self.total()) if self.narrowed.words else None

    def counts(self):
        """Return {name of the facet: {value: how many records the choice would leave}}, without values that leave none."""
        found = self._counted[1]
        return {
            name: {
                value: found[name][facet.in_index(value)]
                for value, _ in flat_choices(facet.extra["choices"])
                if facet.in_index(value) in found[name]
            }
            for name, facet in self.facets.items()
        }

    @property
    def is_sensitive(self):
        """Whether the list as it is narrowed could put somebody at risk who is seen reading it."""
        return any(
            self.filters[name].is_sensitive(values)
            for name, values in self.data.lists()
            if hasattr(self.filters[name], "is_sensitive")
        )

    def count_choices(self):
        """Set on each choice how many records it would leave with the other filters.

        A choice that would leave none is not offered, unless it is ticked; nor is a facet without choices.
        """
        for name, counts in self.counts().items():
            field = self.form.fields[name]
            field.choices = _worth_showing(field.choices, {*counts, *self.chosen.get(name, ())})
            field.widget.counts = {value: counts.get(value, 0) for value, _ in flat_choices(field.choices)}
            if not field.choices:
                del self.form.fields[name]


class BestFirst:
    """The ids of the records that words find in a list, for a Paginator: only those of the page are looked for."""

    def __init__(self, narrowed, total):
        self.narrowed, self.total = narrowed, min(total, MAX_RESULTS)

    def __len__(self):
        return self.total

    def __getitem__(self, places):
        return find_in_list(self.narrowed, places.start, places.stop)
