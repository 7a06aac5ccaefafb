"""The interface of search for the rest of the portal: `search` and `suggest`. Lists ask `lists.py`. See docs/search.md."""

from dataclasses import dataclass, field

from django.utils import timezone
from tantivy import Occur, Order
from tantivy import Query as Clause

from hscp.search.index.entries import Choice
from hscp.search.index.schema import FACETS, SCHEMA, microseconds
from hscp.search.index.store import Broken, broken_if_it_fails
from hscp.search.query.engine import engine
from hscp.search.query.facets import count_facets, known_values, narrowed
from hscp.search.query.highlighting import Marker, as_html
from hscp.search.query.interpretation import any_of, choose, contacts, live, sounds_sensitive
from hscp.search.query.parsing import parse
from hscp.search.query.ranking import Clauses
from hscp.search.query.suggestions import suggestions
from hscp.web.page_sizes import MOST_SEARCH_RESULTS, PUBLIC_LISTS

MAX_RESULTS = 10_000
MAX_SUGGESTIONS = 20
# How many results beyond the page are read, to keep those with equal scores in a stable order.
EXTRA_HITS = 50
SORTS = {"relevance": None, "title": ("sort_title", Order.Asc), "newest": ("modified", Order.Desc)}
PINNED = 100_000.0


@dataclass(frozen=True)
class Hit:
    """One result. `opens` says where the record itself is, as {"address", "parent_page", "unchecked"}, or is None. `title_pieces` and `snippet` are lists of (text, whether it was searched for), not escaped."""

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
    pinned: bool = False
    opens: dict | None = None

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
class SearchResults:
    """The results of one search.

    `query` is the text as read, `corrected` the text searched for instead ("" if no correction was needed). `relaxed`
    says that no record contains all the words. A `sensitive` search could put its reader at risk: see `is_sensitive`.
    `contacts` are the pathways to show on top. `facets` is
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
    hits: list
    contacts: list
    facets: dict
    filters: dict
    ignored: list

    @property
    def pages(self):
        """How many pages the results fill, up to the last that can be opened."""
        return -(-min(self.total, MAX_RESULTS) // self.page_size)


@dataclass(frozen=True)
class _Request:
    query: object
    filters: dict = field(default_factory=dict)
    page: int = 1
    page_size: int = PUBLIC_LISTS
    sort: str = "relevance"
    correct: bool = True
    now: int = 0


def search(query, *, filters=None, page=1, page_size=PUBLIC_LISTS, sort="relevance", at=None, correct=True):
    """Return the SearchResults for `query` (str, as typed); an empty query finds everything.

    `filters` is {facet: [values]} for kind, theme, audience, format and area; `sort` is relevance, title or newest.
    Values that are unknown or out of bounds are corrected: nothing a reader sends raises an error. `at` is an aware
    datetime (default now); `correct=False` searches for the words as they are spelt.
    """
    page_size = min(max(int(page_size), 1), MOST_SEARCH_RESULTS)
    request = _Request(
        query=parse(query),
        filters=filters or {},
        page=min(max(int(page), 1), MAX_RESULTS // page_size),
        page_size=page_size,
        sort=sort if sort in SORTS else "relevance",
        correct=correct,
        now=moment_in_index(at),
    )
    return retry_if_broken(lambda snapshot: _search(snapshot, request))


def is_sensitive(query, *, at=None):
    """Return whether what the words of `query` (str) say or find could put somebody at risk who is seen to search for it."""
    parsed, now = parse(query), moment_in_index(at)

    def find(snapshot):
        reading = choose(snapshot, parsed, now, any_of(snapshot, now))
        return sounds_sensitive(snapshot, reading, with_pins(reading, snapshot), now)

    return bool(parsed) and retry_if_broken(find)


def suggest(prefix, limit=8, *, at=None):
    """Return at most `limit` Suggestions whose titles or aliases contain the words of `prefix`, the last unfinished."""
    parsed, now = parse(prefix), moment_in_index(at)
    limit = min(max(int(limit), 1), MAX_SUGGESTIONS)
    return retry_if_broken(
        lambda snapshot: suggestions(snapshot, parsed, lambda clause: live(clause, now), limit)
    )


def moment_in_index(at):
    """Return `at` (aware datetime, or None for now) as the index holds moments."""
    return microseconds(at or timezone.now())


def retry_if_broken(find):
    """Return `find(snapshot)`; if the index proves to be broken, try once more with a new one."""
    snapshot = engine().snapshot()
    try:
        with broken_if_it_fails():
            return find(snapshot)
    except Broken:
        engine().forget(snapshot)
        with broken_if_it_fails():
            return find(engine().snapshot())


def _search(snapshot, request):
    hidden = snapshot.hidden_themes(request.now)
    filters, ignored = known_values(snapshot.searcher, request.filters, hidden)

    def run(clauses):
        return _run(snapshot.searcher, narrowed(live(clauses.ranked, request.now), filters), request)

    # Which words count does not depend on the filters, so this first search is the page itself only without them.
    first = any_of(snapshot, request.now) if filters or request.page > 1 else run
    reading = choose(snapshot, request.query, request.now, first, request.correct)
    clauses = with_pins(reading, snapshot)
    total, found, facets = 0, [], {name: [] for name in FACETS}
    if clauses is not None:
        kept = first is run and clauses is reading.clauses and reading.found
        total, found = _page(snapshot, kept or run(clauses), request)
        facets = _facets(snapshot.searcher, live(clauses.matching, request.now), filters, hidden)
    marker = Marker(snapshot.searcher, reading.plan.highlighted())
    pins = set(_pins(reading, snapshot))
    hits = [_hit(each, marker, hidden, pins) for each in found]
    above = [
        _hit(each, marker, hidden)
        for each in contacts(snapshot, reading.plan, request.query.text, request.now)
    ]
    return SearchResults(
        query=request.query.text,
        corrected=reading.corrected,
        relaxed=reading.relaxed,
        sensitive=any(hit.sensitive for hit in [*hits, *above])
        or (bool(request.query) and sounds_sensitive(snapshot, reading, clauses, request.now)),
        total=total,
        page=request.page,
        page_size=request.page_size,
        sort=request.sort,
        hits=hits,
        contacts=above,
        facets=facets,
        filters=filters,
        ignored=ignored,
    )


def _pins(reading, snapshot):
    return snapshot.expansions.pinned_to(reading.plan.query.all_words)


def with_pins(reading, snapshot):
    """Return the Clauses of the Reading with the records that editors pinned to it, or None if it finds nothing."""
    pins = _pins(reading, snapshot)
    if not pins:
        return reading.clauses
    pinned = [
        (
            Occur.Should,
            Clause.const_score_query(Clause.term_query(SCHEMA, "key", key), PINNED / (1 + position)),
        )
        for position, key in enumerate(pins)
    ]
    if reading.clauses is None:
        return Clauses(Clause.boolean_query(pinned), Clause.boolean_query(pinned))
    return Clauses(
        Clause.boolean_query([(Occur.Should, reading.clauses.matching), *pinned]),
        Clause.boolean_query([(Occur.Should, reading.clauses.ranked), *pinned]),
    )


def _facets(searcher, clause, filters, hidden):
    counts = count_facets(searcher, clause, filters)
    return {
        name: [
            FacetCount(value, label, count, value in filters.get(name, ()))
            for value, label, count in counts[name]
            if not (name == "theme" and value in hidden)
        ]
        for name in FACETS
    }


def _run(searcher, clause, request):
    """Return tantivy's result for the page: the best matches up to its end, or, in another order, the page itself."""
    start = (request.page - 1) * request.page_size
    if by := _order(request):
        return searcher.search(clause, request.page_size, True, by[0], start, by[1])
    return searcher.search(clause, start + request.page_size + EXTRA_HITS, weight_by_field="weight")


def _page(snapshot, found, request):
    """Return the number of results, and the documents of the page."""
    if _order(request):
        return found.count, [snapshot.document(address) for _, address in found.hits]
    start = (request.page - 1) * request.page_size
    return found.count, _in_stable_order(snapshot, found.hits, start, start + request.page_size)


def _order(request):
    """Return (field, direction), or none if the best come first; without words no result is better than another."""
    return SORTS[request.sort] or (None if request.query else SORTS["title"])


def _in_stable_order(snapshot, hits, start, end):
    """Return the documents of the hits from `start` to `end`, with equal scores ordered by title.

    tantivy leaves equal scores in the order of its files, which differs from server to server.
    """
    if start >= len(hits):
        return []
    scores = [round(score, 2) for score, _ in hits]
    first, last = start, min(end, len(hits)) - 1
    while first > max(0, start - EXTRA_HITS) and scores[first - 1] == scores[start]:
        first -= 1
    while last + 1 < len(hits) and scores[last + 1] == scores[last]:
        last += 1
    rows = []
    for score, (_, address) in zip(scores[first : last + 1], hits[first : last + 1], strict=True):
        data, document = snapshot.document(address)
        rows.append(((-score, data["title"], data["kind"], data["id"]), (data, document)))
    rows.sort(key=lambda row: row[0])
    return [row for _, row in rows][start - first : end - first]


def _hit(found, marker, hidden, pins=frozenset()):
    data, document = found
    return Hit(
        kind=data["kind"],
        kind_label=data["label"],
        object_id=data["id"],
        title=data["title"],
        url=data["url"],
        sensitive=data["sensitive"],
        title_pieces=marker.in_text(data["title"]),
        snippet=marker.snippet(document, data["summary"]),
        audiences=[Choice(**each) for each in data["audiences"]],
        themes=[Choice(**each) for each in data["themes"] if each["value"] not in hidden],
        format=Choice(**data["format"]) if data["format"] else None,
        area=Choice(**data["area"]) if data["area"] else None,
        pinned=f"{data['kind']}:{data['id']}" in pins,
        opens=data["opens"],
    )
