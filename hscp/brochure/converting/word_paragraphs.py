"""One paragraph of a Word file: its text with links, its style and look, and the text boxes anchored in it."""

import re
from functools import cached_property

from hscp.brochure.converting.lines import as_target
from hscp.brochure.reading.link_text import as_label

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
HYPERLINK = re.compile(
    r'^\s*HYPERLINK\s+(?:\\[a-kmn-z]\s+(?:"[^"]*"\s+)?)*(?:(\\l)\s+)?"([^"]*)"', re.IGNORECASE
)
DEEPEST = 6
LONGEST_HEADING = 80
SENTENCE_ENDS = (".", ",", ";", "!", "?", ":")
# How much larger than the text around it a heading by look is at least.
LARGER = 1.15
# Symbol fonts draw their bullets at these places.
SYMBOL_BULLETS = range(0xF000, 0xF100)
_DROPPED = frozenset(
    [
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "rPr",
        "pPr",
        "fldChar",
        "footnoteReference",
        "endnoteReference",
    ]
)
_INSIDE = frozenset(
    ["ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo"]
)


def tag_of(element):
    """Return the tag of an element of WordprocessingML without its namespace; "" for another."""
    tag = element.tag
    return tag[len(W) :] if isinstance(tag, str) and tag.startswith(W) else ""


class Paragraph:
    """A paragraph, read once. `text` has links as [label](address), line breaks as newlines and tabs as they are."""

    def __init__(self, element, document):
        self.element, self.document = element, document
        self.boxes, self.has_hidden = [], False
        self._runs, self._pieces = [], []
        self._fields = []
        for child in element:
            self._read(child)
        text = "".join(self._pieces)
        if self.is_contents_entry and "\t" in text and "](" not in text:
            text = text.rpartition("\t")[0]
        self.text = text

    # Style

    @cached_property
    def style(self):
        """The paragraph's style, or None."""
        found = self.element.find(f"{W}pPr/{W}pStyle")
        name = found.get(f"{W}val") if found is not None else None
        return self._styles.get(name) if name else self._styles.get(None)

    @cached_property
    def _styles(self):
        return styles_of(self.document)

    @property
    def style_chain(self):
        """The style and those that it is based on, nearest first."""
        style, seen = self.style, set()
        while style is not None and id(style) not in seen:
            seen.add(id(style))
            yield style
            based = style.find(f"{W}basedOn")
            style = self._styles.get(based.get(f"{W}val")) if based is not None else None

    @property
    def style_names(self):
        """The names of the style and of those that it is based on."""
        return [
            name.get(f"{W}val", "")
            for style in self.style_chain
            if (name := style.find(f"{W}name")) is not None
        ]

    def setting(self, path):
        """Return the element at `path` below the paragraph's properties, or below those of its styles; None if none has it."""
        for holder in (self.element, *self.style_chain):
            if (found := holder.find(f"{W}pPr/{path}")) is not None:
                return found
        return None

    @property
    def is_contents_entry(self):
        """Whether it is a line of a table of contents that Word made."""
        return any(name.lower().startswith("toc ") for name in self.style_names[:1])

    @property
    def joins_next(self):
        """Whether its end was deleted in a tracked change: then the next paragraph goes on with it."""
        return self.element.find(f"{W}pPr/{W}rPr/{W}del") is not None

    @property
    def heading_level(self):
        """The level of a heading, from 1, by style or by look; 0 for any other paragraph."""
        return self.level_by_style or self._level_by_look()

    @property
    def level_by_style(self):
        """The level of a heading, from 1, by its style or its place in the outline; 0 for any other paragraph."""
        for name in self.style_names:
            if found := HEADING.match(name):
                return min(int(found[1]), DEEPEST)
        outline = self.setting(f"{W}outlineLvl")
        if outline is not None and (level := outline.get(f"{W}val", "9")).isdigit() and int(level) < DEEPEST:
            return int(level) + 1
        return 0

    @property
    def large_size(self):
        """The size of its type in half points if all of it is larger than the document's text, else 0."""
        sizes = [self._size(run) for run in self._written_runs]
        return min(sizes) if sizes and min(sizes) >= LARGER * body_size(self.document) else 0

    def _level_by_look(self):
        text = " ".join(self.text.split())
        is_short = 0 < len(text) <= LONGEST_HEADING and not text.endswith(SENTENCE_ENDS)
        if not is_short or text.startswith("[") or not any(sign.isalpha() for sign in text):
            return 0
        runs = self._written_runs
        is_heading = bool(runs) and (self.large_size or all(_is_on(self._look(run, "b")) for run in runs))
        return DEEPEST if is_heading else 0

    @property
    def _written_runs(self):
        return [run for run in self._runs if "".join(run.itertext()).strip()]

    def _size(self, run):
        found = self._look(run, "sz")
        return body_size(self.document) if found is None else _number(found.get(f"{W}val"))

    def _look(self, run, name):
        """Return what a run, or else its styles, say of its look by the element `name`; None if none does."""
        for holder in (run, *self.style_chain):
            if (found := holder.find(f"{W}rPr/{W}{name}")) is not None:
                return found
        return None

    # Text

    def _read(self, element):
        tag = tag_of(element)
        if tag == "r":
            self._read_run(element)
        elif tag == "hyperlink":
            self._read_link(element)
        elif tag in _INSIDE:
            address = self._simple_field(element) if tag == "fldSimple" else ""
            if address:
                self._within_link(element, address)
            else:
                for child in element:
                    self._read(child)
        elif tag not in _DROPPED:
            self._find_boxes(element)

    def _read_link(self, element):
        relation = element.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        address = "#"
        if relation in self.document.part.rels and self.document.part.rels[relation].is_external:
            address = self.document.part.rels[relation].target_ref
            anchor = element.get(f"{W}anchor")
            if anchor and "#" not in address:
                address = f"{address}#{anchor}"
        self._within_link(element, address)

    def _within_link(self, element, address):
        outside, self._pieces = self._pieces, []
        for child in element:
            self._read(child)
        label, self._pieces = "".join(self._pieces), outside
        if self.is_contents_entry:
            # "Neglect⇥12", perhaps with a number before it.
            label = label.rpartition("\t")[0] or label
        self._pieces.append(_spaced_link(label, address))

    def _simple_field(self, element):
        return _address_in(element.get(f"{W}instr", ""))

    def _read_run(self, run):
        if _is_on(run.find(f"{W}rPr/{W}vanish")):
            self.has_hidden = True
            return
        self._runs.append(run)
        for child in run:
            tag = tag_of(child)
            if tag == "t":
                self._say(child.text or "")
            elif tag in ("tab", "ptab"):
                self._pieces.append("\t")
            elif tag in ("br", "cr"):
                self._pieces.append("\n")
            elif tag == "noBreakHyphen":
                self._say("-")
            elif tag == "sym":
                self._say("•")
            elif tag == "fldChar":
                self._turn_field(child.get(f"{W}fldCharType"))
            elif tag == "instrText" and self._fields:
                self._fields[-1]["code"] += child.text or ""
            elif tag not in _DROPPED:
                self._find_boxes(child)

    def _say(self, text):
        if self._fields and not self._fields[-1]["shown"]:
            return
        text = "".join("•" if ord(sign) in SYMBOL_BULLETS else sign for sign in text if sign != "\xad")
        self._pieces.append(as_label(text))

    def _turn_field(self, kind):
        if kind == "begin":
            self._fields.append({"code": "", "shown": False, "start": len(self._pieces)})
        elif self._fields and kind == "separate":
            self._fields[-1] |= {"shown": True, "start": len(self._pieces)}
        elif self._fields and kind == "end":
            ended = self._fields.pop()
            if address := _address_in(ended["code"]):
                label = "".join(self._pieces[ended["start"] :])
                del self._pieces[ended["start"] :]
                self._pieces.append(_spaced_link(label, address))

    def _find_boxes(self, element):
        """Remember the text boxes in `element`. Each is there twice, for new and for old programs: one is enough."""
        choices = element.xpath(".//*[local-name()='Choice']//*[local-name()='txbxContent']")
        self.boxes += choices or element.xpath(".//*[local-name()='txbxContent']")


def _spaced_link(label, address):
    """Return the link, with the spaces at the ends of its label outside it. `label` is escaped already."""
    bare = label.strip()
    if not bare or bare.startswith("["):
        return label
    start, end = label[: len(label) - len(label.lstrip())], label[len(label.rstrip()) :]
    return f"{start}[{' '.join(bare.split())}]({as_target(address)}){end}"


def _address_in(code):
    found = HYPERLINK.match(code)
    if not found:
        return ""
    return "#" if found[1] else found[2]


def _is_on(found):
    """Whether an element that Word switches on or off is there, and on."""
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def _number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return 0.0


def styles_of(document):
    """Return {style id: its element} of a document's paragraph styles; the default one as None too."""
    cached = document.part.__dict__.setdefault("_paragraph_styles", {})
    if not cached:
        for style in document.styles.element.findall(f"{W}style"):
            if style.get(f"{W}type") == "paragraph":
                cached[style.get(f"{W}styleId")] = style
                if style.get(f"{W}default") in ("1", "true"):
                    cached[None] = style
        cached.setdefault(None, None)
    return cached


def body_size(document):
    """Return the size of most text, in half points: that of the default style, or else 22."""
    default = styles_of(document).get(None)
    holders = [default] if default is not None else []
    holders += document.styles.element.findall(f"{W}docDefaults/{W}rPrDefault")
    for holder in holders:
        if (found := holder.find(f"{W}rPr/{W}sz")) is not None:
            return _number(found.get(f"{W}val")) or 22.0
    return 22.0
