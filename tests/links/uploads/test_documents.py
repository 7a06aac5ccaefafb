"""Sound documents are kept to the byte, with what readers and editors are told of them."""

from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from hscp.links.uploads.examine import examine
from tests.links.uploads.files import (
    make_image,
    make_office,
    make_pdf,
    relation,
    upload,
    with_action,
)


def goes_to_page(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))


def opens_at_page(pdf):
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])


def a_form(pdf):
    field = Dictionary(FT=Name.Tx, T=String("name"), Subtype=Name.Widget, Rect=[0, 0, 9, 9])
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))


SOUND = {
    "a PDF": ("guide.pdf", make_pdf),
    "a PDF with line ends behind it": ("guide.pdf", lambda: make_pdf() + b"\r\n\n"),
    "a PDF for the web": ("guide.pdf", lambda: make_pdf(linearize=True)),
    "a PDF that opens at a page": ("guide.pdf", lambda: make_pdf(goes_to_page)),
    "a PDF that opens at a place": ("guide.pdf", lambda: make_pdf(opens_at_page)),
    "a PDF with a link": (
        "guide.pdf",
        lambda: make_pdf(with_action(S=Name.URI, URI=String("https://example.org/a:b"))),
    ),
    "a PDF with an email address": (
        "guide.pdf",
        lambda: make_pdf(with_action(S=Name.URI, URI=String("mailto:a@example.org"))),
    ),
    "a PDF with a form": ("guide.pdf", lambda: make_pdf(a_form)),
    "a Word document": ("guide.docx", make_office),
    "a workbook": ("guide.xlsx", lambda: make_office("xlsx", parts={"xl/printerSettings/a1.bin": b"\0\1"})),
    "a presentation with a chart": (
        "guide.pptx",
        lambda: make_office("pptx", parts={"ppt/embeddings/chart.xlsx": make_office("xlsx")}),
    ),
    "a document with links and pictures": (
        "guide.docx",
        lambda: make_office(
            parts={
                "word/_rels/document.xml.rels": relation("hyperlink", "https://example.org/?a=b:c"),
                "word/_rels/a.xml.rels": relation("hyperlink", "#chapter"),
                "word/_rels/b.xml.rels": relation("image", "media/a.png", mode="Internal"),
                "word/media/a.png": make_image(),
            }
        ),
    ),
    "a name with dots": ("Guide v2.1 (final).pdf", make_pdf),
    "a name in capitals": ("GUIDE.PDF", make_pdf),
    "a document saved as PDF": ("guide.docx.pdf", make_pdf),
    "a name in another alphabet": ("Przewodnik – łódź.pdf", make_pdf),
}


@pytest.mark.parametrize("what", SOUND)
def test_a_sound_document_is_kept_to_the_byte(what):
    name, make = SOUND[what]
    content = make()

    assert examine(upload(name, content)).content == content


def test_a_pdf_tells_its_pages_and_shows_the_first():
    examined = examine(upload("a.pdf", make_pdf(lambda pdf: pdf.add_blank_page())))

    picture = Image.open(BytesIO(examined.preview))
    assert (examined.width, examined.height) == picture.size
    assert (examined.pages, picture.format, picture.size) == (2, "WEBP", (360, 504))


def test_a_tall_page_makes_no_tall_picture():
    def change(pdf):
        pdf.pages[0].MediaBox = [0, 0, 10, 14_000]

    picture = Image.open(BytesIO(examine(upload("a.pdf", make_pdf(change))).preview))

    assert picture.height <= 720


def test_editors_are_told_what_readers_will_miss():
    def scan(pdf):
        image = pdf.make_stream(b"\x80", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=image))
        pdf.pages[0].Contents = pdf.make_stream(b"q 100 0 0 100 0 0 cm /Im0 Do Q")

    hints = " ".join(examine(upload("a.pdf", make_pdf(scan))).hints)

    assert all(word in hints for word in ("no tags", "language", "1 of its pages", "no title"))


def test_a_pdf_that_everybody_can_read_has_no_hints():
    def change(pdf):
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.Lang = String("en-GB")
        pdf.docinfo["/Title"] = String("Guide")

    assert examine(upload("a.pdf", make_pdf(change))).hints == []


def test_an_office_file_tells_its_pages_and_whether_it_has_a_title():
    pages = {"docProps/app.xml": "<Properties><Pages>12</Pages></Properties>"}

    with_title = examine(upload("a.docx", make_office(parts=pages)))
    without = examine(upload("a.docx", make_office(title="")))

    assert (with_title.pages, with_title.hints) == (12, [])
    assert without.pages is None
    assert "no title" in without.hints[0]
