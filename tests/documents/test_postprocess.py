"""The smaller file of a PDF is the same PDF."""

import typst

from hscp.documents import postprocess
from hscp.documents.compiler import FONTS
from tests.documents.pdf_checks import bookmarks_of, gate, links_of, texts_of

SOURCE = """#set document(title: "Small")
#set text(font: "Atkinson Hyperlegible", lang: "en", region: "GB")
#for n in range({count}) [
  = Heading #n
  #link("https://example.org/" + str(n), "Out of here")
]
"""


def made(count):
    source = SOURCE.format(count=count).encode()
    return typst.compile(source, font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_standards="ua-1")


def test_a_large_file_takes_half_the_room_and_says_the_same(monkeypatch):
    large = made(90)
    monkeypatch.setattr(postprocess, "LARGE", len(large))

    small = postprocess.postprocess(large)

    gate(small, "Small")
    assert texts_of(small) == texts_of(large)
    assert links_of(small) == links_of(large)
    assert bookmarks_of(small) == bookmarks_of(large)
    assert len(small) < len(large) / 2


def test_a_small_file_stays_as_it_is():
    pdf = made(3)

    assert postprocess.postprocess(pdf) is pdf
