"""The smaller file of a PDF is the same PDF."""

import io

import pikepdf
import pytest
import typst

from hscp.documents.compact import compact
from hscp.documents.typeset import FONTS
from tests.documents.gate import bookmarks_of, gate, links_of, texts_of

SOURCE = b"""#set document(title: "Small")
#set text(font: "Atkinson Hyperlegible", lang: "en", region: "GB")
#for n in range(90) [
  = Heading #n endobj
  #link("https://example.org/" + str(n), "Out (1) stream endobj")
  #circle(radius: 2mm)
]
"""


@pytest.fixture(scope="module")
def pdf():
    return typst.compile(SOURCE, font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_standards="ua-1")


def test_the_same_pages_links_and_bookmarks_take_half_the_room(pdf):
    small = compact(pdf)

    gate(small, "Small")
    assert texts_of(small) == texts_of(pdf)
    assert links_of(small) == links_of(pdf)
    assert bookmarks_of(small) == bookmarks_of(pdf)
    assert len(small) < len(pdf) / 2


def test_every_object_is_there_once_and_no_reader_has_to_mend_the_file(pdf):
    with pikepdf.open(io.BytesIO(compact(pdf)), attempt_recovery=False) as document:
        problems = document.check_pdf_syntax()
        kinds = {each.get("/Type") for each in document.objects if isinstance(each, pikepdf.Dictionary)}

    assert problems == []
    assert "/StructElem" in {str(kind) for kind in kinds}


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: b"",
        lambda pdf: b"no PDF",
        lambda pdf: pdf.replace(b"startxref", b"startxyz"),
        lambda pdf: pdf.replace(b"\nxref\n", b"\nxyz\n"),
        lambda pdf: pdf.replace(b"trailer", b"tractor"),
        lambda pdf: pdf.replace(b"\n1 0 obj", b"\n9 0 obj"),
        compact,
    ],
)
def test_what_is_built_in_another_way_stays_as_it_is(pdf, change):
    other = change(pdf)

    assert compact(other) == other
