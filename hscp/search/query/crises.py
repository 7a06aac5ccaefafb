"""Whether a search sounds like one of the crises that editors have a card for."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from hscp.search.enums import Reader
from hscp.search.index.schema import LITTLE
from hscp.search.query.english import carries_little, names_a_person, names_a_sort, readers, speaks_of_someone
from hscp.search.query.parsing import to_words

# Words that carry little elsewhere, but say here who is hurt, and by whom.
_TELLING = frozenset(["me", "myself", "himself", "herself", "themselves", "themself", "us", "ourselves"])
OTHER_WORD_FROM = 3
# From this many words on, a line is not taken back by the words that its card is never shown with.
CLEAR = 3


@dataclass(frozen=True)
class Line:
    """One line of a card: the stems that must follow one another. An `alone` line must be all that a search tells."""

    stems: tuple[str, ...]
    alone: bool


@dataclass(frozen=True)
class Card:
    """What editors keep of a crisis card: its name, what to do at once, and the keys of the records to show by who asks."""

    name: str
    emergency: str
    never_with: tuple[tuple[str, ...], ...]
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
        self._by_first = defaultdict(list)
        for settings in sorted(kept, key=lambda settings: settings["crisis"]):
            never_with, lines = _read(tuple(settings["never_with"]), tuple(settings["words"]))
            card = Card(settings["crisis"], settings["emergency"], never_with, settings["answers"])
            for line in lines:
                self._by_first[line.stems[0]].append((card, line))

    def card_for(self, query):
        """Return the Card that the Query sounds like, or None. The longest line that fits decides.

        A search for a sort of record, such as a toolkit or a course, never gets a card.
        """
        words = query.all_words
        if query.excluded or any(names_a_sort(word) for word in words):
            return None
        of_someone = speaks_of_someone(query.text)
        stems = [word.stem for word in words]
        said = set(stems)
        skipped = [_may_stand_between(word) for word in words]
        whole = (
            tuple(word.stem for word in words if _is_telling(word)),
            tuple(word.stem for word in words if word.stem not in LITTLE),
        )
        best, length = None, 0
        for first in dict.fromkeys(stems):
            for card, line in self._by_first.get(first, ()):
                if (
                    len(line.stems) > length
                    # Most lines have a word that the search has not.
                    and said.issuperset(line.stems)
                    and _fits(line, stems, skipped, whole, of_someone)
                    and not _is_taken_back(line, card, stems)
                ):
                    best, length = card, len(line.stems)
        return best


def _is_taken_back(line, card, stems):
    # A long line is clear enough: "he took my phone" beside "locked me in" takes nothing back.
    return len(line.stems) < CLEAR and any(_contains(stems, each) for each in card.never_with)


@lru_cache(maxsize=500)
def _read(never_with, words):
    """Return the stems of `never_with` and the Lines of `words` (tuples of texts). Reading them again costs nothing until they change."""
    unwanted = tuple(tuple(word.stem for word in to_words(text)) for text in never_with)
    return unwanted, [line for text in words if (line := _line(text)).stems]


def _line(text):
    """Return the Line of what an editor typed; in quotation marks it must be all that a search tells."""
    words = to_words(text)
    telling = [word for word in words if _is_telling(word)]
    if len(telling) < 2 <= len(words):
        # "run away", "do not want to be here": without their little words too little would be left.
        telling = [word for word in words if word.stem not in LITTLE]
    return Line(tuple(word.stem for word in telling or words), alone=text.strip().startswith('"'))


def _is_telling(word):
    return word.folded in _TELLING or not (carries_little(word) or names_a_person(word))


def _may_stand_between(word):
    # "taken 20 paracetamol"
    return carries_little(word) or names_a_person(word) or word.folded.isdigit()


def _fits(line, stems, skipped, whole, of_someone):
    # What speaks of nobody ("sexual abuse statistics") is about a subject, unless it says no more than the line.
    if line.alone or not of_someone:
        return line.stems in whole
    first = line.stems[0]
    return any(
        stem == first and _follows(line.stems[1:], stems, skipped, position + 1)
        for position, stem in enumerate(stems)
    )


def _follows(wanted, stems, skipped, position):
    """Whether the stems `wanted` come from `position` on, with nothing between them but what may be skipped.

    In a line of three and more words one other word may stand there too.
    """
    others = 1 if len(wanted) + 1 >= OTHER_WORD_FROM else 0
    for each in wanted:
        while position < len(stems) and stems[position] != each and (skipped[position] or others):
            others -= not skipped[position]
            position += 1
        if position == len(stems) or stems[position] != each:
            return False
        position += 1
    return True


def _contains(stems, phrase):
    return any(tuple(stems[start : start + len(phrase)]) == phrase for start in range(len(stems)))
