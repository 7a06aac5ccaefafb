"""Whether a search sounds like one of the crises that editors have a card for."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, product

from hscp.search.enums import Reader
from hscp.search.query.crisis_lines import Said, line_of, phrase_keys
from hscp.search.query.english import asks_for_a_sort, readers


@dataclass(frozen=True)
class Card:
    """What editors keep of a crisis card: its name, what to do at once, and the keys of the records to show by who asks."""

    name: str
    emergency: str
    never_with: frozenset
    answers: dict

    def answers_for(self, text):
        """Return (Reader, keys of the records) for who seems to ask with `text`."""
        for reader in [*readers(text), Reader.ANYONE]:
            if keys := self.answers.get(reader):
                return Reader(reader), keys
        return Reader.ANYONE, next(iter(self.answers.values()), [])


class CrisisCards:
    """All crisis cards, by the words that their lines begin with. `kept` are the settings of all of them."""

    def __init__(self, kept):
        self._by_ends = defaultdict(list)
        # Of all records that some card shows.
        self.keys = {key for settings in kept for keys in settings["answers"].values() for key in keys}
        for settings in sorted(kept, key=lambda settings: settings["crisis"]):
            never_with, lines = _read(tuple(settings["never_with"]), tuple(settings["words"]))
            card = Card(settings["crisis"], settings["emergency"], never_with, settings["answers"])
            for line in lines:
                for ends in product(line.slots[0], line.slots[-1]):
                    self._by_ends[ends].append((card, line))

    def card_for(self, query):
        """Return the Card that the Query sounds like, or None.

        The line that fits best decides. A search for a sort of record, such as a toolkit or a course, never gets a card.
        """
        words = query.all_words
        if query.excluded or asks_for_a_sort(query.text, words):
            return None
        said = Said.of(words, query.text)
        best, best_fit = None, (0,)
        for ends in dict.fromkeys(combinations_with_replacement(said.keys, 2)):
            for card, line in self._by_ends.get(ends, ()):
                fit = line.fit(said)
                if fit and fit > best_fit and card.never_with.isdisjoint(said.phrases):
                    best, best_fit = card, fit
        return best


@lru_cache(maxsize=500)
def _read(never_with, words):
    """Return the keys of `never_with` and the Lines of `words` (tuples of texts). Reading them again costs nothing until they change."""
    unwanted = frozenset(phrase_keys(text) for text in never_with)
    return unwanted, [line for text in words if (line := line_of(text)).slots]
