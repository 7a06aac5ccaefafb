"""Ordinary English words, first names and words newer than the dictionary: spelling correction leaves them as they are.

The dictionary is the one that symspellpy ships: 82,765 words of British and American English, and no misspellings.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from hscp.search.index.schema import fold

NEWER_WORDS = Path(__file__).parent / "names_and_newer_words.txt"


@cache
def _words():
    listed = (
        files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    )
    newer = NEWER_WORDS.read_text(encoding="utf-8")
    words = {line.partition(" ")[0] for line in listed.splitlines()}
    return frozenset(
        words.union(*(map(fold, line.split()) for line in newer.splitlines() if line[:1] != "#"))
    )


def is_english(word):
    """Whether `word` (str, folded) is an ordinary word, a first name, or one of these with an 's."""
    return word in _words() or word.removesuffix("s").removesuffix("'") in _words()
