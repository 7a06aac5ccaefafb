"""What comments speak of: words and phrases counted, and the themes whose words staff keep.

A comment counts once for a word, however often it has it. Words are counted as they are written, in any case of their letters:
nothing guesses what somebody meant.
"""

import re
from collections import Counter
from itertools import pairwise

FEWEST = 2  # comments that must share a word for it to be listed
MOST = 30
# Words that say nothing of what a comment is about.
STOP_WORDS = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "don’t",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "get",
        "got",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "i’d",
        "i’m",
        "i’ve",
        "if",
        "in",
        "into",
        "is",
        "it",
        "it’s",
        "its",
        "just",
        "lot",
        "lots",
        "made",
        "make",
        "me",
        "more",
        "most",
        "much",
        "my",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "quite",
        "really",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "that’s",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "us",
        "use",
        "used",
        "using",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "bit",
        "able",
        "day",
        "good",
        "great",
        "well",
        "excellent",
        "session",
        "sessions",
        "training",
        "course",
        "courses",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


def words_of(comment):
    """Return the words and phrases (set of str, in small letters) that a comment has; a phrase is two words side by side."""
    words = [word.casefold().replace("'", "’") for word in _WORD.findall(comment)]
    telling = [word not in STOP_WORDS and len(word) > 2 for word in words]
    found = {word for word, tells in zip(words, telling, strict=True) if tells}
    pairs = zip(pairwise(words), pairwise(telling), strict=True)
    return found | {" ".join(pair) for pair, tell in pairs if all(tell)}


def most_used(comments):
    """Return [(word or phrase, how many of `comments` (list of str) have it)], the most used first, at most MOST.

    A word that only ever stands within one listed phrase is left to the phrase.
    """
    counts = Counter(word for comment in comments for word in words_of(comment))
    listed = {word: number for word, number in counts.items() if number >= FEWEST}
    within = {
        part
        for phrase, number in listed.items()
        for part in phrase.split(" ")
        if " " in phrase and listed.get(part) == number
    }
    found = [(word, number) for word, number in listed.items() if word not in within]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST]


def has_word(comment, word):
    """Return whether a comment (str) has a word or phrase as `most_used` lists it."""
    return word.casefold() in words_of(comment)


def pattern(words):
    """Return what finds the words of a theme, one on each line; a star stands for any letters that follow. None for no words."""
    lines = [" ".join(line.split()).replace("’", "'") for line in words.splitlines()]
    parts = [_as_expression(line) for line in lines if line.strip("* ")]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None


def _as_expression(line):
    """Return a line of a theme as a part of an expression, which is searched in one pass however many stars it has."""
    first, *others = (re.escape(part).replace(r"\ ", r"\s++") for part in line.split("*"))
    if not others:
        return first
    *middle, last = others
    # What stands between two stars is taken where it comes first: no later place could let more follow.
    return first + "".join(rf"(?>\w*?{part})" for part in middle) + (rf"\w*{last}" if last else r"\w*+")


def speaks_of(comment, theme):
    """Return whether a comment (str) has a word of `theme` (a CommentTheme)."""
    found = pattern(theme.words)
    return found is not None and found.search(comment.replace("’", "'")) is not None
