"""Splitting a title or text into pieces, so that a page can mark the words searched for. Nothing is escaped yet."""

import re
from functools import cached_property

from django.utils.safestring import mark_safe
from tantivy import Occur, SnippetGenerator
from tantivy import Query as Clause

from hscp.search.index.schema import SCHEMA, stem, words_of
from hscp.web.markup import format_html_join

SNIPPET = 220
MARK, END = mark_safe("<mark>"), mark_safe("</mark>")


class Marker:
    """Marks the words whose stems are in `stems`."""

    def __init__(self, searcher, stems):
        self.searcher, self.stems = searcher, set(stems)

    @cached_property
    def _generator(self):
        terms = [(Occur.Should, Clause.term_query(SCHEMA, "text", each)) for each in sorted(self.stems)]
        generator = SnippetGenerator.create(self.searcher, Clause.boolean_query(terms), SCHEMA, "text")
        generator.set_max_num_chars(SNIPPET)
        return generator

    def in_text(self, text):
        """Return `text` (str) as pieces (text, is match)."""
        matches = [(start, end) for word, start, end in words_of(text) if stem(word) in self.stems]
        return _pieces(text, matches)

    def snippet(self, document, summary):
        """Return the best passage of a stored tantivy `document` as pieces, or else the start of `summary`."""
        if self.stems:
            snippet = self._generator.snippet_from_doc(document)
            if snippet.fragment():
                return _passage(snippet, document["text"][0])
        if len(summary) <= SNIPPET:
            return [(summary, False)] if summary else []
        return [(summary[:SNIPPET].rsplit(" ", 1)[0] + "…", False)]


def as_html(pieces):
    """Return pieces as safe HTML: the text escaped, and what was searched for in <mark>."""
    return format_html_join(
        "", "{}{}{}", ((MARK, text, END) if match else ("", text, "") for text, match in pieces)
    )


def _passage(snippet, text):
    fragment = snippet.fragment()
    raw = fragment.encode()
    # tantivy gives positions in bytes.
    matches = [
        (len(raw[: mark.start].decode(errors="ignore")), len(raw[: mark.end].decode(errors="ignore")))
        for mark in snippet.highlighted()
    ]
    pieces = _pieces(fragment, matches)
    start = text.find(fragment)
    rest = text[start + len(fragment) :]
    stop = re.match(r"[^\s\w]*", rest)[0]
    more = rest[len(stop) :].strip()
    pieces = [("… ", False)] * (start > 0) + pieces + [(stop + " …" if more else stop, False)]
    return [(piece.replace("\n", " "), match) for piece, match in pieces if piece]


def _pieces(text, matches):
    pieces, done = [], 0
    for start, end in matches:
        if start > done:
            pieces.append((text[done:start], False))
        pieces.append((text[start:end], True))
        done = end
    if done < len(text):
        pieces.append((text[done:], False))
    return pieces
