"""Telling whether two printed titles are the same, or merely look alike.

`match_key` forgives typography only, so titles with equal keys may become one record. `look_alike` finds pairs that a
person should look at; that alone is never a reason to merge them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from hscp.web.wording import one_line

# Titles come from untrusted files and may be long: every pattern here runs in linear time.
QUOTES = dict.fromkeys(map(ord, "'\"`´‘’‚‛“”„‟‹›«»′″"))
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
TRAILING_PUNCTUATION = " .,:;!?-"
WORD = re.compile(r"[^\W_]+")
SMALL_WORDS = frozenset(
    WORD.findall("a an and as at by for from in into of on or over the their to under with within your")
)
BRACKETED = re.compile(r"\(([^()]*)\)|\[([^][]*)\]")
SPELT_OUT = re.compile(r"(?P<words>\w[^()]{2,200}) \((?P<acronym>[^()]{2,12})\)(?P<rest> [^()].*)")
INTRODUCTION = re.compile(r"(?:an |the )?introduction (?:to|of) ", re.IGNORECASE)
YEARS = re.compile(r"(?:19|20)\d\d(?: ?(?:-|/|to) ?(?:19|20)?\d\d)?$")
# Where a title has a second part: a subtitle, or words such as "for schools".
JOINTS = (":", ".", ",", ";", "?", "|", *(f"{word} " for word in sorted(SMALL_WORDS)))

SAME = "The titles are the same."
SMALL_DIFFERENCE = "They differ only in small words, endings or punctuation."
OTHER_ORDER = "The same words are in another order."
OTHER_SPACING = "They differ only in the spaces between words."
SHORT_FORM = "One title is the short form that the other gives."
LONGER = "One title is the other with more words after it."
WORDS_ADDED = "One title is the other with a word or two added."
ONE_WORD = "All words but one are the same."
REMOVABLE = {
    "publisher": "the publisher or acronym at the end",
    "brackets": "the words in brackets",
    "years": "the years",
    "acronym": "the acronym at the start",
    "introduction": "the opening “Introduction to”",
}


def match_key(title: str) -> str:
    """The key that a title is matched by: two titles with the same key differ in typography only.

    Compatibility forms of letters, quotes, dashes and hyphens, `&` for "and", case, spaces and the punctuation at the
    end make no difference. Words do: with and without "An Introduction to" are two titles. A title made of nothing but
    punctuation is its own key.
    """
    text = unicodedata.normalize("NFKC", _typography(title).casefold())
    key = _without_spaces_at_slashes(text.replace("-", " ")).rstrip(TRAILING_PUNCTUATION)
    return key or one_line(title)


def look_alike(first: str, second: str) -> str:
    """Why an editor should check whether two titles mean the same thing, as a sentence; "" if they look different."""
    if reason := _alike(first, second):
        return reason
    short_first, short_second = with_acronym(first), with_acronym(second)
    if short_first or short_second:
        return _alike(short_first or first, short_second or second)
    return ""


def with_acronym(title):
    """Return a title with its opening words as the acronym that follows them; "" if none does.

    "Hampshire, Isle of Wight, Portsmouth & Southampton (HIPS) Strategy for Schools" is "HIPS Strategy for Schools".
    """
    found = SPELT_OUT.match(title)
    if not found or not is_acronym(found["acronym"]) or len(words_of(found["rest"])) < 2:
        return ""
    initials = iter(word[0].upper() for word in WORD.findall(found["words"]))
    letters = [letter for letter in found["acronym"] if letter.isalpha()]
    stands_for = found["words"][0].upper() == letters[0] and all(letter in initials for letter in letters)
    return f"{found['acronym']}{found['rest']}" if stands_for else ""


def _alike(first, second):
    a, b = shape_of(first), shape_of(second)
    if a.key == b.key:
        return SAME
    if not a.words or not b.words:
        return ""
    if a.sorted_words == b.sorted_words:
        return _difference(a, b)
    if a.joined == b.joined:
        return OTHER_SPACING
    if a.key in b.short_forms or b.key in a.short_forms:
        return SHORT_FORM
    if _continues(a, b) or _continues(b, a):
        return LONGER
    if _words_added(a, b) or _words_added(b, a):
        return WORDS_ADDED
    if len(a.words) == len(b.words) >= 5 and sum(x != y for x, y in zip(a.words, b.words, strict=True)) == 1:
        return ONE_WORD
    return ""


@dataclass(frozen=True)
class Shape:
    """A title taken apart: what is left without its removable parts, and those parts."""

    key: str
    text: str
    words: tuple[str, ...]
    sorted_words: tuple[str, ...]
    joined: str
    removed: dict[str, str]
    short_forms: frozenset[str]


@lru_cache(maxsize=4096)
def shape_of(title):
    """Return the Shape of a title."""
    text, removed = _reduce(_typography(title))
    words = words_of(text)
    return Shape(
        key=match_key(title),
        text=match_key(text.replace(" - ", " | ")),
        words=words,
        sorted_words=tuple(sorted(words)),
        joined="".join(words),
        removed={part: match_key(value) for part, value in removed.items()},
        short_forms=frozenset(
            match_key(value)
            for part in ("brackets", "publisher")
            for value in removed.get(part, "").split(", ")
            if is_acronym(value)
        ),
    )


def _typography(title):
    """The title with one kind of dash and space, "and" for "&", no quotes and no invisible characters."""
    text = title
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(DASHES)
        text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = text.translate(QUOTES).replace("&", " and ")
    return _without_spaces_at_slashes(text)


def _without_spaces_at_slashes(text):
    return "/".join(part.strip() for part in one_line(text).split("/"))


def words_of(text):
    """The words that carry the meaning, in order and in the singular; all words if there are no others."""
    words = WORD.findall(text.casefold())
    return tuple(_singular(word) for word in words if word not in SMALL_WORDS) or tuple(words)


def all_words_of(title):
    """Return every word of a title, as it stands and in the singular, as a set."""
    words = WORD.findall(_typography(title).casefold())
    return {*words, *map(_singular, words)}


def is_acronym(word):
    """Whether a word is capitals, digits and full stops, with two capitals or more: NHS, 4LS, GOV.UK."""
    letters = [letter for letter in word if letter not in ".0123456789"]
    return len(letters) >= 2 and all("A" <= letter <= "Z" for letter in letters)


def _singular(word):
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _reduce(text):
    """The text without the parts that one printing of a title may have and another lack, and those parts.

    A part stays if too little would be left to recognise the title.
    """
    removed = {}

    def take(part, value, rest, at_least=1):
        rest = rest.strip(" -|:,")
        if not value.strip() or len(words_of(rest)) < at_least:
            return text
        removed[part] = value.strip(" -|()[]")
        return rest

    head, bar, tail = text.rpartition(" | ")
    if not bar:
        head, bar, tail = text.rpartition(" - ")
        if not any(is_acronym(word) for word in tail.split()) or len(tail.split()) > 3:
            tail = ""
    text = take("publisher", tail, head)
    bracketed = ", ".join(one or other for one, other in BRACKETED.findall(text))
    text = take("brackets", bracketed, " ".join(BRACKETED.sub(" ", text).split()))
    if years := YEARS.search(text[-16:]):
        text = take("years", years[0], text[: len(text) - len(years[0])])
    first, _, rest = text.partition(" ")
    if is_acronym(first) and not rest.isupper():
        text = take("acronym", first, rest, at_least=2)
    if opening := INTRODUCTION.match(text):
        text = take("introduction", opening[0], text[opening.end() :])
    return text, removed


def _difference(a, b):
    parts = [name for part, name in REMOVABLE.items() if a.removed.get(part, "") != b.removed.get(part, "")]
    if parts:
        return f"They differ only in {', '.join(parts[:-1])}{' and ' if parts[1:] else ''}{parts[-1]}."
    return OTHER_ORDER if a.words != b.words else SMALL_DIFFERENCE


def _words_added(longer, shorter):
    """Whether the longer title has every word of the shorter one, and one or two more."""
    if len(shorter.words) < 4 or len(longer.words) - len(shorter.words) not in (1, 2):
        return False
    words = iter(longer.sorted_words)
    return all(word in words for word in shorter.sorted_words)


def _continues(longer, shorter):
    """Whether the longer title is the shorter one with a subtitle or a tail such as "for schools"."""
    if not longer.text.startswith(shorter.text):
        return False
    tail = longer.text[len(shorter.text) :]
    if not tail.strip() or tail[0] not in " :.,;?|" or not tail.lstrip().startswith(JOINTS):
        return False
    return len(shorter.words) >= 3 or len(words_of(tail)) == 1
