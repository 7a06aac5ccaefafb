"""When two typed names of organisations are one: the key that everything compares."""

import re
import unicodedata
from itertools import pairwise

from hscp.web.wording import one_line

KEY_LENGTH = 200
# Apostrophes and quotation marks of every shape, and letters that stand for an apostrophe. They go without leaving a space.
_QUOTES = dict.fromkeys(map(ord, "'\"`´‘’‚‛“”„‟‹›«»′″ʼʻʹʽ＇＂"))
_SIGNS = {ord("&"): " and ", ord("+"): " and ", ord("@"): " at "}
_SIGNS_AND_QUOTES = _QUOTES | _SIGNS
# Marks over and under Latin, Greek and Cyrillic letters. In other scripts marks are vowels, so they stay.
_ACCENTS = re.compile("[\u0300-\u036f]")
_SAME_WORDS = {"saint": "st", "saints": "sts", "cofe": "ce"}
_CHURCH = re.compile(r"\bc(?:hurch)? of e(?:ngland)?\b")
_LEGAL_FORMS = frozenset({"ltd", "limited", "llp", "plc", "cic"})


def organisation_key(name):
    """Return the key of an organisation's name (text): two names with the same key are one organisation.

    These make no difference: case, spaces, punctuation and dashes, invisible signs, apostrophes straight, curly or left out,
    accents, composed and decomposed letters, the width of letters, “St”, “St.” and “Saint”, “&”, “+” and “and”, “@” and “at”,
    “CofE”, “CE” and “Church of England”, “The” in front, and Ltd, Limited, LLP, PLC or CIC at the end. Words do:
    a school and its federation are two. At most KEY_LENGTH characters; a name of signs alone is its own key.
    """
    plain = unicodedata.normalize("NFKC", name.translate(_QUOTES)).translate(_SIGNS_AND_QUOTES).casefold()
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))
    spaced = "".join(map(_letter_or_space, plain)).split()
    words = [_SAME_WORDS.get(word, word) for word in _CHURCH.sub("ce", " ".join(spaced)).split()]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return (_joined(words) or one_line(name).casefold())[:KEY_LENGTH]


def _letter_or_space(character):
    """Return a letter, a digit or a mark on one as it is, nothing for an invisible sign, and a space for all else."""
    category = unicodedata.category(character)
    return character if category[0] in "LMN" else "" if category == "Cf" else " "


def _joined(words):
    """Return the words without spaces between them, save between two numbers: “pre-school” is “preschool”."""
    joined = "".join(words[:1])
    for before, word in pairwise(words):
        joined += f" {word}" if before[-1].isdigit() and word[0].isdigit() else word
    return joined
