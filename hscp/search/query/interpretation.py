"""Choosing how to read a search: as typed, with spelling corrected, or with fewer words."""

import re
from dataclasses import dataclass, replace

from tantivy import FieldType, Occur
from tantivy import Query as Clause

from hscp.search.index.schema import SCHEMA
from hscp.search.query.parsing import parse
from hscp.search.query.ranking import Plan

MAX_CORRECTIONS = 3


@dataclass(frozen=True)
class Reading:
    """A search as it is answered: `found` is what `clauses` found; `clauses` is None if no reading finds anything."""

    plan: Plan
    clauses: object = None
    found: object = None
    corrected: str = ""
    relaxed: bool = False


def live(clause, now):
    """Return `clause` for the documents that are live at `now` (microseconds). Few are not, so it excludes those."""
    later = Clause.range_query(
        SCHEMA, "publish", FieldType.Integer, now, None, include_lower=False, use_inverted_index=True
    )
    gone = Clause.range_query(SCHEMA, "expire", FieldType.Integer, None, now, use_inverted_index=True)
    return Clause.boolean_query([(Occur.Must, clause), (Occur.MustNot, later), (Occur.MustNot, gone)])


def any_of(snapshot, now):
    """Return a function that finds one live document of Clauses, for `choose` to run."""
    return lambda clauses: snapshot.searcher.search(live(clauses.matching, now), 1, count=False)


def choose(snapshot, query, now, run, correct=True):
    """Return the Reading of `query`: with all its words, else with their spelling corrected, else with most of them.

    `run(clauses)` searches for Clauses; the Reading keeps what it returned, so that nothing is searched twice.
    """

    def finds(clauses):
        found = run(clauses) if clauses is not None else None
        return found if found is not None and found.hits else None

    plan = Plan(query, snapshot, now)
    found = finds(clauses := plan.strict())
    if found and plan.meanings and plan.is_ordinary:
        # A bus, a birthday cake: only what has all its words may be meant.
        found = finds(clauses := plan.literal())
    if not query or (found and not plan.meanings):
        return Reading(plan, clauses, found)
    corrections = [Plan(other, snapshot, now) for other in _corrections(plan)] if correct else []
    for other in corrections:
        # A synonym may cover one word while another is misspelt: it must then help to correct that one.
        helps = not found or len(other.meanings) > len(plan.meanings) or finds(other.literal())
        if helps and (better := finds(corrected := other.strict())):
            return Reading(other, corrected, better, other.query.text)
    if found:
        return Reading(plan, clauses, found)
    if plan.is_ordinary:
        return Reading(plan)
    # A corrected word beside others that nobody knows is a guess too many.
    for other in [*(each for each in corrections[:1] if not each.unknown()), plan]:
        if found := finds(relaxed := other.relaxed()):
            return Reading(other, relaxed, found, other.query.text if other is not plan else "", relaxed=True)
    return Reading(plan)


def _corrections(plan):
    """Return up to three Queries with the unknown words of `plan` replaced by known ones, likeliest first."""
    vocabulary = plan.snapshot.vocabulary
    choices = {}
    for word in plan.unknown():
        found = list(vocabulary.meant(word.folded))
        if split := vocabulary.split(word.folded):
            found.append(" ".join(split))
        if found:
            choices[word.text] = found
    # A last word that may be unfinished is taken to be finished as it most likely will be.
    last = plan.units[-1] if plan.units else None
    if choices and last and last.endings:
        choices[last.words[0].text] = last.endings[:1]
    queries = []
    for attempt in range(MAX_CORRECTIONS if choices else 0):
        text = plan.query.text
        for word, found in choices.items():
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", found[min(attempt, len(found) - 1)], text)
        queries.append(replace(parse(text), ends_open=False))
    return list(dict.fromkeys(queries))
