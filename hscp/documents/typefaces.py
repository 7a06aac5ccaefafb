"""The typefaces for scripts that ours lacks: Noto Sans, from two packages that hold fonts alone and never run.

A document gets them only where its words need them: most need none, and start sooner without.
"""

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
# In this order a sign is looked for. Han characters have the forms of mainland China where nothing else decides.
FAMILIES = (
    "Noto Sans",
    *(
        f"Noto Sans {script}"
        for script in ("Arabic", "Hebrew", "Bengali", "Devanagari", "Gujarati", "Gurmukhi")
    ),
    *(f"Noto Sans {script}" for script in ("Kannada", "Malayalam", "Oriya", "Sinhala", "Tamil", "Telugu")),
    *(
        f"Noto Sans {script}"
        for script in ("Thai", "Lao", "Khmer", "Myanmar", "Armenian", "Georgian", "Ethiopic")
    ),
    *(f"Noto Sans CJK {place}" for place in ("SC", "TC", "HK", "JP", "KR")),
    "Noto Emoji",
    "Noto Sans Symbols",
)
# What our own typeface is made for: Latin letters with their marks, and the punctuation and arrows of our texts.
_OURS = re.compile(r"[\x00-\u024f\u02b0-\u036f\u1e00-\u1eff\u2000-\u22ff\u25a0-\u25ff\ufb00-\ufb06]*")


@cache
def folders():
    """Return the folders (tuple of str) with the fonts of those packages that are installed."""
    found = (find_spec(name) for name in PACKAGES)
    return tuple(str(Path(spec.origin).parent) for spec in found if spec is not None)


# The scripts of those families, as the names of their letters begin: Noto Sans itself has the first three.
_SCRIPTS = {
    *("LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"),
    *(family.rpartition(" ")[2].upper() for family in FAMILIES if family.startswith("Noto Sans ")),
}


def lacking(text):
    """Return the letters of `text` (str) that no installed typeface has, each once: a document would print boxes for them."""
    return "".join(
        dict.fromkeys(
            char
            for char in text
            if unicodedata.category(char)[0] in "LM"
            and needs_more(char)
            and not (folders() and unicodedata.name(char, "").partition(" ")[0] in _SCRIPTS)
        )
    )


def needs_more(text):
    """Return whether `text` has letters of another script than our own typeface has."""
    return _OURS.fullmatch(text) is None
