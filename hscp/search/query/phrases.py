"""Everyday phrases: which subjects people describe with such words, though their records do not use them.

All phrases of a subject are one text, and the texts are ranked by BM25 over their stems, in an index of their own: in
the index of records, whose texts are of other lengths, the same words would weigh differently. Beside them stand the words
of what the site is not about: which of the two a search is closer to tells an ordinary one.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from hscp.search.index.schema import ENGLISH, fold, stem, words_of

MOST_SUBJECTS = 12
ORDINARY = Path(__file__).parent / "ordinary_subjects.txt"
# The key of a subject that the site is not about.
NONE = ""
WRITER_MEMORY = 15_000_000


@dataclass(frozen=True)
class Subject:
    """A record whose phrases have words of a search: its key, its score, and the share of the search that they cover, from 0 to 1."""

    key: str
    score: float
    covered: float


class PhraseIndex:
    """The phrases of all subjects, as {key of the record: [phrases]}."""

    def __init__(self, phrases):
        self._phrases = phrases
        self._lines = {key: [frozenset(_stems(line)) for line in lines] for key, lines in phrases.items()}
        self._forms = {
            key: [frozenset(map(_one, _folded(line))) for line in lines] for key, lines in phrases.items()
        }
        self._stems = {key: frozenset().union(*lines) for key, lines in self._lines.items()}
        # How many subjects have each stem. Asking the index for each word of each search would cost more.
        having = Counter(stem for stems in self._stems.values() for stem in stems)
        self._weights = {stem: _weight(number, len(phrases)) for stem, number in having.items()}
        self._most = _weight(1, len(phrases))
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("phrases", tokenizer_name="english", index_option="freq")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        index.register_tokenizer("english", ENGLISH)
        writer = index.writer(WRITER_MEMORY, 1)
        for words in ordinary_subjects():
            writer.add_document(tantivy.Document(key=NONE, phrases=words))
        for key, lines in phrases.items():
            writer.add_document(tantivy.Document(key=key, phrases="\n".join(lines)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    @cached_property
    def words(self):
        """The words of all phrases, folded."""
        return {word for lines in self._phrases.values() for line in lines for word in _folded(line)}

    def knows(self, stem):
        """Whether a phrase has the stem."""
        return stem in self._weights

    def subjects(self, stems):
        """Return the Subjects whose phrases have some of `stems`, the best first, at most MOST_SUBJECTS."""
        stems = list(dict.fromkeys(stems))
        return [
            Subject(key, score, self.share(key, stems)) for key, score in self._best(stems) if key != NONE
        ]

    def ordinariness(self, stems):
        """Return how much more `stems` (each once) have in common with what the site is not about than with a subject of its own: 1 for as much."""
        best = {}
        for key, score in self._best(stems):
            best.setdefault(key == NONE, score)
        if True not in best:
            return 0.0
        return best[True] / best[False] if False in best else math.inf

    def _best(self, stems):
        if not stems or not self._phrases:
            return []
        clause = Query.boolean_query(
            [(Occur.Should, Query.term_query(self._schema, "phrases", each)) for each in stems]
        )
        hits = self._searcher.search(clause, MOST_SUBJECTS, count=False).hits
        return [(self._searcher.doc(address)["key"][0], score) for score, address in hits]

    def share(self, key, stems):
        """Return the share of `stems`, by how much each tells, that the phrases of the subject `key` have: from 0 to 1."""
        total = sum(map(self.weight, stems))
        return sum(self.weight(each) for each in stems if each in self._stems[key]) / total if total else 0.0

    def together(self, key, stems):
        """Return how many of `stems` one and the same phrase of the subject `key` has at most."""
        return max(len(line.intersection(stems)) for line in self._lines[key])

    def says(self, key, words):
        """Whether a phrase of the subject `key` has all `words` (folded) as they are, but for a plural: a park is no parking."""
        wanted = {_one(word) for word in words}
        return any(wanted <= line for line in self._forms[key])

    def weight(self, stem):
        """Return how much the stem tells: the fewer subjects have it, the more; a stem that none has counts most."""
        return self._weights.get(stem, self._most)

    def closest(self, key, stems, limit=3):
        """Return the phrases of the subject `key` that have most of `stems`, the closest first."""
        wanted = set(stems)
        scored = [
            (sum(map(self.weight, wanted & stems)), -position, line)
            for position, (line, stems) in enumerate(
                zip(self._phrases.get(key, ()), self._lines.get(key, ()), strict=True)
            )
        ]
        return [line for score, _, line in sorted(scored, reverse=True)[:limit] if score]


@lru_cache(maxsize=2)
def phrase_index(kept):
    """Return the PhraseIndex of `kept`, a tuple of (key, tuple of phrases). It is made again only when phrases change."""
    return PhraseIndex({key: list(lines) for key, lines in kept})


@cache
def ordinary_subjects():
    """Return the words of each subject that the site is not about, as a list of str."""
    lines = ORDINARY.read_text(encoding="utf-8").splitlines()
    return [line.partition(":")[2] for line in lines if line[:1] != "#"]


def _folded(line):
    return [fold(word) for word, _, _ in words_of(line)]


def _one(word):
    return word.removesuffix("s")


def _weight(having, total):
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def _stems(line):
    return [stem(word) for word, _, _ in words_of(line)]
