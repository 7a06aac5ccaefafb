"""A page as sections, each with the numbers, email addresses and forms that it gives."""

import re
from dataclasses import dataclass, field
from functools import cached_property

import phonenumbers
from django.core.exceptions import ValidationError

from contacts.enums import ContactKind
from contacts.numbers.telephone import REGION, parse_number
from hscp.brochure.reading.lines import Shape, read_line
from hscp.brochure.reading.link_text import LINK, plain, unescape

LONGEST_HEADING = 80
SENTENCE_ENDS = (".", ":", ";", ",", "?", "!")
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
# A short number is one only where the words before it say so: “call 999”, “ring 101”, “dial NHS 111”.
SHORT = re.compile(
    r"\b(?:call|ring|dial|phone|telephone|tel|on|or)\b[\s:.]{1,3}(?:the |nhs |police )*(?P<number>999|112|111|101|105|119|116 ?\d{3})\b",
    re.IGNORECASE,
)
TEXT = re.compile(r"\btext\b[^.\d]{0,40}?\b(?P<number>[678]\d{4,5})\b", re.IGNORECASE)
FORM = re.compile(r"\b(?:form|referral|refer|report|notify|notification)\b", re.IGNORECASE)
LONGEST_LABEL = 100
LABEL = re.compile(r"(?P<label>[^.:;]{2,80}?)(?<!\s)\s*+[:–-]?\s*+$")


@dataclass(frozen=True)
class Fact:
    """A number or an address on the page, in its usual form. `line` counts from 1; `label` is what is printed before it."""

    kind: str
    value: str
    line: int
    label: str = ""


@dataclass
class PageSection:
    """A heading with the lines below it, up to the next heading: {number: text}, and `printed` with their marks and links.

    `parents` are the headings it is inside.
    """

    title: str
    level: int
    parents: list[str]
    lines: dict[int, str] = field(default_factory=dict)
    printed: dict[int, str] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    @cached_property
    def numbers(self):
        """The numbers of its lines, in order."""
        return list(self.lines)


def read_sections(lines):
    """Return the PageSections of a page's lines (list of str, as convert_file gives them), in order."""
    read = [read_line(number, text) for number, text in enumerate(lines, start=1)]
    has_marks = any(line.is_heading for line in read)
    sections = [PageSection("", 0, [])]
    open_headings = []
    for position, line in enumerate(read):
        if line.is_heading or (not has_marks and _looks_like_heading(read, position)):
            level = line.level or 1
            open_headings = [each for each in open_headings if each[0] < level]
            sections.append(PageSection(line.text, level, [title for _, title in open_headings]))
            open_headings.append((level, line.text))
        elif line.shape is not Shape.BLANK:
            section = sections[-1]
            section.lines[line.numbers[0]] = plain(line.whole)
            section.printed[line.numbers[0]] = line.whole
            section.facts += facts_in(line.whole, line.numbers[0])
    return [section for section in sections if section.title or section.lines]


def _looks_like_heading(lines, position):
    line = lines[position]
    if len(line.body) > LONGEST_HEADING:
        return False
    above = lines[position - 1].shape if position else Shape.BLANK
    below = lines[position + 1].shape if position + 1 < len(lines) else Shape.BLANK
    text = line.text
    is_short = len(text) <= LONGEST_HEADING and not text.endswith(SENTENCE_ENDS) and not facts_in(text, 0)
    return line.shape is Shape.PLAIN and is_short and above is below is Shape.BLANK


def facts_in(text, number):
    """Return the Facts in a line of the page, each once, in the order of their kinds."""
    shown = plain(LINK.sub(lambda link: link[1], text))
    found = {}
    above = 0
    for match in phonenumbers.PhoneNumberMatcher(shown, REGION):
        _add(found, ContactKind.PHONE, match.raw_string, number, shown[above : match.start])
        above = match.end
    for match in SHORT.finditer(shown):
        _add(found, ContactKind.SHORT, match["number"], number, "")
    for match in TEXT.finditer(shown):
        _add(found, ContactKind.TEXT, match["number"], number, "")
    above = 0
    for match in EMAIL.finditer(shown):
        key = (ContactKind.EMAIL, match[0].lower())
        if key not in found:
            label = _label(shown[above : match.start()])
            found[key] = Fact(ContactKind.EMAIL, match[0].rstrip("."), number, label)
        above = match.end()
    for link in LINK.finditer(text):
        label, address = plain(link[1]), unescape(link[2])
        if FORM.search(label) and address.startswith("http"):
            found.setdefault((ContactKind.FORM, address), Fact(ContactKind.FORM, address, number, label))
    return list(found.values())


def _add(found, kind, text, number, before):
    try:
        kind, value = parse_number(kind, text)
    except ValidationError:
        return
    if (kind, value) not in found:
        found[kind, value] = Fact(kind, value, number, _label(before))


def _label(before):
    """Return the few words before a number that say what it is; "" for "Tel:" and the like."""
    match = LABEL.search(before[-LONGEST_LABEL:])
    label = match["label"].strip(" -–•*|") if match else ""
    return (
        ""
        if re.fullmatch(r"(?:tel(?:ephone)?|phone|call|email|e-mail|or|number)?", label, re.IGNORECASE)
        else label
    )
