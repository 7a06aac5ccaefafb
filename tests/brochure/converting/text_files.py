"""Plain text of a brochure, in any dress: signs of lists, wrapped lines, forms of links, headings, encodings."""

import textwrap
from dataclasses import dataclass

LINKS = {
    "markdown": "[{title}]({link})",
    "brackets": "{title} ({link})",
    "angles": "{title} <{link}>",
    "dash": "{title} - {link}",
    "next line": "{title}\n{link}",
}


@dataclass
class TextFile:
    """Writes a brochure as text. `width` wraps lines after so many characters, `page` ends pages after so many lines; 0 does neither."""

    bullet: str = "- "
    inner: str = "  - "
    link: str = "markdown"
    width: int = 0
    is_hanging: bool = True
    capitals: bool = True
    encoding: str = "utf-8"
    newline: str = "\n"
    footer: str = ""
    page: int = 0
    page_end: str = "\n{}\n"
    note_form: str = " ({})"

    def __post_init__(self):
        self.lines = []

    def title(self, text):
        self.lines += [text.upper() if self.capitals else text, ""]

    def theme(self, text):
        if self.footer:
            self.lines += [self.footer, ""]
        self.lines += [text.upper(), ""]

    def part(self, text):
        self.lines += ["", text.upper() if self.capitals else text, ""]

    inner_part = part

    def text(self, text):
        self.lines += [*(textwrap.wrap(text, self.width) if self.width else [text]), ""]

    def items(self, items):
        for number, (title, link, depth, note) in enumerate(items, start=1):
            sign = (self.inner if depth else self.bullet).replace("#", str(number))
            shown = LINKS[self.link].format(title=title, link=link) if link else title
            first, *more = (f"{shown}{self.note_form.format(note)}" if note else shown).split("\n")
            self.lines += self._wrapped(sign, first)
            self.lines += more
        self.lines.append("")

    def _wrapped(self, sign, text):
        if not self.width:
            return [f"{sign}{text}"]
        indent = " " * len(sign.expandtabs(4)) if self.is_hanging else ""
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=sign,
            subsequent_indent=indent,
            break_long_words=False,
        )

    def message(self, heading, text):
        self.part(heading)
        self.text(text)

    def saved(self):
        """Return the file (bytes)."""
        return self.newline.join([*self._paged(), ""]).encode(self.encoding)

    def _paged(self):
        if not self.page:
            return self.lines
        lines = []
        for number, first in enumerate(range(0, len(self.lines), self.page), start=1):
            lines += self.lines[first : first + self.page]
            lines += self.page_end.format(number).split("\n")
        return lines
