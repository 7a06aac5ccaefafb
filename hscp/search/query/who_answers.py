"""Whom to show before the results: the card of a crisis, or the contacts that a search asks for."""

from dataclasses import dataclass

from tantivy import Occur
from tantivy import Query as Clause

from hscp.search.enums import Reader
from hscp.search.index.schema import SCHEMA, exact_key
from hscp.search.query.english import (
    asks_for_a_contact,
    asks_only,
    readers,
    says_only_who_asks,
    sounds_urgent,
)
from hscp.search.query.first_results import CONTACT, called_by_name, described

MAX_CONTACTS = 2
# A contact meant for the reader scores more than another, and one that phrases describe more than one that has a word.
FOR_READER, FOR_READER_ALONE, DESCRIBED, CALLED = 12.0, 16.0, 60.0, 120.0
# How much of what a search tells the phrases of a contact must have, and how many of its words one and the same: a wrong one on top is worse than none.
MEANT_SHARE, MEANT_TOGETHER = 0.7, 2
# A second contact is shown if it scores at least this share of the first.
SECOND_SHARE = 0.6
WORKERS = Reader.PROFESSIONAL
# The kinds of record that are themselves what a search may be about.
_SUBJECTS = ["theme", "pathway", "situation"]
# Those whose title, typed as it is, asks for them and not for help.
_TITLED = ["theme", "toolkit", "course", "resource", "process"]


@dataclass(frozen=True)
class CrisisFound:
    """The card of a crisis: what to do at once (str, perhaps empty), who seems to ask, and the documents of contacts and pages."""

    emergency: str
    reader: Reader
    contacts: list
    pages: list


def crisis(snapshot, query, live):
    """Return the CrisisFound that the Query sounds like, with what is live; None for an ordinary search."""
    card = snapshot.crisis_cards.card_for(query)
    if card is None or _is_called(snapshot, query, live):
        return None
    reader, keys = card.answers_for(query.text)
    found = list(snapshot.documents(keys, live).values())
    if not (found or card.emergency):
        return None
    contacts = [each for each in found if each[0]["kind"] == CONTACT]
    return CrisisFound(card.emergency, reader, contacts, [each for each in found if each not in contacts])


def _is_called(snapshot, query, live):
    """Whether the search is the very title of a theme, a toolkit, a course or a document: somebody looks for that."""
    titled = Clause.boolean_query(
        [
            (Occur.Must, Clause.term_set_query(SCHEMA, "kind", _TITLED)),
            (Occur.Must, _is("exact_title", exact_key(query.text))),
        ]
    )
    return bool(snapshot.searcher.search(live(titled), 1, count=False).hits)


def contacts(snapshot, plan, text, live):
    """Return the documents of at most two contacts to show before the results of a search that asks for one.

    `text` is the search as typed. A search that asks whom to call about something gets a contact that has to do with it, and
    one that asks for no more than a contact gets the first. Beside a word such as "phone" a contact must be named.
    """
    if not plan.query:
        return []
    topics = [word for word in plan.telling() if not says_only_who_asks(word)]
    required = [(Occur.Must, _constant(_is("kind", CONTACT), 1.0))]
    if asks_for_a_contact(text):
        about = [*plan.topics(), *_meant(snapshot, plan, live)]
        if about:
            required.append((Occur.Must, Clause.boolean_query([(Occur.Should, each) for each in about])))
        elif topics:
            return []
    elif topics and any(asks_only(word) for word in plan.query.words):
        required.append((Occur.Must, plan.named(topics)))
    else:
        return []
    elsewhere = [(Occur.MustNot, _is("key", key)) for key in plan.elsewhere]
    found = live(Clause.boolean_query([*required, *elsewhere, *_for_reader(text)]))
    hits = snapshot.searcher.search(found, MAX_CONTACTS, count=False, weight_by_field="weight").hits
    # A second one belongs beside the first only if it has nearly as much to do with what the search is about.
    close = [hit for hit in hits if topics and hit[0] >= SECOND_SHARE * hits[0][0]]
    return [snapshot.document(address) for _, address in close or hits[:1]]


def sounds_sensitive(snapshot, reading, clauses, live):
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
    return bool(snapshot.searcher.search(live(clause), 1, count=False).hits)


def _meant(snapshot, plan, live):
    """Return a clause for each contact that the search calls by its name, or that everyday phrases describe as it does."""
    telling = list(dict.fromkeys(word.stem for word in plan.telling() if not asks_only(word)))
    phrases = snapshot.phrases
    keys = [
        subject.key
        for subject in described(snapshot, plan)
        if subject.key.startswith(f"{CONTACT}:")
        and phrases.share(subject.key, telling) >= MEANT_SHARE
        and phrases.together(subject.key, telling) >= min(MEANT_TOGETHER, len(telling))
    ]
    found = [_constant(_is("key", key), DESCRIBED / (1 + position)) for position, key in enumerate(keys)]
    return found + [_constant(_is("key", key), CALLED) for key in called_by_name(snapshot, plan, live)]


def _for_reader(text):
    """Return what ranks the contacts higher that are meant for who seems to ask."""
    clauses = []
    for group in readers(text)[:1]:
        clauses.append((Occur.Should, _constant(_is("audience", group), FOR_READER)))
        if group != WORKERS:
            alone = Clause.boolean_query(
                [(Occur.Must, _is("audience", group)), (Occur.MustNot, _is("audience", WORKERS))]
            )
            clauses.append((Occur.Should, _constant(alone, FOR_READER_ALONE)))
    return clauses


def _is(name, value):
    return Clause.term_query(SCHEMA, name, value)


def _constant(clause, score):
    return Clause.const_score_query(clause, score)
