"""What else a search may mean: acronyms and the words behind them, editors' synonyms, and pinned answers.

Read from the index itself, so they are exactly as new as the documents, and available when the database is not.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from hscp.search.index.schema import LITTLE
from hscp.search.query.english import carries_little, names_a_person
from hscp.search.query.parsing import to_words


@dataclass(frozen=True)
class Same:
    """Phrases that mean the same, each a tuple of Words, within the dates of the glossary term that says so."""

    phrases: tuple
    # The keys of the records that the term leads to.
    leads: tuple
    publish: int | None
    expire: int | None

    @cached_property
    def _forms(self):
        return {tuple(map(_singular, phrase)) for phrase in self.phrases}

    def says(self, words):
        """Whether one of the phrases is `words` as they are, but for a plural."""
        return tuple(map(_singular, words)) in self._forms

    def holds(self, now):
        """Whether the term is live at `now`, in microseconds."""
        return (self.publish is None or self.publish <= now) and (self.expire is None or self.expire > now)


@dataclass
class Expansions:
    """Every acronym, synonym and pin that may apply to the words of a search."""

    # {stems of a phrase: the Sames it is part of}
    same: dict = field(default_factory=lambda: defaultdict(list))
    # {one stem of a synonym: [(all its stems, phrases it means)]}
    meanings: dict = field(default_factory=lambda: defaultdict(list))
    # [(stems, key of the record)] in the editors' order
    pins: list = field(default_factory=list)
    longest: int = 1
    # Words as typed, folded: a search may use them even if no record does.
    words: set = field(default_factory=set)

    def same_as(self, words, now):
        """Return the other phrases (tuples of Words) that mean the same as `words` at `now`."""
        stems = tuple(word.stem for word in words)
        found = {}
        for same in self._terms(words, now):
            for phrase in same.phrases:
                found.setdefault(tuple(word.stem for word in phrase), phrase)
        found.pop(stems, None)
        return list(found.values())

    def led_to(self, words, now):
        """Return the keys of the records that the glossary leads to from `words` (Words) at `now`, in its order."""
        return list(dict.fromkeys(key for same in self._terms(words, now) for key in same.leads))

    def _terms(self, words, now):
        # "My child looks after me" speaks of no looked after child: of several words each must be as in the term.
        return [
            same
            for same in self.same.get(tuple(word.stem for word in words), ())
            if same.holds(now) and (len(words) == 1 or same.says(words))
        ]

    def meant_by(self, words):
        """Return [(positions of the words used, phrases meant)] for each synonym all of whose words are in `words`.

        A synonym of several words replaces the shorter ones that it covers.
        """
        positions = defaultdict(list)
        for position, word in enumerate(words):
            positions[_form(word)].append(position)
        found = []
        for stem in list(positions):
            for stems, phrases in self.meanings.get(stem, ()):
                if all(each in positions for each in stems):
                    covered = frozenset(position for each in stems for position in positions[each])
                    found.append((covered, phrases))
        return [
            (covered, phrases) for covered, phrases in found if not any(covered < other for other, _ in found)
        ]

    def pinned_to(self, words):
        """Return the keys of the records pinned to words that are all in `words`, the closest pin first."""
        stems = {word.stem for word in words}
        hits = [
            (len(pinned), -position, key)
            for position, (pinned, key) in enumerate(self.pins)
            if pinned <= stems
        ]
        return list(dict.fromkeys(key for *_, key in sorted(hits, reverse=True)))


def read_expansions(kept):
    """Return the Expansions in `kept`, the data of all documents that hold settings."""
    expansions = Expansions()
    pins = []
    for data in kept:
        settings = data["settings"]
        if "same" in settings:
            _add_same(expansions, settings, data)
        elif "means" in settings:
            _add_meaning(expansions, settings["words"], settings["means"])
            if settings["both_ways"]:
                _add_meaning(expansions, settings["means"], settings["words"])
        elif "pinned_to" in settings:
            pins.append((settings["order"], settings["pinned_to"], settings["key"]))
    for _, words, key in sorted(pins):
        stems = frozenset(word.stem for word in to_words(words))
        if stems:
            expansions.pins.append((stems, key))
    return expansions


def _add_same(expansions, settings, data):
    phrases = tuple(tuple(to_words(name)) for name in settings["same"])
    phrases = tuple(phrase for phrase in phrases if phrase)
    same = Same(phrases, tuple(settings["leads"]), data["publish"], data["expire"])
    for phrase in phrases:
        expansions.same[tuple(word.stem for word in phrase)].append(same)
        expansions.longest = max(expansions.longest, len(phrase))
        expansions.words |= {word.folded for word in phrase}


def _add_meaning(expansions, names, means):
    phrases = tuple(tuple(to_words(name)) for name in means)
    for name in names:
        words = to_words(name)
        # It matters who is hit: "son hits me".
        significant = [word for word in words if not carries_little(word) or word.folded == "me"]
        if len(significant) < 2 or all(names_a_person(word) for word in significant):
            # "want to die" is not "die", nor "someone else's child" every child.
            significant = [word for word in words if word.stem not in LITTLE]
        stems = tuple(dict.fromkeys(map(_form, significant)))
        if stems:
            expansions.meanings[stems[0]].append((stems, phrases))
            expansions.words |= {word.folded for word in words}


def _form(word):
    """Return the form that matches a synonym's word: a stem, but "parenting" is not "parents", and a kid is a child."""
    if not names_a_person(word):
        return word.stem
    return {"kid": "child"}.get(one := _singular(word), one)


def _singular(word):
    one = word.folded.removesuffix("'s").removesuffix("s").removesuffix("'")
    return {"children": "child", "babie": "baby", "familie": "family"}.get(one, one)
