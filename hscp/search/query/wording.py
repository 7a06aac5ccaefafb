"""What the words of a search are: terms of the glossary, synonyms, other spellings, places, and words that nobody knows."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from hscp.search.query.dictionary import is_english
from hscp.search.query.english import (
    carries_little,
    names_a_person,
    names_a_role,
    names_a_sort,
    names_an_occasion,
    says_only_who_asks,
    sounds_personal,
)
from hscp.search.query.parsing import Word, to_words
from hscp.search.query.places import is_time_or_form
from hscp.search.query.variants import other_spellings

UNFINISHED_MIN = 3
JOINED_MIN = 6
# From so much more in common with what the site is not about, a search is an ordinary one.
ORDINARY = 1.2
# A phrase tells what is searched for if it has two of three telling words or more, and its subject more than half of what they tell.
TOLD_WORDS, TOLD_TOGETHER, TOLD_SHARE = 3, 2, 0.5
# Words in capitals up to this length are acronyms.
ACRONYM_MAX = 6


@dataclass
class Unit:
    """A word of the search, or several that form one term, and the phrases that mean the same.

    A unit that is `aside` says where, when or in what form; `place` is the PlaceNamed that it names.
    """

    words: tuple[Word, ...]
    same: list = field(default_factory=list)
    required: bool = True
    aside: bool = False
    place: object = None
    spellings: list[Word] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)


class Wording:
    """The words of a Query as a Snapshot knows them at `now` (microseconds).

    `units` are its words and terms, `meanings` what they mean by synonyms, `significant` the units that a result must contain.
    """

    def __init__(self, query, snapshot, now):
        self.query, self.snapshot, self.now = query, snapshot, now
        self.expansions = snapshot.expansions
        self.units = self._units()
        self.meanings = self._meanings()
        self.significant = [unit for unit in self.units if unit.required]

    def _units(self):
        words, units, position = self.query.words, [], 0
        while position < len(words):
            unit = self._unit_at(position)
            units.append(unit)
            position += len(unit.words)
        if units and not any(unit.required for unit in units) and not self.query.phrases:
            units = [replace(unit, required=True) for unit in units]
        return units

    def _unit_at(self, position):
        words = self.query.words
        if found := self.snapshot.places.at(words, position):
            place, length = found
            return Unit(words[position : position + length], required=False, aside=True, place=place)
        for length in range(min(self.expansions.longest, len(words) - position), 0, -1):
            span = words[position : position + length]
            # "met" is a word, MET an acronym.
            if length == 1 and carries_little(span[0]) and len(words) > 1:
                continue
            same = self.expansions.same_as(span, self.now)
            if same:
                return Unit(span, same=same)
        pair = words[position : position + 2]
        if len(pair) == 2 and names_a_role(pair):
            return Unit(pair)
        if joined := self._joined(pair):
            return Unit(pair, same=[(joined,)])
        word = words[position]
        last = position == len(words) - 1
        aside = is_time_or_form(word)
        return Unit(
            (word,),
            required=not (aside or carries_little(word)),
            aside=aside,
            spellings=self._spellings(word),
            endings=self._endings(word) if last and self.query.ends_open else [],
        )

    def _meanings(self):
        """Return what the words mean by synonyms; what they say about people only counts if they say nothing else."""
        words = self.query.words
        meanings = self.expansions.meant_by(words)
        if not (meanings and self._may_be_meant(meanings)):
            return []
        significant = [
            meaning
            for meaning in meanings
            if not all(names_a_person(words[position]) for position in meaning[0])
        ]
        return significant or meanings

    def _may_be_meant(self, meanings):
        """Whether the search may be about what synonyms make of its words.

        A single word in a search that speaks of nobody may mean something else beside several others ("cutting the hospital's
        budget"), or beside one that nobody here uses ("cutting hedges").
        """
        telling, named = self._telling_positions()
        covered = named.union(*(covered for covered, _ in meanings))
        said = [self.query.words[position] for position in covered]
        if sum(not (carries_little(word) or names_a_person(word)) for word in said) > 1:
            return True
        if sounds_personal(self.query.text):
            return True
        others = telling - covered
        return not others or (
            len(others) == 1 and all(self._is_used(self.query.words[position]) for position in others)
        )

    def _telling_positions(self):
        """Return the positions of the words that say what a search is about, and of those among them that the glossary has.

        Not those that say for whom, where, when or what sort of record.
        """
        telling, named, position = set(), set(), 0
        for unit in self.units:
            if unit.required and not names_a_role(unit.words):
                said = {
                    position + number
                    for number, word in enumerate(unit.words)
                    if not (
                        carries_little(word)
                        or says_only_who_asks(word)
                        or names_a_sort(word)
                        or names_an_occasion(word)
                    )
                }
                telling |= said
                named |= said if unit.same else set()
            position += len(unit.words)
        return telling, named

    def _is_used(self, word):
        return self.snapshot.knows(word.stem) or self.snapshot.phrases.knows(word.stem)

    def _joined(self, span):
        """Return the known Word that two words make when they are written as one ("tool kit"), or None."""
        if len(span) < 2 or any(carries_little(word) for word in span):
            return None
        joined = to_words("".join(word.text for word in span))
        if len(joined) == 1 and len(joined[0].folded) >= JOINED_MIN and self.snapshot.knows(joined[0].stem):
            return joined[0]
        return None

    @property
    def place(self):
        """The first PlaceNamed of the search; None if it names no place."""
        return next((unit.place for unit in self.units if unit.place), None)

    @property
    def elsewhere(self):
        """The keys of the contacts of places outside the area that the search does not name."""
        return self.snapshot.places.keys_elsewhere - {self.place and self.place.key}

    @property
    def is_meant(self):
        """Whether editors' synonyms say what all of the search means, but for little words and people."""
        covered = self._covered_by_synonyms()
        return bool(covered) and self._telling() <= covered

    @cached_property
    def said(self):
        """The Words that tell something: not the little ones, nor those for people."""
        return [word for word in self.query.all_words if not (carries_little(word) or names_a_person(word))]

    @cached_property
    def said_stems(self):
        """The stems of the Words that tell something, each once, in their order."""
        return list(dict.fromkeys(word.stem for word in self.said))

    def said_by_synonyms(self):
        """Return the share of the telling words that synonyms say the meaning of, from 0 to 1; 1 if there are none."""
        telling = self._telling()
        return len(self._covered_by_synonyms() & telling) / len(telling) if telling else 1.0

    def _covered_by_synonyms(self):
        return {position for positions, _ in self.meanings for position in positions}

    def _telling(self):
        return {
            position
            for position, word in enumerate(self.query.words)
            if not (carries_little(word) or names_a_person(word))
        }

    @cached_property
    def ordinariness(self):
        """How much more the search has in common with what the site is not about than with its subjects; 0 if it has a word of the trade."""
        if len(self.said) < 2 or any(self.is_of_the_trade(unit) for unit in self.units):
            return 0.0
        return self.snapshot.phrases.ordinariness(self.said_stems)

    @cached_property
    def is_ordinary(self):
        """Whether the search is about something that the site is not about, such as a bus or a birthday cake.

        A sign may be told in such words, too ("missed vaccinations and dentist appointments"): not where a phrase tells it.
        """
        return self.ordinariness > ORDINARY and not self._is_told_by_a_phrase()

    def _is_told_by_a_phrase(self):
        stems, phrases = self.said_stems, self.snapshot.phrases
        return len(stems) >= TOLD_WORDS and any(
            phrases.share(subject.key, stems) > TOLD_SHARE
            and phrases.together(subject.key, stems) >= TOLD_TOGETHER
            for subject in phrases.subjects(stems)
        )

    def is_of_the_trade(self, unit):
        """Whether the Unit is an acronym or a term that means nothing else: two words and more, or none of everyday English."""
        if not (unit.same and self.expansions.same_as(unit.words, self.now)):
            return False
        word = unit.words[0]
        return len(unit.words) > 1 or self._is_acronym(word) or not is_english(word.folded)

    def telling(self):
        """Return the Words that say what the search is about: those that a result must contain, but for people and places."""
        words = [word for unit in self.significant if not unit.aside for word in unit.words]
        return [word for word in words if not names_a_person(word)] or words

    def _spellings(self, word):
        found = [to_words(other)[0] for other in other_spellings(word.folded)]
        return [other for other in found if other.stem != word.stem and self.snapshot.knows(other.stem)]

    def _endings(self, word):
        """Return the known words that an unfinished, unknown last word may become."""
        if len(word.folded) < UNFINISHED_MIN or self.snapshot.knows(word.stem):
            return []
        found = self.snapshot.searcher.terms_with_prefix("words", word.folded, limit=20)
        return [term for term, _ in found]

    def unknown(self):
        """Return the words that no record uses and that mean nothing else, for the spelling correction."""
        meant = {position for positions, _ in self.meanings for position in positions}
        unknown, position = [], 0
        for unit in self.units:
            word = unit.words[0]
            if (
                len(unit.words) == 1
                and not unit.same
                and not unit.spellings
                and not unit.endings
                and position not in meant
                and not carries_little(word)
                and not unit.aside
                and not names_a_person(word)
                and not self._is_right(word)
            ):
                unknown.append(word)
            position += len(unit.words)
        return unknown + [
            word for phrase in self.query.phrases for word in phrase if not self._is_right(word)
        ]

    def _is_right(self, word):
        """Whether the Word is spelt right for all we know: the site or the dictionary has it, or it is an acronym."""
        return self._is_used(word) or is_english(word.folded) or self._is_acronym(word)

    def _is_acronym(self, word):
        # In a search that is typed in capitals throughout, capitals say nothing.
        capitals = len(self.query.all_words) > 1 and all(each.shouted for each in self.query.all_words)
        return word.shouted and 2 <= len(word.text) <= ACRONYM_MAX and not capitals
