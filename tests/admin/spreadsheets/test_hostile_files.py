"""Files that are no sheets, too large, broken or hostile: each is refused in words that help, before it costs anything."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from hscp.admin.spreadsheets import limits
from hscp.admin.spreadsheets.limits import NotASheet
from hscp.admin.spreadsheets.reading import FAULT, NO_RESULT, read_table
from resources.models import Toolkit
from tests.admin.spreadsheets.sheets import csv_file, plan_of, problems_of, upload, xlsx
from tests.factories import make_toolkit

HEADINGS = ["ID", "Title", "Summary"]


def workbook(rows=(("Title",), ("Neglect",))):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name, text, data=None):
    """Return a workbook with one of its parts replaced or added."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data or workbook())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return out.getvalue()


def refusal(data, name="sheet.xlsx"):
    with pytest.raises(NotASheet) as caught:
        read_table(SimpleUploadedFile(name, data), HEADINGS)
    return str(caught.value)


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)).replace("&a0;", "&a;")
    + '<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>Title</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>&a9;&b;</t></is></c></row>'
    "</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old Excel file, or one with a password"),
        (b"PK\x03\x04broken", "damaged"),
        (workbook()[:500], "damaged"),
        (with_part("ppt/presentation.xml", "x", b"PK\x05\x06" + b"\0" * 18), "not an Excel workbook"),
        (with_part("word/document.xml", "x", b"PK\x05\x06" + b"\0" * 18), "cannot be read as a Word file"),
        (with_part("word/document.xml", LAUGHS, b"PK\x05\x06" + b"\0" * 18), "cannot be read as a Word file"),
        (with_part(SHEET, "<worksheet><sheetData>"), "cannot be read as an Excel workbook"),
        (with_part(SHEET, LAUGHS), "cannot be read as an Excel workbook"),
        (with_part("xl/workbook.xml", LAUGHS), "cannot be read as an Excel workbook"),
        (with_part(SHEET, "0" * (limits.MOST_BYTES_UNPACKED + 1)), "too large when it is unpacked"),
        ("Title\nCafé".encode("cp1252"), "it is not in UTF-8"),
        (b"Title\n\0\0", "neither an Excel workbook"),
        (b"%PDF-1.7\n1 0 obj", "None of the headings is known."),
        (b"<html><table>", "None of the headings is known."),
        (b"Colour\nred", "None of the headings is known."),
        (b"Title,Summary,title\na,b,c", "The column “Title” is there twice."),
        (b"Title\n" + b"x" * 40_000, "more than 32,767 characters"),
        (b"Title" + b",x" * 70 + b"\na" + b",b" * 70, "more than 60 columns"),
        (b"Title\n" + b"a\n" * (limits.MOST_ROWS + 1), "more than 2,000 rows"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_the_reason(data, words):
    assert words in refusal(data)


def test_a_large_file_is_refused_before_it_is_read():
    class Large:
        size = limits.MOST_BYTES + 1

    with pytest.raises(NotASheet, match="larger than 5 MB"):
        read_table(Large(), HEADINGS)


def test_an_archive_of_many_parts_is_refused():
    out = BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(limits.MOST_PARTS):
            archive.writestr(f"x/{number}", "")

    assert "too large" in refusal(out.getvalue())


def test_a_bomb_is_refused_without_unpacking_it():
    """One of 10 MB that holds 10 GB is refused for its size alone; this one is smaller, and holds 100 MB."""
    data = with_part("xl/media/bomb", "0" * 100 * limits.MEGABYTE)
    assert len(data) < limits.MOST_BYTES

    tracemalloc.start()
    words = refusal(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "too large when it is unpacked" in words
    assert peak < 5 * limits.MEGABYTE


def test_nothing_is_fetched_and_no_file_is_opened(monkeypatch):
    """Links to other workbooks, which openpyxl would keep, are not read either."""
    spreadsheetml = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(BytesIO(workbook())) as archive:
        book, relations = (
            archive.read(name).decode() for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    data = with_part(
        "xl/workbook.xml",
        book.replace(
            "</workbook>",
            f'<externalReferences><externalReference xmlns:r="{spreadsheetml}" r:id="rId99"/></externalReferences></workbook>',
        ),
    )
    data = with_part(
        "xl/_rels/workbook.xml.rels",
        relations.replace(
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{spreadsheetml}/externalLink" Target="externalLinks/externalLink1.xml"/>'
            "</Relationships>",
        ),
        data,
    )
    file = SimpleUploadedFile(
        "sheet.xlsx",
        with_part(
            "xl/externalLinks/externalLink1.xml",
            '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
            data,
        ),
    )
    names = []
    real = zipfile.ZipFile.open
    monkeypatch.setattr(
        zipfile.ZipFile,
        "open",
        lambda self, name, *rest, **more: names.append(str(name)) or real(self, name, *rest, **more),
    )

    read_table(file, HEADINGS)

    assert [name for name in names if "externalLink" in name] == []


def test_a_page_says_why(publisher):
    response = upload(publisher, Toolkit, csv_file([["Title"], ["Café"]], encoding="cp1252"))

    assert response.status_code == 200
    assert "it is not in UTF-8. In Excel, save it as “CSV UTF-8”" in response.text
    assert 'aria-invalid="true"' in response.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_every_program_is_read(encoding, delimiter):
    text = delimiter.join(["Title", "Summary"]) + "\r\n" + delimiter.join(["Café", '"a, b; c"']) + "\r\n"

    table = read_table(SimpleUploadedFile("sheet.csv", text.encode(encoding)), HEADINGS)

    assert [line.cells for line in table.lines] == [{"Title": "Café", "Summary": "a, b; c"}]
    assert table.lines[0].number == 2


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers():
    rows = [[], ["Title"], [], ["One"], [None], ["Two"]]

    table = read_table(xlsx(rows), HEADINGS)

    assert [(line.number, line.cells["Title"]) for line in table.lines] == [(4, "One"), (6, "Two")]


def test_the_sheet_with_known_headings_is_read():
    book = Workbook()
    book.active.append(["What this is"])
    book.create_sheet("Data").append(["Title"])
    book["Data"].append(["Neglect"])
    out = BytesIO()
    book.save(out)

    [line] = read_table(SimpleUploadedFile("sheet.xlsx", out.getvalue()), HEADINGS).lines

    assert line.cells == {"Title": "Neglect"}


def test_a_formula_is_not_run_and_one_without_a_result_is_told(publisher):
    toolkit = make_toolkit()

    plan = plan_of(
        publisher, Toolkit, [["ID", "Summary"], [toolkit.pk, '=HYPERLINK("https://example.org","x")']]
    )

    assert problems_of(plan) == [(2, "Summary", NO_RESULT)]


def test_a_formula_counts_as_its_result():
    """The result is the one that the program which saved the file put beside it."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c><c r="B1" t="inlineStr"><is><t>Summary</t></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        "</sheetData></worksheet>"
    )

    [line] = read_table(SimpleUploadedFile("sheet.xlsx", with_part(SHEET, sheet)), HEADINGS).lines

    assert line.cells["Title"] == "ab"
    assert line.problems == {"Summary": FAULT.format(fault="#DIV/0!")}


def test_text_that_looks_like_a_formula_stays_text(publisher):
    toolkit = make_toolkit()

    plan = plan_of(publisher, Toolkit, [["ID", "Summary"], [toolkit.pk, "-1+1"]])

    assert plan.changed[0].changes[0].new == "-1+1"


def test_the_reader_is_one_that_expands_nothing():
    from openpyxl.xml import functions

    assert functions.iterparse.__module__.startswith("defusedxml")


def test_too_much_text_for_one_page_is_told(publisher, monkeypatch):
    monkeypatch.setattr("hscp.admin.spreadsheets.uploads._MOST_SIGNED", 100)

    response = publisher.post(
        "/admin/resources/toolkit/spreadsheet/", {"file": xlsx([["Title"], ["Neglect"]])}, follow=True
    )

    assert "The sheet holds too much text for one upload." in response.text
    assert not Toolkit.objects.exists()
