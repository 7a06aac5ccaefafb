"""Where a title stands in an alphabetical list. Foundation: imports no app."""

import unicodedata

DIGITS = "0 to 9"


def sorting_key(title):
    """Return what titles are sorted by: numbers first, then letters without case, accents and signs in front."""
    letter = letter_of(title)
    return (letter != DIGITS, letter, _folded(title))


def letter_of(title):
    """Return the capital letter that a title stands under, or DIGITS for one that starts with no letter."""
    first = _folded(title)[:1]
    return first.upper() if first.isalpha() else DIGITS


def _folded(title):
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", title) if not unicodedata.combining(sign))
    start = next((position for position, sign in enumerate(plain) if sign.isalnum()), len(plain))
    return plain[start:].casefold()
