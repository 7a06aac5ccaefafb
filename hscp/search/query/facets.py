"""Facets: the values that can narrow a search, and how many results each would leave."""

import re

from tantivy import Occur
from tantivy import Query as Clause

from hscp.search.index.schema import FACETS, SCHEMA

MAX_VALUES = 50
MAX_CHOICES = 500
_value = re.compile(r"[\w.-]{1,160}")


def known_values(searcher, filters, hidden):
    """Return (filters, ignored): `filters` as {facet: values} that some document has, and the rest as pairs.

    `hidden` are the slugs of themes that are not shown. Anything that does not even look like a value is in neither.
    """
    known, ignored = {}, []
    for name in FACETS:
        given = (filters or {}).get(name) or []
        given = [given] if isinstance(given, str) else [str(value) for value in list(given)[:MAX_VALUES]]
        for value in dict.fromkeys(value for value in given if _value.fullmatch(value)):
            if searcher.doc_freq(name, value) and not (name == "theme" and value in hidden):
                known.setdefault(name, []).append(value)
            else:
                ignored.append((name, value))
    return known, ignored


def narrowed(clause, filters):
    """Return `clause` for the documents that have one of the values of every facet in `filters`."""
    if not filters:
        return clause
    clauses = [Clause.term_set_query(SCHEMA, name, values) for name, values in filters.items()]
    return Clause.boolean_query(
        [(Occur.Must, clause), *((Occur.Must, Clause.const_score_query(each, 0.0)) for each in clauses)]
    )


def count_facets(searcher, clause, filters):
    """Return {facet: [(value, label, count)]} for what matches `clause`, most frequent first, in one pass.

    Each facet is counted within the other facets' filters but without its own, so that more values can be chosen.
    """
    free = [name for name in FACETS if name not in filters]
    wanted = {name: _terms(name) for name in free}
    if filters:
        wanted = {"free": {"filter": _text(filters), "aggs": wanted}} if free else {}
        for name in filters:
            others = {other: values for other, values in filters.items() if other != name}
            own = {name: _terms(name)}
            wanted |= {f"own_{name}": {"filter": _text(others), "aggs": own}} if others else own
    found = searcher.aggregate(clause, wanted)
    counts = {}
    for name in FACETS:
        within = found if name in found else found["free" if name in free else f"own_{name}"]
        counts[name] = _counted(within[name]["buckets"])
        missing = set(filters.get(name, ())) - {value for value, _, _ in counts[name]}
        counts[name] += [(value, _label(searcher, name, value), 0) for value in sorted(missing)]
    return counts


def count_values(searcher, clause, names):
    """Return {name: {value: how many of what matches `clause` have it}} for the facets `names`, in one pass."""
    found = searcher.aggregate(clause, {name: _terms(name) for name in names})
    return {
        name: {bucket["key"].partition("|")[0]: bucket["doc_count"] for bucket in found[name]["buckets"]}
        for name in names
    }


def _terms(name):
    return {"terms": {"field": f"{name}_facet", "size": MAX_CHOICES}}


def _text(filters):
    """Return `filters` in tantivy's query language, the only form aggregations accept. The values have been checked."""
    return " AND ".join(
        "({})".format(" OR ".join(f'{name}:"{value}"' for value in values))
        for name, values in filters.items()
    )


def _counted(buckets):
    counted = [(*bucket["key"].split("|", 1), bucket["doc_count"]) for bucket in buckets]
    return sorted(counted, key=lambda each: (-each[2], each[1], each[0]))


def _label(searcher, name, value):
    """Return the label of a value that some document has."""
    clause = Clause.term_query(SCHEMA, name, value)
    labels = dict(
        bucket["key"].split("|", 1)
        for bucket in searcher.aggregate(clause, {name: _terms(name)})[name]["buckets"]
    )
    return labels.get(value, value)
