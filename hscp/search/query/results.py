"""What a search returns: its results, what is shown before them, and the facets."""

from dataclasses import dataclass

from hscp.search.enums import Reader
from hscp.search.index.entries import Choice
from hscp.search.index.schema import record_key
from hscp.search.query.highlighting import as_html

# How many results can be opened, page by page.
MAX_RESULTS = 10_000
# The kind of what this site itself can do, such as "Hide your visit": `hscp.site.search`.
SITE_PAGE = "page"


@dataclass(frozen=True)
class Hit:
    """One result. `opens` says where the record itself is, as {"address", "parent_page", "unchecked"}, or is None. `plain` says in a parent's words what it is about, and `subtitle` what an acronym stands for, or the name of the language. `language` is {"lang", "direction"} of words that may not be English. `title_pieces` and `snippet` are lists of (text, whether it was searched for), not escaped."""

    kind: str
    kind_label: str
    object_id: int
    title: str
    url: str
    sensitive: bool
    title_pieces: list
    snippet: list
    audiences: list
    themes: list
    format: Choice | None
    area: Choice | None
    plain: str = ""
    subtitle: str = ""
    pinned: bool = False
    opens: dict | None = None
    language: dict | None = None

    @property
    def title_html(self):
        """The title as safe HTML, with the words searched for in <mark>."""
        return as_html(self.title_pieces)

    @property
    def snippet_html(self):
        """The passage as safe HTML, with the words searched for in <mark>."""
        return as_html(self.snippet)


@dataclass(frozen=True)
class FacetCount:
    """A value of a facet: how many results it would leave, and whether it is chosen."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Crisis:
    """A search that sounds like a crisis: what to do at once (str, perhaps empty), who answers now, and what to read, as Hits.

    `reader` is the Reader who seems to ask.
    """

    emergency: str
    reader: Reader
    contacts: list
    pages: list


@dataclass(frozen=True)
class Place:
    """A place that a search names: whether this site serves it, and the Hit of the contact there, or None."""

    area: str
    is_served: bool
    contact: Hit | None


@dataclass(frozen=True)
class SearchResults:
    """The results of one search.

    `query` is the text as read, `corrected` the text searched for instead ("" if no correction was needed). `relaxed`
    says that no record contains all the words. A `sensitive` search could put its reader at risk: see `is_sensitive`.
    `reader` is who seems to ask. `crisis` is the card to show first, `contacts` are the pathways to show on top if there is none, and `place` is the place that
    the search names. `facets` is
    {name: [FacetCount]}; `filters` holds the values that were used, `ignored` the (facet, value) pairs of no record.
    """

    query: str
    corrected: str
    relaxed: bool
    sensitive: bool
    total: int
    page: int
    page_size: int
    sort: str
    reader: Reader
    hits: list
    crisis: Crisis | None
    contacts: list
    place: Place | None
    facets: dict
    filters: dict
    ignored: list

    @property
    def pages(self):
        """How many pages the results fill, up to the last that can be opened."""
        return -(-min(self.total, MAX_RESULTS) // self.page_size)


def _passage_of(data, document, marker):
    # What else is indexed of a page of the site are words to find it by, not sentences to read.
    return (
        marker.in_text(data["summary"])
        if data["kind"] == SITE_PAGE
        else marker.snippet(document, data["summary"])
    )


def hit_of(found, marker, hidden, pins=frozenset()):
    """Return the Hit of a (data, document) pair; `hidden` are the slugs of themes not shown, `pins` the keys of pinned records."""
    data, document = found
    return Hit(
        kind=data["kind"],
        kind_label=data["label"],
        object_id=data["id"],
        title=data["title"],
        url=data["url"],
        sensitive=data["sensitive"],
        title_pieces=marker.in_text(data["title"]),
        snippet=_passage_of(data, document, marker),
        audiences=[Choice(**each) for each in data["audiences"]],
        themes=[Choice(**each) for each in data["themes"] if each["value"] not in hidden],
        format=Choice(**data["format"]) if data["format"] else None,
        area=Choice(**data["area"]) if data["area"] else None,
        plain=data["plain"],
        subtitle=data["subtitle"],
        pinned=record_key(data) in pins,
        opens=data["opens"],
        language=data["language"],
    )
