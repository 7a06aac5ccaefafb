"""Refuses passwords that are long but easy to guess: a pattern, or one or two pieces that everybody tries first."""

import re
from functools import lru_cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

# Words that somebody who attacks this portal tries first, beside the commonest passwords of all.
OWN_WORDS = frozenset(
    [
        "safeguarding",
        "safeguard",
        "hampshire",
        "hscp",
        "hips",
        "partnership",
        "portal",
        "children",
        "childrens",
        "child",
        "council",
        "school",
        "schools",
        "welcome",
        "teacher",
        "editor",
        "admin",
        "administrator",
        "southampton",
        "portsmouth",
        "winchester",
        "isleofwight",
        "wight",
        "neglect",
        "lado",
        "camhs",
        "password",
        "letmein",
        "protection",
        "services",
        "service",
        "social",
        "worker",
        "workers",
        "designated",
        "lead",
        "family",
        "families",
        "brochure",
        "toolkit",
        "practice",
        "practitioner",
        "police",
        "health",
        "early",
        "help",
        # The example of a good pass phrase that everybody has read.
        "correcthorsebatterystaple",
    ]
)
SHORTEST_PIECE = 3
# Three words that have nothing to do with each other are enough: the NCSC's advice.
FEWEST_WORDS = 3
_SEPARATORS = re.compile(r"[^a-z0-9]+")
# “P@ssw0rd”: signs and digits that stand for letters.
_SIGNS, _DIGITS_AS_LETTERS = str.maketrans("@$!", "asi"), str.maketrans("013457", "oieast")
_DIGITS = re.compile(r"\d+")
# The highest mark of zxcvbn's five: more than ten thousand million guesses by somebody who knows the usual patterns.
_HARD_TO_GUESS = 4
# Its time grows with the cube of the length: half a second for the worst of this many characters, and three for twice as many.
_LOOKED_AT = 40


@lru_cache(1)
def _common():
    return frozenset(word for word in CommonPasswordValidator().passwords if len(word) >= SHORTEST_PIECE)


class CommonPiecesValidator:
    """Refuses a password that is nothing but digits, words of the portal, and fewer than three of the commonest passwords."""

    def validate(self, password, user=None):
        """Raise ValidationError for such a password."""
        text = password.casefold()
        if any(_is_made_of_pieces(_SEPARATORS.sub("", each)) for each in (text, text.translate(_SIGNS))):
            raise ValidationError(
                "This password is made of pieces that are tried first, such as “%(example)s”. Take three words or more that have nothing to "
                "do with each other or with your work.",
                code="password_of_common_pieces",
                params={"example": "safeguarding2026"},
            )

    def get_help_text(self):
        """Return the rule as the form says it."""
        return "Three words or more that have nothing to do with each other are a good password; a common word with a year is none."


class EasyToGuessValidator:
    """Refuses what zxcvbn finds easy to guess: runs of the keyboard, dates, names, common words, and their usual disguises.

    It reads the beginning of a password, and brings its lists of common words and passwords with it: nothing is asked of a network.
    """

    def validate(self, password, user=None):
        """Raise ValidationError for such a password."""
        if zxcvbn(password[:_LOOKED_AT], user_inputs=sorted(OWN_WORDS))["score"] < _HARD_TO_GUESS:
            raise ValidationError(
                "This password is easy to guess, also with signs in place of letters. Take three words or more that have nothing to do "
                "with each other or with your work.",
                code="password_easy_to_guess",
            )

    def get_help_text(self):
        """Return the rule as the form says it."""
        return "Years, runs of keys, and signs in place of letters do not make a common word a good password."


def _is_one_sign(piece):
    return len(piece) >= SHORTEST_PIECE and len(set(piece)) == 1


def _is_made_of_pieces(text):
    """Return whether `text` (small letters and digits) is made of such pieces, with fewer than FEWEST_WORDS different common ones."""
    common = _common()
    longest = 25
    # Of each length from the start: the fewest sets of different common words that make it up.
    reached = {0: {frozenset()}}
    for end in range(1, len(text) + 1):
        ways = set()
        for start in range(max(0, end - longest), end):
            piece = text[start:end]
            if start not in reached:
                continue
            if _DIGITS.fullmatch(piece) or piece in OWN_WORDS or _is_one_sign(piece):
                ways |= reached[start]
                continue
            word = piece if piece in common else piece.translate(_DIGITS_AS_LETTERS)
            if len(word) >= SHORTEST_PIECE and word in common:
                ways |= {words | {word} for words in reached[start] if len(words | {word}) < FEWEST_WORDS}
        if ways:
            reached[end] = set(sorted(ways, key=len)[:50])
    return len(text) in reached
