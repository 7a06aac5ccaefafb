"""Sorting titles alphabetically, and the letter that a title is listed under."""

import unicodedata

DIGITS = "0 to 9"


def sorting_key(title):
    """Return the sort key of a title: numbers first, then letters without case, accents or leading punctuation."""
    letter = letter_of(title)
    return (letter != DIGITS, letter, _folded(title))


def letter_of(title):
    """Return the capital letter that a title is listed under, or DIGITS if it does not start with a letter."""
    first = _folded(title)[:1]
    return first.upper() if first.isalpha() else DIGITS


def _folded(title):
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", title) if not unicodedata.combining(sign))
    start = next((position for position, sign in enumerate(plain) if sign.isalnum()), len(plain))
    return plain[start:].casefold()
