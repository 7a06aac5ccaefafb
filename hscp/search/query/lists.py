"""The lists of one kind of record: how many there are for each choice of a filter, and which the words find, best first.

The index counts 60,000 records for every choice of five facets in 3 ms, where a database reads the whole table for each facet.
"""

from collections import defaultdict
from dataclasses import dataclass

from hscp.search.query.facets import count_values, narrowed
from hscp.search.query.find import EXTRA_HITS, find_in_snapshot, live_at, moment_in_index
from hscp.search.query.first_results import with_first_results
from hscp.search.query.interpretation import any_of, choose, live
from hscp.search.query.parsing import parse


@dataclass(frozen=True)
class Narrowed:
    """A list as a reader has narrowed it: the `kind` of its records, the words (str), and what is chosen of each filter.

    `chosen` is {name of the filter: (field of the index, its values)}.
    """

    kind: str
    words: str
    chosen: dict


def matching_ids(kind, words, most, *, at=None):
    """Return the ids of the `most` records of `kind` (str) that fit `words` (str) best, the best first."""
    return find_in_list(Narrowed(kind, words, {}), 0, most, at=at)


def count_list(asked, fields, *, at=None):
    """Return (how many records a Narrowed list has, {name: {value: how many records the choice would leave}}).

    `fields` is {name of the filter: field of the index}. Each filter is counted within the others, but without itself. `at` is
    an aware datetime (default now).
    """
    now = moment_in_index(at)

    def find(snapshot):
        clauses = _clauses(snapshot, asked, now)
        if clauses is None:
            return 0, {name: {} for name in fields}
        within = defaultdict(list)
        for name in fields:
            within[tuple(other for other in asked.chosen if other != name)].append(name)
        counts = {}
        for others, names in within.items():
            clause = _within(clauses.matching, asked, others, now)
            found = count_values(snapshot.searcher, clause, {fields[name] for name in names})
            counts |= {name: found[fields[name]] for name in names}
        everything = _within(clauses.matching, asked, asked.chosen, now)
        return snapshot.searcher.search(everything, 1).count, counts

    return find_in_snapshot(find)


def find_in_list(asked, start, stop, *, at=None):
    """Return the ids of the records of a Narrowed list from place `start` to `stop`, the best match first."""
    now = moment_in_index(at)

    def find(snapshot):
        clauses = _clauses(snapshot, asked, now)
        if clauses is None:
            return []
        clause = _within(clauses.ranked, asked, asked.chosen, now)
        found = snapshot.searcher.search(clause, stop + EXTRA_HITS, count=False, weight_by_field="weight")
        ids = snapshot.searcher.fast_field_values("object_id", [address for _, address in found.hits])
        scored = sorted((-round(score, 2), each) for (score, _), each in zip(found.hits, ids, strict=True))
        return [each for _, each in scored[start:stop]]

    return find_in_snapshot(find)


def _clauses(snapshot, asked, now):
    """Return the Clauses of the words, as the search page reads them; None if they find nothing."""
    reading = choose(snapshot, parse(asked.words), now, any_of(snapshot, now))
    return with_first_results(snapshot, reading, live_at(now))


def _within(clause, asked, names, now):
    """Return `clause` for the live records of the kind that have what is chosen of the filters `names`."""
    clause = narrowed(live(clause, now), {"kind": [asked.kind]})
    for name in names:
        field, values = asked.chosen[name]
        clause = narrowed(clause, {field: values})
    return clause
