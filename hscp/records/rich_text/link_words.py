"""Words of links that say nothing to somebody who hears them without the sentence: "click here", "more", a bare address."""

import re
from html.parser import HTMLParser

_VAGUE = {
    "click", "click here", "click this", "click on this", "click on this link", "click the link", "click this link",
    "here", "find out more", "find out more here", "follow this link", "go", "go here", "info", "learn more", "link", "link here",
    "more", "more here", "more info", "more information", "page", "read more", "read more here", "read this", "see here", "see more",
    "see this page", "the link", "the page", "this", "this link", "this page", "this site", "this website", "view", "view here", "visit",
    "visit this page", "website",
}  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def vague_links(html):
    """Return the words of each link in rich text (str) that do not say where it leads, once each, in their order."""
    reader = _LinkWords()
    reader.feed(html)
    return list(dict.fromkeys(words for words in reader.found if _is_vague(words)))


def _is_vague(words):
    plain = re.sub(r"[^\w\s]+", "", words).strip().casefold()
    return " ".join(plain.split()) in _VAGUE or bool(_ADDRESS.fullmatch(words))


class _LinkWords(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self._words = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._words = []

    def handle_endtag(self, tag):
        if tag == "a" and self._words is not None:
            self.found.append(" ".join("".join(self._words).split()))
            self._words = None

    def handle_data(self, data):
        if self._words is not None:
            self._words.append(data)
