"""Any HTML as a plain tree of elements, as loosely as it was written: what offices and mail programs put on the clipboard."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"br", "img", "hr", "meta", "link", "input", "col", "area", "base", "embed", "source", "track", "wbr"}
# An element that begins where one of these is open ends it, although nobody wrote so.
_ENDS = {
    "p": {"p"},
    "li": {"li", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"td", "th", "tr", "p"},
    "tbody": {"td", "th", "tr", "thead", "tbody"},
}
_STOPS = {"li": {"ul", "ol"}, "td": {"table"}, "th": {"table"}, "tr": {"table"}, "tbody": {"table"}}
_DEEPEST = 100


@dataclass
class Element:
    """An element with what is in it: Elements and texts (str)."""

    tag: str
    attributes: dict = field(default_factory=dict)
    inside: list = field(default_factory=list)

    @property
    def style(self):
        """Its style attribute as {name: value}, in small letters."""
        pairs = (part.partition(":") for part in self.attributes.get("style", "").lower().split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs if value}

    @property
    def classes(self):
        return self.attributes.get("class", "")

    def elements(self, *tags):
        """Yield every element of these tags in it, itself included, in order."""
        if self.tag in tags:
            yield self
        for each in self.inside:
            if isinstance(each, Element):
                yield from each.elements(*tags)

    @property
    def text(self):
        """All its words."""
        return "".join(each if isinstance(each, str) else each.text for each in self.inside)


def read_elements(html):
    """Return an Element that holds what `html` (str) holds. Comments and processing instructions are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag, attrs):
        self._end_open(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        tags = [element.tag for element in self._open]
        if tag in tags[1:]:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data):
        self._open[-1].inside.append(re.sub(r"\s+", " ", data))

    def unknown_decl(self, data):
        """Pass over `<![if …]>`, which Word writes round the marks of its lists."""

    def _end_open(self, tag):
        """End what ends by itself where `tag` begins."""
        ended, stops = _ENDS.get(tag, set()), _STOPS.get(tag, set())
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag in stops or self._open[place].tag == "table":
                return
            if self._open[place].tag in ended:
                del self._open[place:]
                self._end_open(tag)
                return
