"""Word files: a whole brochure in the ways that Word keeps one, and each thing that a file may have in it."""

import io
from copy import deepcopy

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.converting.lines import as_link
from hscp.brochure.converting.word import convert_word
from hscp.brochure.reading.lines import read_line
from hscp.brochure.reading.link_text import items_of
from tests.brochure.converting.facts import facts_of
from tests.brochure.converting.word_files import (
    ByLook,
    InCapitals,
    InTables,
    InTextBoxes,
    Reviewed,
    TypedBullets,
    WordFile,
    add_field,
    add_link,
    run_of,
)
from tests.brochure.converting.writing import write


@pytest.mark.parametrize(
    "kind",
    [WordFile, ByLook, InCapitals, TypedBullets, Reviewed, InTables, InTextBoxes],
    ids=lambda kind: kind.__name__,
)
def test_a_brochure_is_read_whole_with_every_link(brochure, kind):
    read = read_brochure_file(io.BytesIO(write(brochure, kind())))

    assert facts_of(read) ^ facts_of(brochure) == set()
    assert read.unplaced == []


def lines_of(make):
    """Return the lines and notices of a Word file that `make(document)` fills."""
    document = docx.Document()
    make(document)
    file = io.BytesIO()
    document.save(file)
    converted = convert_word(file.getvalue())
    return [line for line in converted.lines if line], converted.notices


def test_lists_keep_their_levels_and_numbers_are_items():
    def make(document):
        for style in ("List Bullet", "List Bullet 2", "List Bullet 3", "List Bullet", "List Number"):
            document.add_paragraph(style, style=style)

    assert lines_of(make)[0] == [
        "- List Bullet",
        "  - List Bullet 2",
        "    - List Bullet 3",
        "- List Bullet",
        "- List Number",
    ]


def test_a_heading_with_a_number_of_a_list_is_a_heading():
    def make(document):
        heading = document.add_heading("Boats", 1)
        document.add_paragraph("Ropes", style="List Number")
        number = document.styles["List Number"].element.find(qn("w:pPr")).find(qn("w:numPr"))
        heading._p.get_or_add_pPr().append(deepcopy(number))

    assert lines_of(make)[0] == ["# Boats", "- Ropes"]


def test_links_of_every_sort_become_links():
    def make(document):
        paragraph = document.add_paragraph("See ")
        add_link(paragraph, "here", "https://example.org/a (b)")
        add_field(document.add_paragraph(), 'HYPERLINK "https://example.org/c"', "a [field]")
        add_field(document.add_paragraph(), 'HYPERLINK \\l "place"', "a place")
        add_field(document.add_paragraph(), 'HYPERLINK \\o "A tip" "https://example.org/d"', "with a tip")

    assert lines_of(make)[0] == [
        "See [here](https://example.org/a%20&#40;b&#41;)",
        "[a &#91;field&#93;](https://example.org/c)",
        "[a place](#)",
        "[with a tip](https://example.org/d)",
    ]


def test_what_was_deleted_is_gone_and_what_was_put_in_is_there():
    def make(document):
        paragraph = document.add_paragraph("Kept ")._p
        for tag, run in (("w:del", run_of("gone ", "w:delText")), ("w:ins", run_of("new"))):
            change = OxmlElement(tag)
            change.append(run)
            paragraph.append(change)

    assert lines_of(make)[0] == ["Kept new"]


def test_paragraphs_are_joined_where_the_mark_between_them_was_deleted():
    def make(document):
        first = document.add_paragraph("One ")
        mark = OxmlElement("w:rPr")
        mark.append(OxmlElement("w:del"))
        first._p.get_or_add_pPr().append(mark)
        document.add_paragraph("and two")

    assert lines_of(make)[0] == ["One and two"]


def test_hidden_text_and_comments_are_left_out_and_told():
    def make(document):
        document.add_paragraph("Seen").add_run("unseen").font.hidden = True
        document.add_paragraph()._p.append(OxmlElement("w:commentReference"))

    assert lines_of(make) == (
        ["Seen"],
        ["The file has comments. They were left out.", "The file has hidden text. It was left out."],
    )


def test_headers_and_footers_are_no_part_of_the_text():
    def make(document):
        document.sections[0].header.paragraphs[0].text = "Top"
        document.sections[0].footer.paragraphs[0].text = "Bottom"
        document.add_paragraph("Text")

    assert lines_of(make) == (["Text"], [])


def test_a_table_whose_first_row_has_headings_is_read_by_columns():
    def make(document):
        table = document.add_table(3, 2)
        for row, words in enumerate(
            [("Professionals", "Parents and carers"), ("Boats", "Swimming"), ("Ice", "")]
        ):
            for column, text in enumerate(words):
                table.cell(row, column).text = text

    assert lines_of(make)[0] == ["Professionals", "- Boats", "- Ice", "Parents and carers", "- Swimming"]


def test_a_table_keeps_what_stands_in_content_controls_and_beside_merged_cells():
    def make(document):
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Professionals"
        table.cell(0, 2).text = "Parents and carers"
        for column, text in enumerate(("Boats", "Ice", "Swimming")):
            table.cell(1, column).text = text
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        cell = table.rows[1]._tr.tc_lst[1]
        cell.addprevious(control)
        content.append(cell)
        control.append(content)

    assert sorted(lines_of(make)[0]) == [
        "- Boats",
        "- Ice",
        "- Swimming",
        "Parents and carers",
        "Professionals",
    ]


def test_a_table_of_contents_loses_its_page_numbers():
    def make(document):
        document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
        add_link(document.add_paragraph(style="toc 1"), "Boats\t12", "#")
        document.add_paragraph("Ice\t14", style="toc 1")

    assert lines_of(make)[0] == ["- [Boats](#)", "- Ice"]


@pytest.mark.parametrize(
    "title",
    ["Guide [2024] for all", "[Draft] Guide", "Back\\slash", "An [open", "Half ] a pair", "5 < 6 & more"],
)
def test_signs_of_links_in_titles_are_read_back(title):
    (item,) = items_of(read_line(1, f"- {as_link(title, 'https://example.org/a(b)')}"))

    assert (item.title, item.target) == (title, "https://example.org/a(b)")


def test_headings_by_look_rank_by_their_size():
    def make(document):
        for text, points in (("Cover", 40), ("Water", 24), ("Training", 16), ("Ice", 24), ("Toolkits", 16)):
            document.add_paragraph().add_run(text).font.size = docx.shared.Pt(points)
            document.add_paragraph("Some words that end here.")

    assert [line for line in lines_of(make)[0] if not line.startswith("Some")] == [
        "Cover",
        "# Water",
        "## Training",
        "# Ice",
        "## Toolkits",
    ]


def test_a_line_break_ends_a_line_and_none_in_an_item():
    def make(document):
        document.add_paragraph("One\ntwo")
        document.add_paragraph("Three\nfour", style="List Bullet")

    assert lines_of(make)[0] == ["One", "two", "- Three four"]


def test_bullets_of_symbol_fonts_and_soft_hyphens():
    def make(document):
        document.add_paragraph("\uf0b7\tSafe\xadguarding")
        symbol = document.add_paragraph()
        run, sign = OxmlElement("w:r"), OxmlElement("w:sym")
        sign.set(qn("w:char"), "F0B7")
        run.append(sign)
        symbol._p.append(run)
        symbol.add_run("\tBoats")

    assert [" ".join(line.split()) for line in lines_of(make)[0]] == ["• Safeguarding", "• Boats"]
