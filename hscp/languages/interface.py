"""The words that stand around the text of a page in another language: "Call", "Open now", the names of the days.

The English are in the catalogue hscp/locale/interface.pot, in the form of gettext, which `make messages` writes from the sources. What
they are in a language, its editors say: `Language.words`. What nobody has translated is shown in English, and marked as English.
"""

import ast
import re
from dataclasses import dataclass
from functools import cache, cached_property

from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

CATALOGUE = settings.BASE_DIR / "hscp" / "locale" / "interface.pot"
_PLACEHOLDER = re.compile(r"%\(([a-z_]+)\)s")
_MSGID = re.compile(r'^msgid (".+")$', re.MULTILINE)


@dataclass(frozen=True)
class Words:
    """What pages say in one language: `texts` are pairs of (English, translated). Two with the same texts are one."""

    lang: str
    direction: str
    texts: tuple = ()

    @classmethod
    def of(cls, language):
        """Return the Words of a Language, those of the catalogue alone."""
        known = catalogue()
        texts = () if language.is_easy_read else language.words.items()
        return cls(
            language.lang, language.direction, tuple(sorted(pair for pair in texts if pair[0] in known))
        )

    @cached_property
    def _by_english(self):
        return dict(self.texts)

    def translated(self, english):
        """Return what `english` is in the language; "" if nobody has said so."""
        return self._by_english.get(english, "")

    def say(self, english, **values):
        """Return `english` in the language as safe HTML with its placeholders filled, or the English marked as English."""
        text = self.translated(english)
        said = conditional_escape(text or english)
        for name, value in values.items():
            said = mark_safe(said.replace(f"%({name})s", conditional_escape(value)))  # noqa: S308 (both are escaped)
        if text or self.lang == "en":
            return said
        return format_html('<span lang="en" dir="ltr">{}</span>', said)

    def plain(self, english):
        """Return `english` in the language as a str for an attribute, where nothing can be marked; in English if it must be."""
        return self.translated(english) or english


def placeholders(text):
    """Return the names (set) of the placeholders, such as %(day)s, in a text of the catalogue."""
    return set(_PLACEHOLDER.findall(text))


@cache
def catalogue():
    """Return the English of everything that can be translated, {text: where it is said}, in the order of the catalogue."""
    return _read(CATALOGUE.read_text())


def _read(text):
    found, where = {}, []
    for line in text.splitlines():
        if line.startswith("#: "):
            where.append(line[3:])
        elif (match := _MSGID.match(line)) and match[1] != '""':
            # What gettext escapes, Python does in the same way.
            found[ast.literal_eval(match[1])] = tuple(where)
            where = []
    return found
