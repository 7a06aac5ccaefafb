"""What the apps declare to search: each kind of record, and what can be found in one.

Each app's declarations are in its `search.py`; hscp/search/sources.py lists them all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model, QuerySet

from hscp.records.state import State


@dataclass(frozen=True)
class Choice:
    """A value of a facet and its label."""

    value: str
    label: str

    def as_data(self):
        return {"value": self.value, "label": self.label}


@dataclass
class Entry:
    """What can be found in one record.

    `names` are what a reader may call the record besides its title and its aliases ("neglect toolkit"); they count
    only when they are the whole search. `subtitle` is shown beside its kind, and not searched. `plain` says in a parent's words what the record is about. `related` holds the words of other records that this one belongs to, `labels`
    the words for its kind of thing. `weight` raises or lowers it among records that match equally well. `depends_on`
    lists the records whose words are used here: when one of them changes, this entry is written again. `listed` has what only
    the list of this kind of record is filtered by, each as "filter:value" without a "|". `opens` says where the record itself is:
    see `way_in`. A `sensitive` record
    could put a reader at risk (themes/sensitivity.py): the search page that finds it can then be left at once.
    """

    title: str
    url: str
    aliases: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    summary: str = ""
    plain: str = ""
    subtitle: str = ""
    texts: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    audiences: list[Choice] = field(default_factory=list)
    themes: list[Choice] = field(default_factory=list)
    format: Choice | None = None
    area: Choice | None = None
    listed: list[str] = field(default_factory=list)
    opens: dict | None = None
    weight: float = 1.0
    sensitive: bool = False
    modified_at: datetime | None = None
    depends_on: list[Model] = field(default_factory=list)
    # Where its words are not English, or are another version of a page: {"lang", "direction"} as HTML says them, and what it is a
    # version of: {"kind", "id", "name"}, the last in words, such as "Polish". Most documents have neither.
    language: dict | None = None
    version_of: dict | None = None
    # For what configures search and is not a result itself, such as a synonym: kept in the index, never found.
    settings: dict | None = None

    def as_data(self):
        """Return what a document keeps of this entry, as JSON holds it. The times and `depends_on` are kept elsewhere."""
        data = {**vars(self)}
        del data["depends_on"], data["modified_at"]
        for name in ("language", "version_of"):
            if data[name] is None:
                del data[name]
        for name in ("audiences", "themes"):
            data[name] = [choice.as_data() for choice in data[name]]
        for name in ("format", "area"):
            data[name] = data[name] and data[name].as_data()
        return data


@dataclass(frozen=True)
class SearchSource:
    """One kind of record that search finds. `many` is its label for several, where that takes more than an s.

    `records` returns the queryset with all that `entry` reads; `entry` returns the Entry of one record. `touched_by`
    gives, for each model whose words appear in the entry, the lookup that leads to it: {"themes.Theme": "themes"}.
    """

    kind: str
    label: str
    model: type[Model]
    records: Callable[[], QuerySet]
    entry: Callable[[Model], Entry]
    touched_by: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    many: str = ""

    @property
    def plural(self):
        """The label for several records of the kind."""
        return self.many or f"{self.label}s"

    def numbers(self):
        """Return the primary keys of all records."""
        return self.records().order_by().values_list("pk", flat=True)

    def found(self, pks):
        """Yield (record, its Entry) for those of the records `pks` that are published."""
        for record in self.records().filter(pk__in=pks):
            if getattr(record, "state", State.PUBLISHED) == State.PUBLISHED:
                yield record, self.entry(record)


@dataclass(frozen=True)
class Page:
    """A page that is part of the site, and no record. Search needs nothing of it but its number."""

    pk: int


@dataclass(frozen=True)
class PageSource:
    """The pages of the site itself that search finds: `pages` gives, by a number that is never used again, how to make the Entry."""

    kind: str
    label: str
    pages: dict[int, Callable[[], Entry]]
    model: None = None
    touched_by: dict = field(default_factory=dict)

    def numbers(self):
        """Return the numbers of all pages."""
        return list(self.pages)

    def found(self, pks):
        """Yield (page, its Entry) for those of the pages with the numbers `pks` that are there."""
        for pk in pks:
            if pk in self.pages:
                yield Page(pk), self.pages[pk]()


_sources = {}


def register(*sources):
    """Register the kinds of record. Called once, when the apps are ready."""
    _sources.update({source.kind: source for source in sources})


def sources():
    """Return every registered SearchSource or PageSource, as a list in the order of registration."""
    return list(_sources.values())


def source_of(kind):
    """Return the SearchSource or PageSource registered for `kind`, or None."""
    return _sources.get(kind)


def way_in(record):
    """Return what an Entry says of where a record leads first, as {"address", "parent_page", "unchecked"}; None where it leads nowhere."""
    way = record.first_way
    if way is None:
        return None
    return {"address": way.address, "parent_page": way.parent_page, "unchecked": way.unchecked}


def choice(record, name):
    """Return the Choice of the record's field `name`, or None when it is empty."""
    value = getattr(record, name)
    return Choice(str(value), str(getattr(record, f"get_{name}_display")())) if value else None
