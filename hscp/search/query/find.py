"""The interface of search for the rest of the portal: `search` and `suggest`. Lists ask `lists.py`. See docs/search.md."""

from dataclasses import dataclass, field

from django.utils import timezone
from tantivy import Order

from hscp.search.index.schema import FACETS, microseconds, record_key
from hscp.search.index.store import Broken, broken_if_it_fails
from hscp.search.query.engine import engine
from hscp.search.query.english import reader_of
from hscp.search.query.facets import count_facets, known_values, narrowed
from hscp.search.query.first_results import pinned_keys, with_first_results
from hscp.search.query.highlighting import Marker
from hscp.search.query.interpretation import any_of, choose, live
from hscp.search.query.limits import check_time
from hscp.search.query.parsing import parse
from hscp.search.query.results import MAX_RESULTS, SITE_PAGE, Crisis, FacetCount, Place, SearchResults, hit_of
from hscp.search.query.suggestions import suggestions
from hscp.search.query.who_answers import contacts, crisis, sounds_sensitive
from hscp.web.page_sizes import MOST_SEARCH_RESULTS, PUBLIC_LISTS

MAX_SUGGESTIONS = 20
# How many results beyond the page are read, to keep those with equal scores in a stable order.
EXTRA_HITS = 50
SORTS = {"relevance": None, "title": ("sort_title", Order.Asc), "newest": ("modified", Order.Desc)}


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
    return find_in_snapshot(lambda snapshot: _search(snapshot, request))


def crisis_alone(query):
    """Return SearchResults without results, with the card of the crisis that `query` (str) sounds like: next to no work."""
    parsed, now = parse(query), moment_in_index(None)

    def find(snapshot):
        hidden, marker = snapshot.hidden_themes(now), Marker(snapshot.searcher, [])
        return _crisis_found(
            crisis(snapshot, parsed, live_at(now)),
            lambda found: [hit_of(each, marker, hidden, set()) for each in found],
        )

    card = find_in_snapshot(find)
    return SearchResults(
        query=parsed.text,
        corrected="",
        relaxed=False,
        sensitive=card is not None,
        total=0,
        page=1,
        page_size=PUBLIC_LISTS,
        sort="relevance",
        reader=reader_of(parsed.text),
        hits=[],
        crisis=card,
        contacts=[],
        place=None,
        facets={name: [] for name in FACETS},
        filters={},
        ignored=[],
    )


def is_sensitive(query, *, at=None):
    """Return whether what the words of `query` (str) say or find could put somebody at risk who is seen to search for it."""
    parsed, now = parse(query), moment_in_index(at)

    def find(snapshot):
        reading = choose(snapshot, parsed, now, any_of(snapshot, now))
        shown = live_at(now)
        clauses = with_first_results(snapshot, reading, shown)
        return _card(snapshot, reading, parsed, shown) is not None or sounds_sensitive(
            snapshot, reading, clauses, shown
        )

    return bool(parsed) and find_in_snapshot(find)


def suggest(prefix, limit=8, *, at=None):
    """Return at most `limit` Suggestions whose titles or aliases contain the words of `prefix`, the last unfinished."""
    parsed, now = parse(prefix), moment_in_index(at)
    limit = min(max(int(limit), 1), MAX_SUGGESTIONS)
    return find_in_snapshot(
        lambda snapshot: suggestions(snapshot, parsed, lambda clause: live(clause, now), limit)
    )


def known_as_of():
    """Return when (aware) search last knew all records, if the database is away now; None if it is there."""
    return engine().known_as_of()


def live_at(now):
    """Return a function that narrows a clause to the documents that are live at `now` (microseconds)."""
    return lambda clause: live(clause, now)


def moment_in_index(at):
    """Return `at` (aware datetime, or None for now) as the index holds moments."""
    return microseconds(at or timezone.now())


def find_in_snapshot(find):
    """Return `find(snapshot)`; if the index proves to be broken, try once more with a new one, and then with one in memory."""
    for _ in range(2):
        snapshot = engine().snapshot()
        try:
            with broken_if_it_fails():
                return find(snapshot)
        except Broken:
            engine().forget(snapshot)
    return find(engine().snapshot_in_memory())


def _search(snapshot, request):
    hidden = snapshot.hidden_themes(request.now)
    filters, ignored = known_values(snapshot.searcher, request.filters, hidden)
    shown = live_at(request.now)

    def run(clauses):
        return _run(snapshot.searcher, narrowed(shown(clauses.ranked), filters), request)

    # Which words count does not depend on the filters, so this first search is the page itself only without them.
    first = any_of(snapshot, request.now) if filters or request.page > 1 else run
    reading = choose(snapshot, request.query, request.now, first, request.correct)
    check_time()
    is_ranked = first is run and reading.found and not _order(request)
    card = _card(snapshot, reading, request.query, shown)
    # Not a page of the site itself, such as "Hide your visit".
    read_on = [record_key(data) for data, _ in card.pages if data["kind"] != SITE_PAGE] if card else []
    clauses = with_first_results(snapshot, reading, shown, reading.found.hits if is_ranked else None, read_on)
    check_time()
    total, found, facets = 0, [], {name: [] for name in FACETS}
    if clauses is not None:
        kept = first is run and clauses is reading.clauses and reading.found
        total, found = _page(snapshot, kept or run(clauses), request)
        check_time()
        facets = _facets(snapshot.searcher, shown(clauses.matching), filters, hidden)
    check_time()
    marker = Marker(snapshot.searcher, reading.plan.highlighted())
    pins = set(pinned_keys(snapshot, reading))

    def hits(documents):
        return [hit_of(each, marker, hidden, pins) for each in documents]

    text = request.query.text
    above = [] if card else hits(contacts(snapshot, reading.plan, text, shown))
    listed = hits(found)
    return SearchResults(
        query=text,
        corrected=reading.corrected,
        relaxed=reading.relaxed,
        sensitive=bool(card)
        or any(hit.sensitive for hit in [*listed, *above])
        or (bool(request.query) and sounds_sensitive(snapshot, reading, clauses, shown)),
        total=total,
        page=request.page,
        page_size=request.page_size,
        sort=request.sort,
        reader=reader_of(text),
        hits=listed,
        crisis=_crisis_found(card, hits),
        contacts=above,
        place=_place(snapshot, reading.plan.place, shown, hits),
        facets=facets,
        filters=filters,
        ignored=ignored,
    )


def _card(snapshot, reading, query, shown):
    """Return the CrisisFound of the Query as typed, or else as the Reading has put its spelling right; or None."""
    card = crisis(snapshot, query, shown)
    if card is None and reading.corrected:
        return crisis(snapshot, reading.plan.query, shown)
    return card


def _crisis_found(card, hits):
    """Return the Crisis of a CrisisFound, or None; `hits` makes Hits of documents."""
    return card and Crisis(card.emergency, card.reader, hits(card.contacts), hits(card.pages))


def _place(snapshot, named, shown, hits):
    if named is None:
        return None
    there = hits(snapshot.documents([named.key], shown).values()) if named.key else []
    return Place(named.area, named.is_served, there[0] if there else None)


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
