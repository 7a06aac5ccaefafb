"""Links and addresses in the text of a line, and what a line names.

The document is untrusted. Every pattern here runs in linear time, whatever the line.
"""

import re
from dataclasses import dataclass

from hscp.web.wording import one_line

# A label may hold one level of brackets, but no escaped opening one, so that an unclosed bracket costs few steps.
LABEL = r"\[((?:[^\[\]\\]|\\[^\[]|\[[^\[\]\\]{0,100}\]){0,600})\]"
TARGET = r"\(([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,9})(?: \"[^\"]{0,300}\")?\)"
LINK = re.compile(LABEL + TARGET)
BETWEEN_LINKS = re.compile(r"[\s,;|/&.:]+|\band\b")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&=])|&#(\d{1,7});")
# Signs that a label may not have, in the form that `unescape` turns back.
LABEL_SIGNS = str.maketrans({"[": "&#91;", "]": "&#93;", "\\": "&#92;"})
WEB_ADDRESS = re.compile(r"https?://[^/]", re.IGNORECASE)
LONGEST_ADDRESS = 1000
ADDRESS = r"(?:https?://|www\.)(?:[^\s<>()\[\]]|\([^\s<>()\[\]]{0,200}\))++"
# "(for schools)" behind an address
NOTE = r"(?: ?(?P<note>\([^()]{1,300}\)))?"
# "Neglect (https://…)", "Neglect <https://…>", "Neglect - www.…", "Neglect: https://…"
ADDRESS_AT_END = re.compile(
    rf"(?P<title>\S.{{0,600}}?)[\s(<\[:|,;→–—-]{{1,10}}(?P<address>{ADDRESS})[)>\].,; ]*+{NOTE}"
)
BEFORE_ADDRESS = " :-–—|(<[,;→"
ADDRESS_ALONE = re.compile(rf"[(<\[]?(?P<address>{ADDRESS})[)>\]]?[.,;]?{NOTE}")
# As the portal's own PDF prints it below a title: "Hampshire · [Open: hampshire.gov.uk](https://…)".
OPENS = re.compile(r"(?:[^\[\]]{0,300} · )?\[(?:[^\[\]]{0,300} · )?Open: [^\[\]]{1,300}\]" + TARGET)


@dataclass(frozen=True)
class Item:
    """What a line names: a title, its link's target, and what follows the link."""

    title: str
    target: str
    is_link: bool
    note: str = ""

    @property
    def link(self):
        """The web address, or "" if the target is missing or is not one."""
        return self.target if len(self.target) <= LONGEST_ADDRESS and WEB_ADDRESS.match(self.target) else ""

    @property
    def bare_note(self):
        """The note without the brackets around it or the dash before it."""
        note = self.note.removeprefix("- ").removeprefix("– ")
        is_bracketed = note.startswith("(") and note.endswith(")") and note.count("(") == 1
        return note[1:-1].strip() if is_bracketed else note


def is_address(text):
    """Whether a text is a web address and nothing else."""
    return bool(ADDRESS_ALONE.fullmatch(text))


def complete_address(text):
    """Return a web address with its "https://", and without what ends the sentence that it stands in."""
    text = text.rstrip(".,;:")
    return text if WEB_ADDRESS.match(text) else f"https://{text}"


def items_of(line):
    """Return the items that a line names: several if it holds nothing but links, otherwise one."""
    found = list(LINK.finditer(line.body))
    if not found:
        if at_end := ADDRESS_AT_END.fullmatch(line.body):
            title = plain(at_end["title"]).rstrip(BEFORE_ADDRESS)
            return [Item(title, complete_address(at_end["address"]), is_link=True, note=at_end["note"] or "")]
        return [Item(plain(line.body), "", is_link=False)]
    if len(found) > 1 and is_only_links(line.body):
        return [Item(plain(link[1]), unescape(link[2]), is_link=True) for link in found]
    first = found[0]
    title = plain(f"{line.body[: first.start()]}{first[1]}")
    note = line.body[first.end() :].strip()
    if note.strip(".:;, ") == "":
        title, note = (f"{title}{note}" if note.startswith(":") else title), ""
    return [Item(title, unescape(first[2]), is_link=True, note=note)]


def as_label(text):
    """Return `text` with what would read as the mark of a link escaped."""
    return text.translate(LABEL_SIGNS)


def plain(text):
    """Return Markdown text as it reads in print: links as their labels, without emphasis around it or escapes."""
    text = LINK.sub(lambda link: link[1], text).strip()
    for mark in ("**", "__", "*", "_"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            text = text[len(mark) : -len(mark)].strip()
    return unescape(one_line(text))


def unescape(text):
    """Return a text with escapes and numeric character references turned into the characters they stand for."""
    return ESCAPED.sub(_sign, text)


def _sign(found):
    if found[1]:
        return found[1]
    number = int(found[2])
    is_sign = 0 < number < 0xD800 or 0xE000 <= number < 0x110000
    return chr(number) if is_sign else found[0]


def is_only_links(text):
    return not BETWEEN_LINKS.sub("", LINK.sub(" ", text))
