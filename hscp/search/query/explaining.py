"""Why a search is answered as it is, for editors: how its words are read, and what editors have taught that had a part in it."""

from dataclasses import dataclass

from hscp.search.query.find import find_in_snapshot, live_at, moment_in_index, search
from hscp.search.query.first_results import described, pinned_keys
from hscp.search.query.interpretation import any_of, choose
from hscp.search.query.parsing import parse

# How many of the results an editor is shown.
SHOWN = 10


@dataclass(frozen=True)
class Explanation:
    """How a search was read and answered.

    `results` are the SearchResults; `words` says of each unit what it was read as; `unknown` are the words that nobody knows;
    `subjects` is [(title, phrases that answered)], the best first; `card` the name of the crisis card, or "".
    """

    results: object
    words: list
    unknown: list
    subjects: list
    pinned: bool
    card: str


def explain(text):
    """Return the Explanation of a search for `text` (str, as typed)."""
    results = search(text, page_size=SHOWN)
    return find_in_snapshot(lambda snapshot: _explain(snapshot, text, results))


def _explain(snapshot, text, results):
    now, query = moment_in_index(None), parse(text)
    reading = choose(snapshot, query, now, any_of(snapshot, now))
    plan = reading.plan
    stems = [word.stem for word in plan.query.all_words]
    subjects = snapshot.documents([subject.key for subject in described(snapshot, plan)], live_at(now))
    card = snapshot.crisis_cards.card_for(query)
    return Explanation(
        results=results,
        words=[(" ".join(word.text for word in unit.words), _role(unit)) for unit in plan.units],
        unknown=[word.text for word in plan.unknown()],
        subjects=[
            (data["title"], snapshot.phrases.closest(key, stems)) for key, (data, _) in subjects.items()
        ],
        pinned=bool(pinned_keys(snapshot, reading)),
        card=card.name if card else "",
    )


def _role(unit):
    """Return what a Unit was read as, in a few words."""
    if unit.place:
        return f"a place: {unit.place.area}"
    if unit.aside:
        return "a year or a kind of file: it need not be in a result"
    if not unit.required:
        return "a little word: it need not be in a result"
    if unit.same:
        others = ", ".join(" ".join(word.text for word in phrase) for phrase in unit.same)
        return f"the same as {others}"
    return "must be in a result, or in a phrase"
