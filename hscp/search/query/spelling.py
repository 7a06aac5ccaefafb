"""Spelling correction from the index's own words: which known word did the reader mean?

Candidates come from tantivy's own fuzzy matching over a small index of the vocabulary, and from words that sound the
same. They are ranked by how little would have to change, on a keyboard and to the ear, then by how many records use them.
"""

import math
import re
from collections import defaultdict
from functools import lru_cache

import tantivy
from tantivy import Query

MIN_LENGTH = 4
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"ph", "f"),
        (r"[sc]h", "sh"),
        (r"t(?=ion)", "sh"),
        (r"ough|augh", "o"),
        (r"kn|gn", "n"),
        (r"wh", "w"),
        (r"ck|q|x", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"z", "s"),
        (r"dge|j|g(?=[eiy])", "j"),
        (r"(.)\1", r"\1"),
        (r"(?<=.)[aeiouyh]+", ""),
    ]
]
_PLACES = {
    letter: (column, row)
    for row, letters in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for column, letter in enumerate(letters)
}
_NEIGHBOURS = {
    letter: {
        other
        for other, (there, below) in _PLACES.items()
        if other != letter and abs(there - column) <= 1 and abs(below - row) <= 1
    }
    for letter, (column, row) in _PLACES.items()
}


def sound(word):
    """Return roughly how a word sounds: two spellings of one word often give the same result."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def is_slip(one, other):
    """Whether two words differ only in letters that are neighbours on a British keyboard, as when a finger slips."""
    return len(one) == len(other) and all(
        left == right or right in _NEIGHBOURS.get(left, ()) for left, right in zip(one, other, strict=True)
    )


def distance(one, other, limit):
    """Return how many letters must be added, dropped, changed or swapped with a neighbour; limit + 1 if more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before, previous = None, list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (left != right))
            if before and i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, previous = previous, row
    return previous[-1]


class Vocabulary:
    """The words of the index with the number of records that use each, and the words of editors' synonyms."""

    def __init__(self, counts):
        self.counts = {word: count for word, count in counts.items() if not word.isdigit()}
        self._by_sound = defaultdict(list)
        for word in self.counts:
            if len(word) >= MIN_LENGTH:
                self._by_sound[sound(word)].append(word)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(15_000_000, 1)
        for word in self.counts:
            writer.add_document(tantivy.Document(word=word))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self.meant = lru_cache(maxsize=2_000)(self._meant)

    def __contains__(self, word):
        return word in self.counts

    def _meant(self, word):
        """Return the words that `word` (folded, not in the vocabulary) may stand for, likeliest first, at most 3.

        A long word may be two letters off, or three if it sounds the same; a short one only one letter.
        """
        if any(char.isdigit() for char in word):
            return []
        if len(word) < MIN_LENGTH:
            # In a short word, perhaps an acronym, only two swapped letters are corrected.
            swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
            return [other for other in swapped if len(word) > 2 and other in self.counts]
        limit = 1 if len(word) < 8 else 2
        ranked = []
        for candidate in self._candidates(word, limit):
            alike = sound(candidate) == sound(word)
            off = distance(word, candidate, 3)
            if off > limit + alike * min(len(word) // 3, 2):
                continue
            # People seldom get the first letter wrong, but often the vowels.
            cost = off + (word[0] != candidate[0]) - 0.7 * alike - 0.12 * math.log(1 + self.counts[candidate])
            cost -= 0.4 * is_slip(word, candidate)
            if off == 2 and not alike and word[0] != candidate[0]:
                continue
            ranked.append((cost, candidate))
        return [candidate for _, candidate in sorted(ranked)[:3]]

    def _candidates(self, word, limit):
        query = Query.fuzzy_term_query(self._schema, "word", word, limit, True)
        found = {
            self._searcher.doc(address)["word"][0]
            for _, address in self._searcher.search(query, 200, count=False).hits
        }
        return found | set(self._by_sound.get(sound(word), ()))

    def split(self, word):
        """Return the two known words that `word` runs together ("childprotection"), or None."""
        best = None
        for position in range(3, len(word) - 2):
            parts = word[:position], word[position:]
            if all(part in self.counts for part in parts):
                rarest = min(self.counts[part] for part in parts)
                if best is None or rarest > best[0]:
                    best = (rarest, parts)
        return best[1] if best else None
