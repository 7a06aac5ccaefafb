"""What somebody typed into the editors' search: its words, a telephone number or a piece of one, a web address or an old one."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.text import slugify

from hscp.search.index.schema import stem
from hscp.search.query.parsing import clean
from hscp.search.query.telephones import dialled_digits

MOST_WORDS = 8
# Fewer digits than this are in too many numbers; more are in none.
FEWEST_DIGITS = 4
_NUMBER = re.compile(r"[\d\s()+./-]++(?:(?:ext(?:ension|n)?\b\.?|x|#)\s*\d{1,6})?", re.IGNORECASE)
_LITTLE = frozenset(["a", "an", "and", "at", "for", "in", "is", "of", "on", "or", "the", "to", "with"])


@dataclass(frozen=True)
class Asked:
    """`text` as it was typed, on one line; `roots`, what each word must at least contain; `digits` of a number, "" where it is
    none; `place`, the part of a web address by which it is known, "" where it is none; `slug`, the last part of a page's address.
    """

    text: str
    roots: tuple = ()
    digits: str = ""
    place: str = ""
    slug: str = ""

    def __bool__(self):
        return bool(self.roots or self.digits or self.place)

    def instead(self, words):
        """Return the same with other words, {root: word}."""
        text = " ".join(words.get(root_of(word), word) for word in self.text.split())
        return asked(text)


def asked(text):
    """Return what `text` (str, as typed) asks for. Whatever it is, this raises no error."""
    text = clean(text or "")
    digits = _digits(text)
    place, slug = ("", "") if digits else _place(text)
    words = [] if digits else _words(place or text)
    return Asked(text, tuple(dict.fromkeys(map(root_of, words)))[:MOST_WORDS], digits, place, slug)


def root_of(word):
    """Return what the forms of a word have in common: "polic" of "policies" and "policy". Short words stay whole."""
    word = word.lower().strip("'’.,;:!?\"()[]“”")
    if len(word) < 4 or not word.isalpha():
        return word
    root = stem(word).removesuffix("i")
    return root if word.startswith(root) else word


def _words(text):
    words = [word for word in re.split(r"[\s/\"“”]+", text) if root_of(word)]
    return [word for word in words if root_of(word) not in _LITTLE] or words


def _digits(text):
    """Return the digits of a telephone number, or of a piece of one, as somebody in this country dials them."""
    if not _NUMBER.fullmatch(text):
        return ""
    if dialled := dialled_digits(re.split(r"(?i)(?<!\s)\s*+(?:ext|x|#)", text)[0]):
        return dialled
    digits = re.sub(r"\D", "", text)
    if text.lstrip().startswith(("+44", "0044")):
        digits = "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0")
    return digits if len(digits) >= FEWEST_DIGITS else ""


def _place(text):
    """Return (what a web address is known by, the last part of its path): without https, www. and a slash at the end."""
    if " " in text or not ("/" in text or re.search(r"\w\.\w{2,}", text)) or "@" in text:
        return "", ""
    try:
        parts = urlsplit(text if "//" in text else f"//{text}" if not text.startswith("/") else text)
    except ValueError:
        return "", ""
    path = parts.path.rstrip("/")
    place = f"{parts.netloc.removeprefix('www.')}{path}"
    return place, slugify(path.rpartition("/")[2])
