"""Filters of the public lists: words, and facets that count what each choice would leave.

Values that a list does not know, such as an old theme in a bookmark, are ignored and reported to the reader: they never
empty the page.
"""

import re

import django_filters
from django import forms
from django.db.models import Count
from django.http import QueryDict

from hscp.page_cache.kept import Kept
from hscp.page_cache.rendering import do_not_keep
from hscp.search.query.find import is_sensitive, matching_ids
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
    """A search box: keeps the records of `kind` (search's name for it) that the search page finds for the words.

    `field_name` leads to those records if the list is of others, such as "course" from its sessions.
    """

    field_class = forms.CharField

    def __init__(self, kind, *, field_name="pk", label="Words"):
        super().__init__(field_name, label=label, widget=forms.SearchInput(attrs={"maxlength": MAX_TEXT}))
        self.kind = kind
        self._found = {}

    def sort_out(self, values):
        """Return (values to use, values to ignore). The last box counts; a text without a word is ignored."""
        text = values[-1] if values else ""
        return ([text], []) if _letter.search(text) else ([], [text] if text else [])

    def best_first(self, text):
        """Return the ids of the records found for `text`, best first. Searches once, however many facets there are."""
        if text not in self._found:
            self._found[text] = matching_ids(self.kind, text)
        return self._found[text]

    def filter(self, queryset, value):
        return queryset.filter(**{f"{self.field_name}__in": self.best_first(value)}) if value else queryset

    def is_sensitive(self, values):
        """Return whether the words (a list with the text) could put a reader at risk, as on the search page."""
        return any(map(is_sensitive, values))


class Facet(django_filters.Filter):
    """Checkboxes for the values of one field: a record matches when it has any of the ticked values.

    `options` is a list of (value, label), in which a label may be a list of such pairs to make a group, or a function
    that returns such a list. The function is called once per page.
    """

    field_class = forms.MultipleChoiceField

    def __init__(self, field_name, *, label, options):
        super().__init__(field_name, label=label, widget=FacetCheckboxes)
        self.options = options

    def load(self):
        """Load the choices. Must be called before `field` is first used."""
        self.extra["choices"] = self.options() if callable(self.options) else self.options

    def sort_out(self, values):
        """Return (values to use, values to ignore): only known choices are used, each once."""
        self.load()
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

    def counts(self, queryset):
        """Return {value: how many records of `queryset` have it}, in one query."""
        rows = queryset.order_by().prefetch_related(None).values_list(self.field_name)
        return dict(rows.annotate(Count("pk", distinct=True)))


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
    def kept(cls):
        """Return how pages of the list are kept: facets and a page number choose one; what readers type is never kept."""
        facets = {name for name, each in cls.base_filters.items() if isinstance(each, Facet)}
        return Kept(by=frozenset(facets | {"page"}), never=frozenset(cls.base_filters) - facets)

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
            do_not_keep()

    def best_first(self):
        """Return the ids of what the words find, best first, or None if there are no words."""
        for name, filter_ in self.filters.items():
            if isinstance(filter_, Words) and self.data.get(name):
                return filter_.best_first(self.data[name])
        return None

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

        A choice that would leave none is not offered, unless it is ticked; nor is a facet without choices. Makes one
        `counts` query for each facet, however many choices there are.
        """
        self.form.full_clean()
        chosen = self.form.cleaned_data
        for name, facet in self.filters.items():
            if not isinstance(facet, Facet):
                continue
            queryset = self.queryset
            for other, value in chosen.items():
                if other != name:
                    queryset = self.filters[other].filter(queryset, value)
            field = self.form.fields[name]
            counts = facet.counts(queryset)
            field.choices = _worth_showing(field.choices, {*counts, *chosen[name]})
            field.widget.counts = {value: counts.get(value, 0) for value, _ in flat_choices(field.choices)}
            if not field.choices:
                del self.form.fields[name]
