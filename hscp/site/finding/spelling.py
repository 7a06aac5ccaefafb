"""Spells a word right that no record contains. The words are those of all titles and other names, drafts among them.

Each process keeps them for as long as nothing changes. They are for editors only, and in no index.
"""

import re
from collections import Counter

from django.db import connection

from hscp.page_cache.content_version import content_version
from hscp.search.index.schema import fold, words_of
from hscp.search.query.spelling import Vocabulary
from hscp.site.finding.asked import root_of
from hscp.site.finding.kinds import OTHERS, RECORDS

_kept = {}


def respelt(asked):
    """Return the Asked with words that titles use in place of those that none does, or None where there is nothing to correct."""
    vocabulary = _vocabulary()
    instead = {}
    for word, _, _ in words_of(asked.text):
        folded = fold(word)
        if folded in vocabulary:
            continue
        if meant := vocabulary.meant(folded):
            instead[root_of(word)] = meant[0]
        elif parts := vocabulary.split(folded):
            instead[root_of(word)] = " ".join(parts)
    return asked.instead(instead) if instead else None


def _vocabulary():
    """Return the Vocabulary of the titles as they are now: one query for each kind, after a change of content only."""
    version = content_version(connection)
    if _kept.get("version") != version:
        _kept["vocabulary"] = Vocabulary(_counts())
        _kept["version"] = version
    return _kept["vocabulary"]


def _counts():
    words = Counter()
    for kind in (*RECORDS, *OTHERS):
        names = [name for name in kind.words if name in _NAMES]
        if names:
            for row in kind.model._base_manager.order_by().values_list(*names).iterator():
                words.update(_WORD.findall(" ".join(row).lower()))
    # Each word once: to take accents away takes most of the time.
    counts = Counter()
    for word, number in words.items():
        counts[fold(word)] += number
    return counts


# A word, as the index splits them; numbers are not corrected.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


# Not the words of accounts, addresses and sessions: a name is no spelling of something else.
_NAMES = frozenset(("title", "aliases", "short_title", "stands_for", "name", "short_name", "other_names"))
