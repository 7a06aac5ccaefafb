"""How the lines of crisis cards are read, and whether a search says what a line says."""

from dataclasses import dataclass
from functools import cached_property

from hscp.search.index.schema import LITTLE, stem
from hscp.search.query.english import carries_little, names_a_person, speaks_of_someone
from hscp.search.query.parsing import to_words

NOT = "not"
_NEGATION_WORDS = """
not never cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt hasnt havent hadnt aint
"""
# Words that carry little elsewhere, but say here who is hurt, and by whom.
_TELLING_WORDS = "away me myself himself herself themselves themself us ourselves by"
# What a line with a negation can do without. "Want", "here" and "go on" mean much in it: "don't want to be here".
_GRAMMAR_WORDS = """
i im ive he hes she shes they theyre we were you it its is am are be been being was has have had do does did will would
can could my his her their our your just really so very at all
"""
# Little words that make no difference even in a line that has few others.
_FREE_WORDS = """
a an the and to of he him his hes she her hers shes they them their theyre we our it its is am are be been being was were im ive
has have had do does did just really so very my your yourself
"""
# How people ask for help with something: beside a line that must be all that is said, it says no more.
_HELP_WORDS = "stop stopping quit cope coping urge urges"
_HELP = frozenset(stem(word) for word in _HELP_WORDS.split())
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_TELLING = frozenset(_TELLING_WORDS.split())
_FREE = frozenset(stem(word) for word in _FREE_WORDS.split())
_GRAMMAR = LITTLE | frozenset(stem(word) for word in _GRAMMAR_WORDS.split())
# Words that mean something else than others with their stem: who is suicidal lives, and who missed the bus is not missing.
_APART = frozenset(["suicidal", "missing", "shotting", "died", "dying", "killed", "sectioned"])
_PARTNERS, _CHILDREN, _ELDERS = (
    frozenset(stem(word) for word in words.split())
    for words in (
        "husband wife partner ex boyfriend girlfriend fiance",
        "child children kid son daughter teenager teen baby toddler grandson granddaughter stepson stepdaughter boy girl",
        "mum mom mummy mam dad daddy mother father parent stepdad stepmum stepfather stepmother uncle aunt auntie grandad granddad"
        " grandfather grandma gran nan nanny grandmother brother sister stepbrother cousin family carer",
    )
)
# From this many words on, one word more may stand between those of a line.
OTHER_WORD_FROM = 3
# How much of a word of a line one other word between them takes away.
OTHER_WORD = 0.25
# How many other words the sign for a gap stands for.
GAP = 4


def _key(word):
    plain = word.folded.replace("'", "").replace("’", "")
    return NOT if plain in _NEGATIONS else plain if plain in _APART else word.stem


@dataclass(frozen=True)
class Said:
    """What a text says of a crisis: the key of each word, whether it may be skipped, and the people it names.

    `whole` are the keys of the words that tell something, read with more and more care.
    """

    keys: tuple[str, ...]
    skipped: tuple[bool, ...]
    people: frozenset
    whole: tuple[tuple[str, ...], ...]
    of_someone: bool

    @classmethod
    def of(cls, words, text):
        """Return what the Words of `text` say."""
        return cls(
            tuple(_key(word) for word in words),
            tuple(_may_stand_between(word) for word in words),
            frozenset(word.stem for word in words if _is_person(word)),
            tuple(
                tuple(_key(word) for word in words if tells(word))
                for tells in (
                    _is_telling,
                    _tells_with_negation,
                    _is_not_grammar,
                    _is_not_little,
                    _asks_no_help,
                )
            ),
            speaks_of_someone(text),
        )

    @cached_property
    def phrases(self):
        """All runs of its keys, for what takes a card back."""
        ends = range(len(self.keys) + 1)
        return {self.keys[start:end] for end in ends for start in range(end)}


@dataclass(frozen=True)
class Line:
    """One line of a card: for each word that a search must have, in this order, the keys of which one is enough.

    `gaps` has for each word how many others (int) may stand before it, `every` the keys of all its words in the same way, little
    ones too, and `people` whom the line names. An `alone` line must be all that is said, and the `needed` little words must be there
    wherever they stand.
    """

    slots: tuple[frozenset, ...]
    gaps: tuple[int, ...]
    every: tuple[frozenset, ...]
    needed: frozenset
    people: frozenset
    alone: bool

    @cached_property
    def denies(self):
        """Whether it says that something is not so. Then one word more could turn it round: "don't want to (play) here"."""
        return any(NOT in slot for slot in self.slots)

    def fit(self, said):
        """Return how well Said says this line, as numbers to compare, or None if it does not.

        Most counts how many words the line has, and how few others stand between them; then whether the little words are
        there too ("kicked me out"), then the people, and how close they stand ("I am a dad and my wife hits me").
        """
        between = self._between(said) if self.needed.issubset(said.keys) else None
        if between is None:
            return None
        others, skipped = between
        is_whole = all(not slot.isdisjoint(said.keys) for slot in self.every)
        whole = len(self.every) if is_whole else 0
        return len(self.slots) - OTHER_WORD * others, whole, self._likeness(said), -skipped

    def _between(self, said):
        """Return how many other words and how many skipped ones stand between those of the line in Said; None if Said does not say the line."""
        # What speaks of nobody ("sexual abuse statistics") is about a subject, unless it says no more than the line.
        if self.alone or not said.of_someone:
            return (0, 0) if any(self._is(keys) for keys in said.whole) else None
        starts = [position for position, key in enumerate(said.keys) if key in self.slots[0]]
        found = [self._between_from(said, start + 1) for start in starts]
        return min((between for between in found if between), default=None)

    def _is(self, keys):
        return len(keys) == len(self.slots) and all(
            key in slot for key, slot in zip(keys, self.slots, strict=True)
        )

    def _between_from(self, said, position):
        """Return the same for the line's words from `position` on; None as well if there is no room for the others."""
        spare, others, skipped = int(len(self.slots) >= OTHER_WORD_FROM and not self.denies), 0, 0
        for slot, gap in zip(self.slots[1:], self.gaps[1:], strict=True):
            while position < len(said.keys) and said.keys[position] not in slot:
                if said.skipped[position]:
                    skipped += 1
                else:
                    if not (gap or spare):
                        return None
                    gap, spare = (gap - 1, spare) if gap else (gap, spare - 1)
                    others += 1
                position += 1
            if position == len(said.keys):
                return None
            position += 1
        return others, skipped

    def _likeness(self, said):
        """Return how like the people of this line and of Said are (int): the same, of one sort, nobody named, or others."""
        if self.people & said.people:
            return 3
        sorts = [
            (bool(self.people & sort), bool(said.people & sort)) for sort in (_PARTNERS, _CHILDREN, _ELDERS)
        ]
        if (True, True) in sorts:
            return 2
        return 0 if self.people and (True, False) in sorts else 1


def line_of(text):
    """Return the Line of what an editor typed; in quotation marks it must be all that a search tells.

    "/" stands between words of which one is enough, "…" for up to four other words.
    """
    slots = _slots(text)
    kept, is_clear = _kept([words for words, _ in slots])
    line, gaps, gap = [], [], 0
    for position, (words, before) in enumerate(slots):
        gap = max(gap, before)
        if position in kept:
            line.append(frozenset(map(_key, words)))
            gaps.append(gap)
            gap = 0
    # "Scared of what I could do" says little without its little words.
    little = [] if is_clear else [words[0] for words, _ in slots[1:] if len(words) == 1]
    return Line(
        tuple(line),
        tuple(gaps),
        every=tuple(frozenset(map(_key, words)) for words, _ in slots),
        needed=frozenset(_key(word) for word in little if not (word.stem in _FREE or _is_person(word))),
        people=frozenset(word.stem for words, _ in slots for word in words if _is_person(word)),
        # What is left with one word of several says too little beside others.
        alone=len(line) == 1 < len(slots) or text.strip().startswith('"'),
    )


def phrase_keys(text):
    """Return the keys of the words of `text`, all of them."""
    return tuple(_key(word) for word in to_words(text))


def _slots(text):
    """Return for each word of an editor's line the Words of which one is enough, and how many others may stand before it."""
    slots, gap = [], 0
    for part in text.replace("...", "…").replace("…", " … ").split():
        if part == "…":
            gap = GAP
            continue
        words = to_words(part)
        for alternatives in [words] if "/" in part and words else [[word] for word in words]:
            slots.append((alternatives, gap))
            gap = 0
    return slots


def _kept(slots):
    """Return the positions of the slots that a search must have, and whether these tell enough (bool).

    They are those that tell something; if that leaves fewer than two, those of longer and longer words too.
    """

    def having(tells):
        return [position for position, words in enumerate(slots) if len(words) > 1 or any(map(tells, words))]

    if any(_key(word) == NOT for words in slots for word in words):
        return having(_tells_with_negation), False
    kept = having(_is_telling)
    # "Mum/dad wants her to marry" is no "dad is getting married".
    if sum(not all(map(_is_person, slots[position])) for position in kept) >= 2:
        return kept, True
    for tells in (_is_not_grammar, _is_not_little):
        kept = having(tells)
        if len(kept) >= 2:
            break
    return kept or list(range(len(slots))), False


def _tells_with_negation(word):
    return _key(word) == NOT or not (word.stem in _GRAMMAR or _is_person(word))


def _is_not_grammar(word):
    return word.folded in _TELLING or word.stem not in _GRAMMAR


def _is_not_little(word):
    return word.stem not in LITTLE


def _is_telling(word):
    return _key(word) == NOT or word.folded in _TELLING or not (carries_little(word) or _is_person(word))


def _asks_no_help(word):
    return _is_telling(word) and word.stem not in _HELP


def _is_person(word):
    return names_a_person(word) or word.stem in _ELDERS


def _may_stand_between(word):
    # "taken 20 paracetamol". "By" never: "slapped by a teacher" is no "slapped a teacher".
    return word.folded != "by" and (carries_little(word) or _is_person(word) or word.folded.isdigit())
