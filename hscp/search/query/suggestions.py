"""Suggestions while a search is typed: titles and acronyms that begin as the reader began."""

from dataclasses import dataclass

from tantivy import Occur
from tantivy import Query as Clause

from hscp.search.index.schema import SCHEMA, exact_key, fold_title
from hscp.search.query.ranking import exact

STARTS_WITH = 8.0
EXACT = {"exact_title": 30.0, "exact_alias": 20.0}
CANDIDATES_PER_RESULT = 4
FUZZY_FROM = 4


@dataclass(frozen=True)
class Suggestion:
    """A title that begins as the reader began; `audience` distinguishes two records with one title."""

    text: str
    kind: str
    kind_label: str
    url: str
    audience: str


def suggestions(snapshot, query, live, limit):
    """Return at most `limit` Suggestions for the Query; `live` narrows a clause to what is shown."""
    for fuzzy in (False, True):
        clause = _clause(query, fuzzy)
        if clause is not None:
            hits = snapshot.searcher.search(
                live(clause), limit * CANDIDATES_PER_RESULT, count=False, weight_by_field="weight"
            ).hits
            if hits:
                return _distinct([snapshot.document(address)[0] for _, address in hits])[:limit]
    return []


def _clause(query, fuzzy):
    words = [word.folded for word in query.words]
    if not words or (fuzzy and len(words[-1]) < FUZZY_FROM):
        return None
    if fuzzy:
        required = [
            Clause.fuzzy_term_query(SCHEMA, "names", word, 1, True, prefix=position == len(words) - 1)
            for position, word in enumerate(words)
        ]
    else:
        required = [Clause.term_query(SCHEMA, "names", word) for word in words[:-1]]
        # A folded word holds only letters, digits and apostrophes: nothing that is special in a regular expression.
        required.append(Clause.regex_query(SCHEMA, "names", f"{words[-1]}.*"))
    start = Clause.regex_query(SCHEMA, "sort_title", f"{fold_title(' '.join(words))}.*")
    return Clause.boolean_query(
        [
            *((Occur.Must, each) for each in required),
            (Occur.Should, Clause.const_score_query(start, STARTS_WITH)),
            (Occur.Should, exact([(exact_key(" ".join(words)), EXACT)])),
        ]
    )


def _distinct(found):
    """Return the first Suggestion found for each (title, kind, audience)."""
    made = {}
    for data in found:
        audience = data["audiences"][0]["label"] if data["audiences"] else ""
        suggestion = Suggestion(data["title"], data["kind"], data["label"], data["url"], audience)
        made.setdefault((suggestion.text.casefold(), suggestion.kind, audience), suggestion)
    return list(made.values())
