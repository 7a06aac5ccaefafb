"""PDFs of a brochure, as a designer or a word processor makes them."""

import tempfile
from io import BytesIO
from pathlib import Path

import pikepdf
import typst

HEADER = """
#set page(paper: "a4", margin: (x: 18mm, top: 34mm, bottom: 20mm), {columns}
  header: [#text(8pt, fill: gray)[Lakeside Safeguarding Partnership] #h(1fr) #text(8pt)[Theme overview pack]],
  footer: [#text(8pt)[Practice brochure] #h(1fr) #context counter(page).display()])
#set text(font: ("Noto Sans", "Libertinus Serif"), size: {size}pt, hyphenate: {hyphenate})
#set par(justify: {hyphenate})
#set list(marker: ([{bullet}], [{inner}]), indent: 4pt, body-indent: {body_indent}pt)
#show link: underline
"""


def quoted(text):
    """Return a text as Typst writes a string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class PdfFile:
    """Writes a brochure in one column; subclasses change how it looks."""

    look = {"columns": "", "size": 10, "hyphenate": "false", "bullet": "•", "inner": "◦", "body_indent": 6}
    page_for_each = True

    def __init__(self):
        self.source = [HEADER.format(**self.look)]

    def title(self, text):
        self.source.append(f"#v(80mm)#text(34pt, weight: 700, {quoted(text)})\n\n")

    def text(self, text):
        self.source.append(f"#par({quoted(text)})\n")

    def theme(self, text):
        if self.page_for_each:
            self.source.append("#pagebreak(weak: true)\n")
        self.source.append(f'#text(22pt, weight: 700, fill: rgb("#004a6f"), {quoted(text)})\n\n')

    def part(self, text):
        self.source.append(f"#v(6pt)#block(sticky: true, text(14pt, weight: 700, {quoted(text)}))\n\n")

    def inner_part(self, text):
        self.source.append(
            f'#block(sticky: true, text(11.5pt, weight: 600, fill: rgb("#8a1253"), {quoted(text)}))\n\n'
        )

    def items(self, items):
        """Write (title, link, depth, note) of each item."""
        self.source.append("\n" + "\n".join(self._item(*each) for each in items) + "\n\n")

    @staticmethod
    def _item(title, link, depth, note):
        shown = f"#link({quoted(link)}, {quoted(title)})" if link else f"#{quoted(title)}"
        return f"{'  ' * depth}- {shown}" + (f"#{quoted(f' ({note})')}" if note else "")

    def message(self, heading, text):
        self.part(heading)
        self.text(text)

    def saved(self):
        """Return the file (bytes)."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "brochure.typ"
            path.write_text("".join(self.source))
            return typst.compile(path)


class Designed(PdfFile):
    """Two columns of lists, key messages in a coloured box, hyphenated and justified text."""

    look = PdfFile.look | {"size": 9.5, "hyphenate": "true", "bullet": "▪", "inner": "–"}

    def items(self, items):
        self.source.append("#columns(2, gutter: 12pt)[\n")
        super().items(items)
        self.source.append("]\n")

    def message(self, heading, text):
        self.source.append(
            f'#block(fill: rgb("#fde9d9"), inset: 8pt, width: 100%)[#text(14pt, weight: 700, {quoted(heading)})\n\n#{quoted(text)}]\n\n'
        )


class WideBullets(PdfFile):
    """Bullets far from their text, as Word sets them, and an invitation to book at the same place on every page."""

    look = PdfFile.look | {"body_indent": 18}


class WholePagesInColumns(PdfFile):
    """Every page in two columns, from top to bottom, so that all long titles wrap."""

    look = PdfFile.look | {"columns": "columns: 2,"}

    def title(self, text):
        self.source.append(
            f'#place(top, scope: "parent", float: true, text(26pt, weight: 700, {quoted(text)}))\n\n'
        )

    def theme(self, text):
        self.source.append("#pagebreak(weak: true)\n")
        self.source.append(
            f'#place(top, scope: "parent", float: true, text(22pt, weight: 700, {quoted(text)}))\n\n'
        )


class Narrow(PdfFile):
    """A small page with large type: everything wraps, and a theme may begin anywhere on a page."""

    look = PdfFile.look | {"size": 13}
    page_for_each = False

    def __init__(self):
        super().__init__()
        self.source.append("#set page(width: 110mm, height: 160mm)\n")


class WideType(PdfFile):
    """Type with much white beside its narrow letters, as Verdana has."""

    def __init__(self):
        super().__init__()
        self.source.append('#set text(font: "DejaVu Sans Mono", size: 8pt)\n')


class StraightEdges(PdfFile):
    """Narrow lists whose words are pulled far apart, so that both edges are straight."""

    def __init__(self):
        super().__init__()
        self.source.append("#set par(justify: true)\n")

    def items(self, items):
        self.source.append("#block(width: 52mm)[\n")
        super().items(items)
        self.source.append("]\n")


class Numbered(PdfFile):
    """Numbers before titles, headings and items, with letters inside."""

    def __init__(self):
        super().__init__()
        self.source.append('#set enum(numbering: "1.a)")\n')
        self.numbers = [0, 0, 0]

    def _numbered(self, level, text):
        self.numbers[level] += 1
        self.numbers[level + 1 :] = [0] * (2 - level)
        return f"{'.'.join(map(str, self.numbers[: level + 1]))} {text}"

    def theme(self, text):
        super().theme(self._numbered(0, text))

    def part(self, text):
        super().part(self._numbered(1, text))

    def inner_part(self, text):
        super().inner_part(self._numbered(2, text))

    @staticmethod
    def _item(title, link, depth, note):
        return PdfFile._item(title, link, depth, note).replace("- ", "+ ", 1)


class WithoutBullets(PdfFile):
    """Lists without signs: what belongs to a group, "Guides:", stands further in."""

    def items(self, items):
        for position, (title, link, depth, note) in enumerate(items):
            opens = position + 1 < len(items) and items[position + 1][2] > depth
            item = self._item(f"{title}:" if opens else title, link, 0, note).removeprefix("- ")
            self.source.append(f"#pad(left: {14 * depth}pt, par(hanging-indent: 8pt)[{item}])\n")


def blank_pdf():
    """Return a PDF (bytes) with an empty page."""
    file, pdf = BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    pdf.save(file)
    return file.getvalue()
