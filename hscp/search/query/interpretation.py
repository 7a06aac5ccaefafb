"""Choosing how to read a search (as typed, with spelling corrected or with fewer words), and whom to contact."""

import re
from dataclasses import dataclass, replace

from tantivy import FieldType, Occur
from tantivy import Query as Clause

from hscp.search.index.schema import SCHEMA
from hscp.search.query.english import asks_for_a_contact, readers, sounds_urgent
from hscp.search.query.parsing import parse
from hscp.search.query.ranking import Plan

MAX_CORRECTIONS = 3
MAX_CONTACTS = 2
# Any contact scores something; one meant for the reader scores more, and the words of the search count most.
IS_CONTACT, FOR_READER, FOR_READER_ALONE = 5.0, 12.0, 16.0
WORKERS = "professionals"
# The kinds of record that are themselves what a search may be about.
_SUBJECTS = ["theme", "pathway", "situation"]
# More than the score of any contact that shares no word with the search: the largest weight is 1.75.
SECOND_CONTACT = 1.75 * (IS_CONTACT + FOR_READER)


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
    for other in [*corrections[:1], plan]:
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
    queries = []
    for attempt in range(MAX_CORRECTIONS if choices else 0):
        text = plan.query.text
        for word, found in choices.items():
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", found[min(attempt, len(found) - 1)], text)
        queries.append(replace(parse(text), ends_open=False))
    return list(dict.fromkeys(queries))


def contacts(snapshot, plan, text, now):
    """Return the documents of the pathways to show above the results if a search asks for one or sounds urgent.

    `text` is the search as typed: spelling correction must not turn "hits" into another word.
    """
    asks = asks_for_a_contact(text)
    if not asks and not sounds_urgent(text):
        return []
    clauses = [(Occur.Must, _constant(_is("kind", "pathway"), IS_CONTACT))]
    clauses += [(Occur.Should, clause) for clause in plan.topics(literal=asks)]
    for group in readers(text)[:1]:
        clauses.append((Occur.Should, _constant(_is("audience", group), FOR_READER)))
        if group != WORKERS:
            alone = Clause.boolean_query(
                [(Occur.Must, _is("audience", group)), (Occur.MustNot, _is("audience", WORKERS))]
            )
            clauses.append((Occur.Should, _constant(alone, FOR_READER_ALONE)))
    clause = live(Clause.boolean_query(clauses), now)
    hits = snapshot.searcher.search(clause, MAX_CONTACTS, count=False, weight_by_field="weight").hits
    # The first is shown whatever its text; a second one only if its text matches.
    return [
        snapshot.document(address)
        for position, (score, address) in enumerate(hits)
        if not position or score > SECOND_CONTACT
    ]


def sounds_sensitive(snapshot, reading, clauses, now):
    """Return whether words could put somebody at risk who is seen to search for them, whatever page or filter is shown.

    They do if they sound like a child, a parent or danger, or if the Clauses of the Reading (or None) find a theme, a
    contact or a situation that is marked as sensitive.
    """
    text = reading.plan.query.text
    if sounds_urgent(text) or any(group != WORKERS for group in readers(text)):
        return True
    if clauses is None:
        return False
    kinds = Clause.term_set_query(SCHEMA, "kind", _SUBJECTS)
    clause = Clause.boolean_query(
        [(Occur.Must, clauses.matching), (Occur.Must, kinds), (Occur.Must, _is("sensitive", "yes"))]
    )
    return bool(snapshot.searcher.search(live(clause, now), 1, count=False).hits)


def _is(name, value):
    return Clause.term_query(SCHEMA, name, value)


def _constant(clause, score):
    return Clause.const_score_query(clause, score)
