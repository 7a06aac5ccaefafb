"""Word files of a brochure, as Word and other programs make them."""

from io import BytesIO
from xml.sax.saxutils import escape

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
}


class WordFile:
    """Writes a brochure; subclasses change how it looks."""

    def __init__(self):
        self.document = docx.Document()

    def title(self, text):
        self.document.add_paragraph(text, style="Title")

    def theme(self, text):
        self.document.add_heading(text, 1)

    def part(self, text):
        self.document.add_heading(text, 2)

    def inner_part(self, text):
        self.document.add_heading(text, 3)

    def text(self, text):
        return self.document.add_paragraph(text)

    def items(self, items):
        """Write (title, link, depth, note) of each item."""
        for item in items:
            self.item(*item)

    def message(self, heading, text):
        self.part(heading)
        self.text(text)

    def item(self, text, link="", depth=0, note=""):
        paragraph = self.document.add_paragraph(
            style="List Bullet" if not depth else f"List Bullet {depth + 1}"
        )
        self.fill(paragraph, text, link, note)

    def fill(self, paragraph, text, link, note=""):
        if link:
            add_link(paragraph, text, link)
        else:
            paragraph.add_run(text)
        if note:
            paragraph.add_run(f" ({note})")

    def saved(self):
        """Return the file (bytes)."""
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()


def add_link(paragraph, text, address):
    """Add a hyperlink as Word keeps it."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, HYPERLINK, is_external=True))
    element.append(run_of(text))
    paragraph._p.append(element)


def run_of(text, tag="w:t"):
    """Return a run with a text."""
    run, inner = OxmlElement("w:r"), OxmlElement(tag)
    inner.text = text
    inner.set(qn("xml:space"), "preserve")
    run.append(inner)
    return run


class ByLook(WordFile):
    """No styles: headings are bold or larger, bullets are Word's list formatting put on plain paragraphs."""

    def title(self, text):
        self._sized(text, 28)

    def theme(self, text):
        self._sized(text, 20)

    def part(self, text):
        self.document.add_paragraph().add_run(text).bold = True

    inner_part = part

    def _sized(self, text, points):
        self.document.add_paragraph().add_run(text).font.size = Pt(points)

    def item(self, text, link="", depth=0, note=""):
        paragraph = self.document.add_paragraph()
        number = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", str(depth)), ("w:numId", self._number())):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            number.append(element)
        paragraph._p.get_or_add_pPr().append(number)
        self.fill(paragraph, text, link, note)

    def _number(self):
        """Return the number of a list with three levels, made once."""
        root = self.document.part.numbering_part.element
        if root.find(qn("w:abstractNum") + "[@w:abstractNumId='99']", root.nsmap) is None:
            kind = OxmlElement("w:abstractNum")
            kind.set(qn("w:abstractNumId"), "99")
            for level in range(3):
                one = OxmlElement("w:lvl")
                one.set(qn("w:ilvl"), str(level))
                for tag, value in (("w:numFmt", "bullet"), ("w:lvlText", "•o▪"[level])):
                    element = OxmlElement(tag)
                    element.set(qn("w:val"), value)
                    one.append(element)
                kind.append(one)
            root.insert(0, kind)
            number, which = OxmlElement("w:num"), OxmlElement("w:abstractNumId")
            number.set(qn("w:numId"), "99")
            which.set(qn("w:val"), "99")
            number.append(which)
            root.append(number)
        return "99"


class InCapitals(ByLook):
    """Headings in capitals and nothing else, as text that was pasted from the old brochure."""

    def theme(self, text):
        self.document.add_paragraph(text.upper()).runs[0].bold = True

    def part(self, text):
        self.document.add_paragraph(text.upper())


class TypedBullets(WordFile):
    """Bullets typed by hand with a tab, and links as field codes."""

    def item(self, text, link="", depth=0, note=""):
        paragraph = self.document.add_paragraph()
        paragraph.add_run(f"{'o' if depth else '•'}\t")
        self.fill(paragraph, text, link, note)

    def fill(self, paragraph, text, link, note=""):
        if link:
            add_field(paragraph, f'HYPERLINK "{link}"', text)
        else:
            paragraph.add_run(text)
        if note:
            paragraph.add_run(f" ({note})")


def add_field(paragraph, code, shown):
    """Add a field as Word keeps it: its code, and what it shows."""
    for kind in ("begin", None, "separate", shown, "end"):
        if kind in ("begin", "separate", "end"):
            run, sign = OxmlElement("w:r"), OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
            run.append(sign)
            paragraph._p.append(run)
        elif kind is None:
            paragraph._p.append(run_of(f" {code} ", "w:instrText"))
        else:
            paragraph._p.append(run_of(shown))


class Reviewed(WordFile):
    """Every item has a tracked change: words taken out and others put in, and a comment."""

    def item(self, text, link="", depth=0, note=""):
        super().item(text, link, depth, note)
        paragraph = self.document.paragraphs[-1]._p
        for tag, inner in (("w:del", run_of(" old words", "w:delText")), ("w:ins", None)):
            change = OxmlElement(tag)
            change.set(qn("w:id"), "1")
            change.set(qn("w:author"), "Somebody")
            if inner is not None:
                change.append(inner)
            elif not link and not note:
                last = paragraph.xpath("./w:r")[-1]
                paragraph.remove(last)
                change.append(last)
            paragraph.append(change)


class InTables(WordFile):
    """The items of each heading stand in a table: one in a row."""

    def __init__(self):
        super().__init__()
        self._table = None

    def part(self, text):
        self._table = None
        super().part(text)

    def inner_part(self, text):
        self._table = None
        super().inner_part(text)

    def theme(self, text):
        self._table = None
        super().theme(text)

    def text(self, text):
        self._table = None
        return super().text(text)

    def item(self, text, link="", depth=0, note=""):
        if depth:
            cell = self._table.rows[-1].cells[0]
            self.fill(cell.add_paragraph(style="List Bullet 2"), text, link, note)
            return
        if self._table is None:
            self._table = self.document.add_table(0, 1)
        self.fill(self._table.add_row().cells[0].paragraphs[0], text, link, note)


class InTextBoxes(WordFile):
    """Key messages and toolkits stand in text boxes, as designers like it."""

    def text(self, text):
        return self._box(text) if getattr(self, "_is_message", False) else super().text(text)

    def part(self, text):
        self._is_message = text.startswith("If you do")
        if self._is_message:
            self._box(text, "Heading 2")
        else:
            super().part(text)

    def theme(self, text):
        self._is_message = False
        super().theme(text)

    def _box(self, text, style=""):
        style = f'<w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/></w:pPr>' if style else ""
        inner = f'<w:txbxContent><w:p>{style}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:txbxContent>'
        spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMESPACES.items())
        run = f"""<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData>
            <wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
            <mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
        self.document.add_paragraph()._p.append(parse_xml(run))
