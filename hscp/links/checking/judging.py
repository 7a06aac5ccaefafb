"""What an Answer says about a link: whether it works, has moved, or is something else now."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from hscp.links.checking.answers import Trouble
from hscp.links.checking.page_words import PageWords, read_page
from hscp.links.checking.resemblance import resembles
from hscp.links.enums import CheckResult

SLOW_SECONDS = 10
# They turn the machine away, not readers: not signed in, refused, too many requests, and what LinkedIn answers.
_BLOCKING = {401, 403, 407, 429, 999}
_HTML = ("text/html", "application/xhtml+xml", "")
_HOME = re.compile(r"/?(?:(?:home|index|default)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_NOT_THERE = re.compile(
    r"\b(?:(?:page|file|document|content|resource) (?:was |could |can)?(?:not|n[’']t) (?:be )?(?:found|available)|not found|"
    r"(?:can[’']t|cannot|could not|couldn[’']t) (?:be found|find)|(?:does not|doesn[’']t|no longer) exists?|"
    r"(?:error|http|status) ?(?:404|410|500)|404(?=\W*(?:error|not|page|$|[|–-]))|page (?:has been |is )?"
    r"(?:removed|deleted|missing|unavailable)|domain (?:name )?(?:is )?(?:for sale|expired|parked))\b",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(
    r"\b(?:withdrawn|superseded|archived|obsolete|decommissioned|no longer (?:available|current|in force|in use|valid))\b",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"\b(?:just a moment|attention required|are you (?:a )?(?:human|robot)|access denied|verify(?:ing)? (?:that )?you are human|"
    r"security check)\b",
    re.IGNORECASE,
)
_TROUBLES = {
    Trouble.CERTIFICATE: CheckResult.NOT_SECURE,
    # Browsers make connections that Python refuses, so it may work for readers.
    Trouble.NO_SECURE_CONNECTION: CheckResult.NOT_SECURE,
    Trouble.PRIVATE_NETWORK: CheckResult.NOT_CHECKED,
    Trouble.ROBOTS: CheckResult.NOT_CHECKED,
    Trouble.WAITING: CheckResult.NOT_CHECKED,
}


@dataclass(frozen=True)
class Expected:
    """What a link should lead to: its `address` and the `titles` (list of str) it may go by.

    Of a `whole_site`, or a page on which a thing is only found, the title says nothing. `accepted` is a title that an editor has
    seen and confirmed.
    """

    address: str
    titles: list
    whole_site: bool = False
    accepted: str = ""


@dataclass(frozen=True)
class Judgement:
    """The CheckResult of a link, `reason` in words for an editor, the address it moved to ("" if it did not), and its PageWords."""

    result: CheckResult
    reason: str = ""
    new_address: str = ""
    words: PageWords = PageWords()


def judge(expected, answer, earlier=None):
    """Return the Judgement of an `answer` (Answer) to what is `expected` (Expected).

    `earlier` is the PageWords of the last check, for a page that answers that it has not changed since.
    """
    if answer.trouble:
        result = _TROUBLES.get(answer.trouble, CheckResult.BROKEN)
        return Judgement(result, _sentence(answer.trouble.value, answer.detail))
    if answer.is_challenge or answer.status in _BLOCKING:
        return Judgement(CheckResult.BLOCKED, f"The site answers {answer.status} to automatic checks.")
    if answer.status >= 400 or (answer.status >= 300 and answer.status != 304):
        return Judgement(CheckResult.BROKEN, _of_status(answer.status))
    words = _words(answer, earlier)
    if words and _CHALLENGE.search(f"{words.title} {words.heading}"):
        return Judgement(CheckResult.BLOCKED, f"The site answers “{words.title or words.heading}”.")
    if _leads_home(expected.address, answer.address):
        return Judgement(
            CheckResult.OTHER_CONTENT,
            "It leads to the front page of the site now.",
            words=words or PageWords(),
        )
    if words and (reason := _says_else(expected, words, answer)):
        return Judgement(CheckResult.OTHER_CONTENT, reason, answer.permanent, words)
    words = words or PageWords()
    if answer.permanent and answer.permanent != expected.address:
        return Judgement(CheckResult.MOVED, f"It has moved to {answer.permanent}.", answer.permanent, words)
    if answer.is_late or answer.seconds > SLOW_SECONDS:
        return Judgement(CheckResult.SLOW, f"It takes more than {int(answer.seconds)} seconds.", words=words)
    return Judgement(CheckResult.OK, words=words)


def _words(answer, earlier):
    """Return what the page says of itself, None where it is no page."""
    if answer.status == 304:
        return earlier
    is_page = answer.content_type in _HTML and answer.body is not None
    return read_page(answer.body, answer.charset) if is_page else None


def _says_else(expected, words, answer):
    """Return why a page is not what is `expected`, "" if it may be."""
    said = f"{words.title} | {words.heading}"
    if words.title and words.title == expected.accepted:
        return ""
    ours = " | ".join(expected.titles)
    for pattern in (_NOT_THERE, _WITHDRAWN):
        if (found := pattern.search(said)) and found[0].casefold() not in ours.casefold():
            return f"The page says “{_name_of(words, found[0])}”."
    if words.notice:
        return f"The page says “{words.notice}”."
    if not words.has_text and not words.title and answer.status != 304 and not answer.is_late:
        return "The page is empty."
    if not expected.whole_site and not resembles(expected.titles, [words.title, words.heading]):
        return f"The page is headed “{words.heading or words.title}”."
    return ""


def _name_of(words, found):
    return words.title if found in words.title else words.heading


def _leads_home(address, final):
    """Return whether redirects end at the front page of a site, and did not begin there."""
    return not is_front_page(address) and is_front_page(final)


def is_front_page(address):
    """Return whether an address is that of a whole site."""
    parts = urlsplit(address)
    return bool(_HOME.fullmatch(parts.path)) and not parts.query


def _of_status(status):
    if status in (404, 410):
        return "The site says that there is no such page."
    if status >= 500:
        return f"The site has a fault of its own ({status})."
    return f"The site answers {status}."


def _sentence(text, detail):
    return f"{text} ({detail})." if detail else f"{text}."
