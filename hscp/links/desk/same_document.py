"""Which titles are plainly those of one document, so that one decision can serve all records that bear them.

Case, punctuation, small words and the order of words make no difference, nor does the short form that the words themselves
spell: "Child Exploitation Risk Assessment Framework (CERAF)", the same without it, and "CERAF".
"""

import re

from django.db.models import Q

from hscp.records.titles import SMALL_WORDS, WORD, is_acronym, match_key, words_of


def names_of(title, aliases=""):
    """Return what records are compared by, as a set: one key for a title (str), and for each line of other names."""
    names = set()
    for each in [title, *aliases.splitlines()]:
        if each.strip():
            names |= _names(each)
    return names


def candidates_filter(titles):
    """Return the condition (Q) of the records that may have one of the names of `titles`, a list of (title, aliases).

    It lets too many through: `names_of` decides. Each text is read once, however many titles there are.
    """
    starts, wholes = set(), set()
    for title, aliases in titles:
        for each in filter(None, map(str.strip, [title, *aliases.splitlines()])):
            words = list(WORD.finditer(each))
            if not words:
                continue
            starts.add(f"^{re.escape(each[: words[:2][-1].end()])}")
            starts |= {f"^{re.escape(short)}$" for short in _short_forms(each)}
            wholes.add(re.escape(each))
            if len(words) == 1 and is_acronym(each):
                starts.add(re.escape(each))
    if not starts:
        return Q(pk__in=[])
    named = Q(aliases__gt="") & Q(aliases__iregex="|".join(sorted(wholes)))
    return Q(title__iregex="|".join(sorted(starts))) | named


def _names(title):
    key = match_key(title)
    words = WORD.findall(key)
    names = {_sorted(key)}
    for short in _short_forms(title):
        rest = list(words)
        rest.remove(short)
        initials = {"".join(word[0] for word in rest)}
        initials.add("".join(word[0] for word in rest if word not in SMALL_WORDS))
        if short in initials:
            names |= {short, _sorted(" ".join(rest))}
    return names


def _sorted(text):
    return " ".join(sorted(words_of(text)))


def _short_forms(title):
    """Return the acronyms of a title that has other words too, in small letters."""
    words = WORD.findall(title)
    return {word.casefold() for word in words if is_acronym(word)} if len(words) > 1 else set()
