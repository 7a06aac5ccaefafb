"""Turning a reader's Query into tantivy's: what a result must contain, and what ranks one result above another.

The weights are at the top. tests/search/query/judgements.yaml measures them: watch its figures when you change them.
"""

import math
from dataclasses import dataclass

from tantivy import Occur
from tantivy import Query as Clause

from hscp.search.index.schema import LITTLE, SCHEMA, exact_key, stem
from hscp.search.query.english import (
    asks_only,
    carries_little,
    names_a_person,
    names_a_role,
    names_a_sort,
    readers,
    says_only_who_asks,
)
from hscp.search.query.wording import Wording

# How much a word counts in each field.
FIELDS = {"title": 6.0, "aliases": 4.0, "related": 1.5, "labels": 1.5, "text": 1.0}
# The whole search is the record's title, an alias, or what it may be called ("neglect toolkit").
EXACT = {"exact_title": 1000.0, "exact_alias": 600.0, "exact_name": 750.0}
# The same for the significant words of the search, the words behind its acronym, or what a synonym says it means.
EXACT_TELLING = {"exact_title": 60.0, "exact_alias": 35.0}
EXACT_SAME = {"exact_title": 400.0, "exact_alias": 150.0}
EXACT_MEANT = {"exact_title": 70.0, "exact_alias": 45.0}
ALL_IN_TITLE = 15.0
AS_PHRASE = 2.0
SAME = 0.9
# The first meaning of a synonym counts in full, each further one less; a synonym of several words counts more.
NEXT_MEANT = 0.75
LONGER_SYNONYM = 0.4
UNFINISHED = 0.5
LITTLE_WORD = 0.15
# How many of the words of a search a contact above the results must have.
MOST = 0.75
# What a contact of another area counts, whatever it says.
LAST = 0.001
READERS = {"parents_and_carers": 40.0, "children_and_young_people": 40.0, "professionals": 4.0}
# The kinds of record that a search is about, apart from what teaches or tells of them.
SUBJECTS = ["theme", "pathway", "situation", "process", "toolkit", "term", "threshold"]


@dataclass(frozen=True)
class Clauses:
    """What a result must contain (`matching`), and the same with what ranks the best first (`ranked`)."""

    matching: Clause
    ranked: Clause


class Plan(Wording):
    """How a Query is answered in a Snapshot at `now` (microseconds)."""

    # What a result must contain

    def literal(self):
        """Return the Clauses in which every significant word counts as typed."""
        return self._clauses(self._required())

    def strict(self):
        """Return the Clauses in which every significant word counts, or what they mean where a synonym says so."""
        if not self.meanings:
            return self.literal()
        sorts = [unit for unit in self.significant if names_a_sort(unit.words[0])]
        # "training" must be training, even when a synonym covers the rest of the search.
        return self._clauses([*self._meant(), *((Occur.Must, self._unit_clause(unit)) for unit in sorts)])

    def relaxed(self):
        """Return the Clauses for when `strict` finds nothing: most of the significant words; None if too few."""
        if self.meanings:
            return self._clauses(self._meant())
        significant = [unit for unit in self.significant if self._says_what(unit)] or self.significant
        known = [unit for unit in significant if self._is_known(unit)]
        if not known or self.query.phrases:
            return None
        trade = [unit for unit in known if self.is_of_the_trade(unit)]
        if trade:
            # An acronym says what is looked for; the other words put it in order.
            others = [(Occur.Should, self._unit_clause(unit)) for unit in known if unit not in trade]
            return self._clauses([*((Occur.Must, self._unit_clause(unit)) for unit in trade), *others])
        if len(significant) <= 2:
            if len(known) == len(significant) < len(self.significant):
                return self._clauses([(Occur.Must, self._unit_clause(unit)) for unit in known])
            # With one word that helps no further (a name) beside an acronym or what a subject is called, that alone decides.
            subjects = [self._unit_clause(unit) for unit in known if self._is_subject(unit)]
            some = Clause.boolean_query([(Occur.Should, clause) for clause in subjects], 1)
            return self._clauses([(Occur.Must, some)]) if subjects else None
        least = len(significant) - 1 if len(significant) <= 4 else math.ceil(0.6 * len(significant))
        if len(known) < least:
            return None
        some = Clause.boolean_query([(Occur.Should, self._unit_clause(unit)) for unit in known], least)
        return self._clauses([(Occur.Must, some)])

    def _says_what(self, unit):
        """Whether the Unit says what is looked for, and not whom it is about or whose work it is for."""
        return not names_a_role(unit.words) and (not names_a_person(unit.words[0]) or bool(unit.same))

    def _is_subject(self, unit):
        """Whether the Unit is an acronym, or is in the name of a subject such as a theme."""
        if unit.same and len(unit.words) == 1:
            return True
        if asks_only(unit.words[0]) or names_a_sort(unit.words[0]):
            return False
        named = Clause.boolean_query(
            [
                (Occur.Must, Clause.term_set_query(SCHEMA, "kind", SUBJECTS)),
                (Occur.Must, Clause.disjunction_max_query(self._in_names(unit))),
            ]
        )
        return bool(self.snapshot.searcher.search(named, 1, count=False).hits)

    def _required(self):
        return [(Occur.Must, self._unit_clause(unit)) for unit in self.significant]

    def _meant(self):
        """Return what a result must contain where synonyms apply: what one of them means, or every significant word."""
        choices = [(Occur.Should, self._meant_clause(*meaning)) for meaning in self.meanings]
        if self.significant:
            choices.append((Occur.Should, Clause.boolean_query(self._required())))
        return [(Occur.Must, Clause.boolean_query(choices))]

    def _is_known(self, unit):
        if unit.same or unit.spellings or unit.endings:
            return True
        return all(self.snapshot.knows(word.stem) for word in unit.words)

    def _clauses(self, required):
        """Return `required` with the phrases, without what is excluded, and with what ranks some results higher."""
        required = [
            *required,
            *((Occur.Must, _phrase_clause(phrase)) for phrase in self.query.phrases),
            *((Occur.MustNot, _phrase_clause(phrase)) for phrase in self.query.excluded),
        ]
        if self.place and not self.place.is_served:
            # Who names Southampton is not helped by the contact of another city.
            required += [(Occur.MustNot, key) for key in self._keys_elsewhere()]
        if not any(occur == Occur.Must for occur, _ in required):
            required.append((Occur.Must, Clause.const_score_query(Clause.all_query(), 1.0)))
        boosts = self._boosts()
        if self.meanings:
            boosts += [(Occur.Should, self._unit_clause(unit)) for unit in self.significant]
        matching = Clause.boolean_query(required)
        return Clauses(matching, self._those_elsewhere_last(matching, required + boosts))

    def _keys_elsewhere(self):
        return [_term("key", key) for key in self.elsewhere]

    def _those_elsewhere_last(self, matching, ranked):
        """Return `ranked` (clauses) as one, with the contacts of places outside the area behind all others, unless the search names the place."""
        keys = self._keys_elsewhere() if self.query else []
        there = Clause.boolean_query(
            [
                (Occur.Must, matching),
                (Occur.Must, Clause.boolean_query([(Occur.Should, key) for key in keys])),
            ]
        )
        # To ask first costs less than to join two clauses for every search.
        if not (keys and self.snapshot.searcher.search(there, 1, count=False).hits):
            return Clause.boolean_query(ranked)
        return Clause.boolean_query(
            [
                (Occur.Should, Clause.boolean_query([*ranked, *((Occur.MustNot, key) for key in keys)])),
                (Occur.Should, Clause.const_score_query(there, LAST)),
            ]
        )

    def topics(self):
        """Return a clause for each thing the search is about: its terms, most of its own words, and what synonyms make of them."""
        terms = [self._unit_clause(unit) for unit in self.significant if unit.same]
        units = [unit for unit in self.significant if unit.same or not says_only_who_asks(unit.words[0])]
        most = [(Occur.Should, self._unit_clause(unit)) for unit in units]
        own = [Clause.boolean_query(most, math.ceil(MOST * len(most)))] if most else []
        return [*terms, *own, *(self._meant_clause(*meaning) for meaning in self.meanings)]

    # What ranks a result higher

    def _boosts(self):
        query = self.query
        if not query:
            return []
        significant = [word for unit in self.significant for word in unit.words]
        boosts = [(Occur.Should, self._exact(significant))]
        stems = [word.stem for word in significant if word.stem not in LITTLE]
        if len(stems) > 1:
            in_title = Clause.boolean_query(
                [(Occur.Must, _term("title", stem)) for stem in dict.fromkeys(stems)]
            )
            boosts.append((Occur.Should, Clause.const_score_query(in_title, ALL_IN_TITLE)))
            boosts.append(
                (Occur.Should, Clause.boost_query(_phrase("title", stems, 2), AS_PHRASE * FIELDS["title"]))
            )
        boosts += [(Occur.Should, self._unit_clause(unit)) for unit in self.units if unit.aside]
        boosts += [
            (Occur.Should, Clause.boost_query(_word_clause(unit.words[0].stem), LITTLE_WORD))
            for unit in self.units
            if not (unit.required or unit.aside)
        ]
        for group in readers(query.text):
            boosts.append((Occur.Should, Clause.const_score_query(_term("audience", group), READERS[group])))
        return boosts

    def _exact(self, significant):
        """Return the clause for what is called exactly as the search says, by all its words or by the telling ones."""
        words = self.query.all_words
        keys = [(exact_key(" ".join(word.text for word in words)), EXACT)]
        if significant and len(significant) < len(words):
            keys.append((" ".join(word.stem for word in significant), EXACT_TELLING))
        if len(self.significant) == 1:
            keys += [(name_key(phrase), EXACT_SAME) for phrase in self.significant[0].same]
        return exact(keys)

    def named(self, words=None):
        """Return a clause for the records whose title or other name is, or has, all that the search tells.

        With `words` it is those Words that a name must have.
        """
        units = [unit for unit in self.significant if not names_a_person(unit.words[0])] or self.significant
        if words is not None:
            units = [unit for unit in units if set(unit.words) & set(words)]
        in_names = Clause.boolean_query(
            [(Occur.Must, Clause.disjunction_max_query(self._in_names(unit))) for unit in units]
        )
        significant = [word for unit in self.significant for word in unit.words]
        return Clause.boolean_query([(Occur.Should, in_names), (Occur.Should, self._exact(significant))])

    def _in_names(self, unit):
        phrases = [unit.words, *((word,) for word in unit.spellings), *unit.same]
        return [
            Clause.boolean_query([(Occur.Must, _term(name, word.stem)) for word in phrase])
            for phrase in phrases
            for name in ("title", "aliases")
        ]

    # How a unit is searched for

    def _unit_clause(self, unit):
        if len(unit.words) == 1:
            clauses = [_word_clause(unit.words[0].stem)]
        else:
            clauses = [Clause.boolean_query([(Occur.Must, _word_clause(word.stem)) for word in unit.words])]
        clauses += [_word_clause(word.stem) for word in unit.spellings]
        clauses += [Clause.boost_query(_phrase_clause(phrase), SAME) for phrase in unit.same]
        if unit.endings:
            ending = Clause.term_set_query(SCHEMA, "words", unit.endings)
            clauses.append(Clause.const_score_query(ending, UNFINISHED))
            clauses += [
                Clause.boost_query(_word_clause(stem), UNFINISHED)
                for stem in dict.fromkeys(_stems(unit.endings[:5]))
            ]
        return clauses[0] if len(clauses) == 1 else Clause.disjunction_max_query(clauses, 0.1)

    def _meant_clause(self, covered, phrases):
        length = len(covered)
        clauses = []
        for position, phrase in enumerate(phrases):
            boost = (1 + LONGER_SYNONYM * (length - 1)) * NEXT_MEANT**position
            one = Clause.boolean_query(
                [
                    (Occur.Must, _phrase_clause(phrase)),
                    (Occur.Should, exact([(name_key(phrase), EXACT_MEANT)])),
                ]
            )
            clauses.append(Clause.boost_query(one, boost))
        return Clause.disjunction_max_query(clauses, 0.1)

    def highlighted(self):
        """Return the stems that a result was found by, to mark in its text."""
        words = [word for unit in self.significant for word in (*unit.words, *unit.spellings)]
        words += [word for unit in self.significant for phrase in unit.same for word in phrase]
        words += [word for _, phrases in self.meanings for phrase in phrases for word in phrase]
        words += [word for phrase in self.query.phrases for word in phrase]
        stems = [word.stem for word in words if not carries_little(word) and word.stem not in LITTLE]
        stems += [stem for unit in self.significant for stem in _stems(unit.endings)]
        return list(dict.fromkeys(stems))


def _stems(words):
    return [stem(word) for word in words]


def name_key(phrase):
    """Return the `exact_key` of a phrase (Words), of which the stems are known already."""
    stems = [word.stem for word in phrase]
    return " ".join([stem for stem in stems if stem not in LITTLE] or stems)


def exact(keys):
    """Return a clause that boosts documents by exact name; `keys` are pairs of a name's key and {field: score}."""
    return Clause.disjunction_max_query(
        [
            Clause.const_score_query(_term(name, key), score)
            for key, scores in keys
            for name, score in scores.items()
        ]
    )


def _term(name, value):
    return Clause.term_query(SCHEMA, name, value)


def _word_clause(stem):
    return Clause.disjunction_max_query(
        [Clause.boost_query(_term(name, stem), boost) for name, boost in FIELDS.items()], 0.2
    )


def _phrase_clause(phrase):
    stems = [word.stem for word in phrase]
    if len(stems) == 1:
        return _word_clause(stems[0])
    # "&" leaves a gap where "and" stands.
    slop = 1 if LITTLE & set(stems) else 0
    return Clause.disjunction_max_query(
        [Clause.boost_query(_phrase(name, stems, slop), boost * 1.5) for name, boost in FIELDS.items()], 0.2
    )


def _phrase(name, stems, slop):
    return Clause.phrase_query(SCHEMA, name, stems, slop)
