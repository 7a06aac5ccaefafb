"""Whether what a page calls itself can be the thing that a record names. When in doubt it can: an editor's time is dear."""

import re
import unicodedata
from difflib import SequenceMatcher

_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at by for from how in into is it of on or our that the this to what when who why with your you",
    )
)
# Words that half of all safeguarding pages have in their titles, so that sharing them says nothing.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """board child children city council county document documents download downloads family families form forms gov
        guidance guide hampshire hants home hscp information isle iow iowscp page partnership people policies policy
        practitioner practitioners procedure procedures professional professionals protocol resource resources safeguarding
        service services site strategy support toolkit toolkits uk website welcome wight young""",
    )
)
_SEPARATORS = re.compile(r"\s[|–—:·•»>/-]+\s|\s?[|»•]\s?|:\s")
_ENOUGH = 0.6  # of the telling words
_ALIKE = 0.8  # of the letters, for other spellings
_STEM = 5  # letters in which words of one family agree
_LONGEST = 300


def resembles(ours, theirs):
    """Return whether one of our titles (`ours`) may name a page that calls itself `theirs` (both lists of str)."""
    theirs = [_plain(each) for each in theirs if each.strip()]
    parts = [part for each in theirs for part in (each, *_SEPARATORS.split(each))]
    ours = [_plain(each) for each in ours if each.strip()]
    return not ours or not parts or any(_alike(title, part) for title in ours for part in parts)


def _plain(text):
    text = unicodedata.normalize("NFKD", text[:_LONGEST])
    return "".join(each for each in text if not unicodedata.combining(each)).replace("&", " and ")


def _alike(title, part):
    if _differ_in_year(title, part):
        return False
    if _acronym_fits(title, part) or _acronym_fits(part, title):
        return True
    mine, other = _words(title), _words(part)
    if not mine or not other:
        return False
    telling_mine, telling_other = mine - _COMMON, other - _COMMON
    if not telling_mine:  # such as "Safeguarding Children Policy": only the whole of it says anything
        return _share(mine, other) >= _ENOUGH
    if _share(telling_mine, other) >= _ENOUGH:
        return True
    is_specific = len(telling_other) > 1 or len(telling_mine) <= 2
    if telling_other and is_specific and _share(telling_other, mine) >= _ENOUGH:
        return True
    return SequenceMatcher(None, " ".join(sorted(mine)), " ".join(sorted(other))).ratio() >= _ALIKE


def _words(text):
    """Return the set of the words of `text`, without the small ones, numbers of years included."""
    text = re.sub(r"['’]", "", text.casefold())
    return {word for word in re.findall(r"[^\W_]+", text) if word not in _SMALL}


def _share(words, others):
    """Return what share of `words` has one of its family among `others`."""
    return sum(any(_same(word, other) for other in others) for word in words) / len(words)


def _same(word, other):
    if word == other or word.removesuffix("s") == other.removesuffix("s"):
        return True
    return min(len(word), len(other)) >= _STEM and word[:_STEM] == other[:_STEM]


def _differ_in_year(title, part):
    """Return whether both name years and none that is the same: another edition."""
    years, others = ({int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)} for text in (title, part))
    return bool(years and others) and not years & others


def _acronym_fits(text, long):
    """Return whether a short form in `text`, such as CEOP, is made of the initials of words in `long` that follow one another."""
    words = re.findall(r"[^\W_]+", long)
    initials = {
        "".join(word[0] for word in words).casefold(),
        "".join(word[0] for word in words if word.casefold() not in _SMALL).casefold(),
    }
    short_forms = re.findall(r"\b[A-Z]{3,8}\b", text)
    return any(short.casefold() in each for short in short_forms for each in initials)
