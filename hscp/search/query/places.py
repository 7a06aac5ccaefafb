"""Places, years, months and file words in a search: they say where, when or in what form, and what is left decides what is found."""

import re
from dataclasses import dataclass

from hscp.search.query.parsing import to_words

LONGEST_NAME = 4
_year = re.compile(r"(?:19|20)\d\d")
# "March" may be one through town, and "may" is a little word.
_MONTHS = frozenset(
    ["january", "february", "april", "june", "july", "august", "september", "october", "november", "december"]
    + ["jan", "feb", "apr", "jun", "jul", "aug", "sept", "oct", "nov", "dec"]
)
_FILE_WORDS = frozenset(
    [
        "pdf",
        "pdfs",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "powerpoint",
        "download",
        "downloads",
        "downloadable",
        "printable",
    ]
)


@dataclass(frozen=True)
class PlaceNamed:
    """A place of the editors' list: its area, whether this site serves it, and the key of the contact to show."""

    area: str
    is_served: bool
    key: str | None


class Places:
    """The places that editors have listed, by their names."""

    def __init__(self, kept):
        self._by_name = {}
        # Contacts that are only for who names a place outside the area.
        self.keys_elsewhere = frozenset(
            settings["key"] for settings in kept if settings["key"] and not settings["is_served"]
        )
        for settings in kept:
            place = PlaceNamed(settings["area"], settings["is_served"], settings["key"])
            for name in settings["names"]:
                self._by_name[_folded(to_words(name))] = place

    def words(self):
        """Return the words of all names, folded."""
        return {word for name in self._by_name for word in name}

    def at(self, words, position):
        """Return (PlaceNamed, how many words name it) for the longest name at `position` of `words`; None if there is none."""
        for length in range(min(LONGEST_NAME, len(words) - position), 0, -1):
            name = _folded(words[position : position + length])
            # "Portsmouth's LADO"
            place = self._by_name.get(name) or self._by_name.get((*name[:-1], name[-1].removesuffix("s")))
            if place:
                return place, length
        return None


def is_time_or_form(word):
    """Whether the Word is a year or a month, or says in what form something is wanted ("pdf")."""
    return bool(_year.fullmatch(word.folded)) or word.folded in _MONTHS or word.folded in _FILE_WORDS


def _folded(words):
    return tuple(word.folded.replace("'", "") for word in words)
