"""PDFs: a whole brochure as designers and word processors make one, our own without its text, and what cannot be read."""

import io

import pikepdf
import pytest
import typst

from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.converting.pdf import convert_pdf
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import NotABrochure
from hscp.brochure.writing.brochure_text import write_brochure
from hscp.documents import compiler
from hscp.documents.compiler import compile_document
from tests.brochure.converting.facts import facts_of
from tests.brochure.converting.pdf_files import (
    Designed,
    Narrow,
    Numbered,
    PdfFile,
    StraightEdges,
    WholePagesInColumns,
    WideBullets,
    WideType,
    WithoutBullets,
    blank_pdf,
)
from tests.brochure.converting.writing import write

# The share of facts that must be in place.
LEAST = 0.99


@pytest.mark.parametrize(
    "kind",
    [
        PdfFile,
        Designed,
        WideBullets,
        WholePagesInColumns,
        Narrow,
        WideType,
        StraightEdges,
        Numbered,
        WithoutBullets,
    ],
    ids=lambda kind: kind.__name__,
)
def test_a_brochure_is_read_with_its_links(brochure, kind):
    read, wanted = facts_of(read_brochure_file(io.BytesIO(write(brochure, kind())))), facts_of(brochure)

    assert len(read & wanted) >= LEAST * len(wanted)
    links, read_links = ({fact[4] for fact in facts if fact[4]} for facts in (wanted, read))
    assert read_links <= links
    assert len(read_links) >= LEAST * len(links)


@pytest.mark.django_db
def test_the_portals_own_brochure_is_read_without_its_text(starter_content, monkeypatch):
    monkeypatch.setattr(compiler, "SECONDS", 60)
    document = brochure_document(current_brochure())
    pdf = pikepdf.open(
        io.BytesIO(compile_document(document.template, document.data, pages=document.pages).content)
    )
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    file = io.BytesIO()
    pdf.save(file)
    file.seek(0)

    def titles(facts):
        # Booking lines are not printed, and emphasis is not read.
        return {
            fact[:4]
            for fact in facts
            if fact[1] in ("theme", "toolkit", "resource", "course") and not fact[3].startswith("All ")
        }

    wanted = titles(facts_of(read_brochure(write_brochure(current_brochure()))))
    assert len(titles(facts_of(read_brochure_file(file))) & wanted) >= 0.98 * len(wanted)


def test_each_line_says_where_it_stands(brochure):
    converted = convert_pdf(write(brochure, PdfFile()))

    number = next(
        number for number, line in enumerate(converted.lines, start=1) if line.startswith("# Neglect")
    )
    ((page, left, bottom, right, top),) = converted.boxes[number]
    assert page > 1
    assert 0 < left < right < 1
    assert 0.7 < bottom < top < 1


def test_what_stands_on_every_page_is_left_out_and_told_but_no_heading_bullet_or_booking_line():
    file = PdfFile()
    for page in range(5):
        file.theme(f"Theme {page}")
        file.part("Supporting toolkits")
        file.items([(f"Toolkit {page}", f"https://example.org/{page}", 0, "")])
        file.items([("Book a toolkit tour", f"https://example.org/book/{page}", 0, "")])
    converted = convert_pdf(file.saved())

    assert converted.notices == [
        "Printed on most pages and left out: “1”; “Lakeside Safeguarding Partnership”; “Practice brochure”; “Theme overview pack”."
    ]
    assert converted.lines.count("Supporting toolkits") + converted.lines.count("## Supporting toolkits") == 5
    assert sum("example.org/book" in line for line in converted.lines) == 5


def test_empty_bullets_and_lone_hyphens_are_no_end():
    file = PdfFile()
    file.source.append('-\n- #""\n- Boats\n\n#"\\u{ad}"\n\n#"-"\n\nIce\n')

    assert "- Boats" in convert_pdf(file.saved()).lines


def test_pages_without_text_are_told():
    pdf = pikepdf.open(io.BytesIO(write_small("Some words.")))
    pdf.add_blank_page()
    file = io.BytesIO()
    pdf.save(file)

    assert convert_pdf(file.getvalue()).notices == [
        "Page 2 has no text, only a picture. Nothing was read from it."
    ]


def write_small(text):
    """Return a PDF (bytes) with a line of text."""
    file = PdfFile()
    file.text(text)
    return file.saved()


def test_a_pdf_of_pictures_is_refused_with_what_to_do():
    with pytest.raises(NotABrochure, match=r"^No page of the PDF has text.*OCR"):
        read_brochure_file(io.BytesIO(blank_pdf()))


def test_a_pdf_with_a_password_is_refused():
    file = io.BytesIO()
    pikepdf.open(io.BytesIO(write_small("Words"))).save(
        file, encryption=pikepdf.Encryption(user="a", owner="b")
    )
    file.seek(0)

    with pytest.raises(NotABrochure, match="^The PDF has a password"):
        read_brochure_file(file)


def _lines(source, width=90):
    pdf = typst.compile(
        f"#set page(width: {width}mm, height: 120mm)\n#set par(spacing: 0.65em)\n{source}".encode()
    )
    return [line for line in convert_pdf(pdf).lines if line]


def test_end_of_a_bracket_begins_no_item_in_a_pdf():
    lines = _lines("+ Partnerships (Tier\n  #linebreak() 2) for boats\n+ Ropes\n")

    assert lines == ["1. Partnerships (Tier 2) for boats", "2. Ropes"]


@pytest.mark.parametrize("below", ["Professionals", "Book a toolkit tour"])
def test_heading_and_invitation_below_a_link_that_fills_its_line_stand_alone_in_a_pdf(below):
    link = '#link("https://riverdale.example/x")[Boats and all that floats on a lake in a]'

    assert _lines(f"{link}\n\n{below}\n")[-1] == below
