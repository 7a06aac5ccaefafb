"""Parsing what a reader typed into words, quoted phrases and words to exclude.

All cleaning happens here. Whatever the text, the result is a Query of at most 200 characters and 16 words: no input
raises an error or reaches tantivy's own query language.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from hscp.search.index.schema import fold, stem, words_of
from hscp.search.query.telephones import with_numbers_as_words
from hscp.web.wording import one_line

MAX_TEXT = 200
MAX_WORDS = 16
_quotes = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'"})
_dashes = re.compile(r"[‐‑‒–—−]")
_initials = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
# From this many words on, capitals throughout are a way of typing; fewer may be acronyms.
SENTENCE = 3
_part = re.compile(r'(?P<minus>(?<!\S)-(?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+))')


@dataclass(frozen=True)
class Word:
    """One word: as typed, folded (without case and accents), and its stem."""

    text: str
    folded: str
    stem: str

    @property
    def shouted(self):
        """Whether it was typed in capitals, like an acronym."""
        return self.text.isupper()


@dataclass(frozen=True)
class Query:
    """A parsed search. `excluded` and `phrases` hold lists of Words; `ends_open`: the last word may be unfinished."""

    text: str = ""
    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[Word, ...], ...] = ()
    excluded: tuple[tuple[Word, ...], ...] = ()
    ends_open: bool = field(default=False, compare=False)

    @property
    def all_words(self):
        """The words to look for, including those of the phrases."""
        return self.words + tuple(word for phrase in self.phrases for word in phrase)

    def __bool__(self):
        return bool(self.words or self.phrases)


def clean(text):
    """Return `text` (anything) as one line of at most 200 characters, fit for any database and any page.

    Control, private and unassigned characters and lone surrogates become spaces; formatting characters are removed.
    """
    text = str(text)[: MAX_TEXT * 4]
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} else char for char in text)
    text = unicodedata.normalize("NFC", "".join(char for char in text if unicodedata.category(char) != "Cf"))
    return one_line(text)[:MAX_TEXT].strip()


def to_words(text):
    """Return the Words of `text`."""
    words = [Word(word, fold(word), stem(word)) for word, _, _ in words_of(text)]
    return [word for word in words if word.stem]


def parse(text):
    """Return the Query of what a reader typed (str)."""
    ends_open = bool(text) and not str(text)[-1:].isspace()
    text = clean(text)
    plain = _dashes.sub("-", text.translate(_quotes))
    plain = _initials.sub(lambda match: match[0].replace(".", ""), plain)
    plain = with_numbers_as_words(plain)
    if plain.isupper() and len(to_words(plain)) >= SENTENCE:
        plain = plain.lower()
    words, phrases, excluded, count = [], [], [], 0
    for part in _part.finditer(plain):
        found = to_words(part["words"] if part["phrase"] is None else part["phrase"])[: MAX_WORDS - count]
        count += len(found)
        if not found:
            continue
        if part["minus"]:
            excluded.append(tuple(found))
        elif part["phrase"] is not None and len(found) > 1:
            phrases.append(tuple(found))
        else:
            words += found
    return Query(text, tuple(words), tuple(phrases), tuple(excluded), ends_open)
