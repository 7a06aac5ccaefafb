"""What comes first: answers that editors pinned, what a glossary term leads to, and subjects that everyday phrases describe.

What a record is called wins over how people describe it: where the search names a record, the phrases come after it.
"""

from tantivy import Occur
from tantivy import Query as Clause

from hscp.search.index.schema import SCHEMA
from hscp.search.query.english import carries_little, names_a_sort, reader_of, sounds_personal
from hscp.search.query.ranking import Clauses, name_key

PINNED, FIRST = 100_000.0, 50_000.0
# How many of the best literal results keep their places where the search names a record, and where it does not.
NAMED_FIRST, LITERAL_FIRST = 3, 1
DESCRIBED_FIRST = 3
# How much a subject that is for other readers than the one who asks still counts.
FOR_OTHERS = 0.9
CONTACT = "pathway"
# A search that speaks of nobody, but has so little in common with what the site is not about, and so many telling words, is a
# scene with people in it: "hides in the shed when it rings".
SCENE_ORDINARY, SCENE_WORDS = 0.6, 3
# From this share of its telling words on, synonyms say what a search means.
SAID_BY_SYNONYMS = 0.5
# How many words a contact's name has at most, and how many contacts a search is taken to call by name.
LONGEST_NAME, MOST_CALLED = 4, 2
# How much of a search the phrases of a subject must have. One that speaks of people is about them; another ("parking fine")
# is about something else unless one and the same phrase has most of it, or the phrases have much of many words. Few words must be in a phrase as typed.
PERSONAL_SHARE, PHRASE_SHARE, LONG_SHARE = 0.4, 0.7, 0.4
FEW, LONG, TOGETHER = 2, 4, 2


def pinned_keys(snapshot, reading):
    """Return the keys of the records that editors pinned to the words of the Reading, the closest pin first."""
    return snapshot.expansions.pinned_to(reading.plan.query.all_words)


def described(snapshot, plan):
    """Return the Subjects that everyday phrases describe as the search does, the best first; none for an ordinary search."""
    if plan.is_ordinary:
        return []
    words = plan.query.all_words
    said, telling = plan.said, plan.said_stems
    personal = _is_about_somebody(plan, telling)
    phrases = snapshot.phrases

    def is_meant(subject):
        share = phrases.share(subject.key, telling)
        if personal:
            return share >= PERSONAL_SHARE if telling else subject.covered >= PERSONAL_SHARE
        if (
            len(telling) >= LONG
            and share >= LONG_SHARE
            and phrases.together(subject.key, telling) >= TOGETHER
        ):
            return True
        if len(telling) <= FEW and not phrases.says(subject.key, [word.folded for word in said]):
            return False
        return share >= PHRASE_SHARE and phrases.together(subject.key, telling) >= TOGETHER

    suitable = snapshot.described_for.get(reader_of(plan.query.text))

    def score(subject):
        return subject.score if suitable is None or subject.key in suitable else FOR_OTHERS * subject.score

    found = phrases.subjects([word.stem for word in words])
    meant = [subject for subject in found if subject.key not in plan.elsewhere and is_meant(subject)]
    return sorted(meant, key=score, reverse=True)


def _is_about_somebody(plan, telling):
    """Whether a search of the stems `telling` speaks of people, or is a scene with people in it."""
    is_scene = len(telling) >= SCENE_WORDS and plan.ordinariness < SCENE_ORDINARY
    return sounds_personal(plan.query.text) or (is_scene and not any(map(plan.is_of_the_trade, plan.units)))


def with_first_results(snapshot, reading, live, ranked=None, read_on=()):
    """Return the Clauses of the Reading with what comes first, or None if nothing is found. `live` narrows a clause to what is shown.

    `ranked` are the best hits of the Reading, if they are known; else the index is asked for them. `read_on` are the keys of what the
    card of a crisis says to read: the first of these comes second.
    """
    first = _first_keys(snapshot, reading, live, ranked, read_on)
    pins = pinned_keys(snapshot, reading)
    if not (first or pins):
        return reading.clauses
    scored = {key: FIRST / (1 + position) for position, key in enumerate(first)}
    scored |= {key: PINNED / (1 + position) for position, key in enumerate(pins)}
    promoted = [
        (Occur.Should, Clause.const_score_query(Clause.term_query(SCHEMA, "key", key), score))
        for key, score in scored.items()
    ]
    if reading.clauses is None:
        return Clauses(Clause.boolean_query(promoted), Clause.boolean_query(promoted))
    return Clauses(
        Clause.boolean_query([(Occur.Should, reading.clauses.matching), *promoted]),
        Clause.boolean_query([(Occur.Should, reading.clauses.ranked), *promoted]),
    )


def _first_keys(snapshot, reading, live, ranked, read_on):
    plan = reading.plan
    if not plan.query or plan.query.phrases or plan.query.excluded:
        return []
    leads = []
    if len(plan.significant) == 1:
        leads = snapshot.expansions.led_to(plan.significant[0].words, plan.now)
    subjects = [subject.key for subject in described(snapshot, plan)][:DESCRIBED_FIRST]
    called = called_by_name(snapshot, plan, live)
    elsewhere = [plan.place.key] if plan.place and plan.place.key else []
    if not (leads or subjects or called or elsewhere or read_on):
        return []
    if reading.relaxed:
        best = _best(snapshot, reading, live, LITERAL_FIRST, ranked)
        first = [*called, *leads, *subjects[:1], *best, *subjects]
    else:
        is_named = plan.is_meant or bool(snapshot.searcher.search(live(plan.named()), 1, count=False).hits)
        best = _best(snapshot, reading, live, NAMED_FIRST if is_named else LITERAL_FIRST, ranked)
        # Who tells what happens to somebody describes it: a record that happens to have the words says less.
        told = not is_named and _tells_what_happens(plan)
        first = [*called, *leads, *subjects[:1], *best] if told else [*best, *called, *leads]
        first += subjects
    return list(dict.fromkeys([*elsewhere, *first[:1], *read_on[:1], *first]))


def _tells_what_happens(plan):
    """Whether a search tells what happens to somebody, in words of its own rather than those of synonyms."""
    if not sounds_personal(plan.query.text) or any(map(names_a_sort, plan.query.words)):
        return False
    return plan.said_by_synonyms() < SAID_BY_SYNONYMS


def called_by_name(snapshot, plan, live):
    """Return the keys of the contacts that a search calls by their name among other words ("is childline really private")."""
    words = plan.query.words
    spans = {
        name_key(words[start : start + length])
        for length in range(1, LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
        if not all(carries_little(word) for word in words[start : start + length])
    }
    # Few spans are a name; to ask how often each is one costs much less than to search for all of them.
    names = [
        (name, span)
        for name in ("exact_title", "exact_alias")
        for span in sorted(spans)
        if snapshot.searcher.doc_freq(name, span)
    ]
    if not names:
        return []
    named = Clause.boolean_query(
        [
            (Occur.Must, Clause.term_query(SCHEMA, "kind", CONTACT)),
            (
                Occur.Must,
                Clause.boolean_query(
                    [(Occur.Should, Clause.term_query(SCHEMA, name, span)) for name, span in names]
                ),
            ),
        ]
    )
    return snapshot.best_keys(live(named), MOST_CALLED)


def _best(snapshot, reading, live, number, ranked):
    """Return the keys of the best literal results."""
    if reading.clauses is None:
        return []
    if ranked is not None:
        return snapshot.keys(ranked[:number])
    return snapshot.best_keys(live(reading.clauses.ranked), number)
