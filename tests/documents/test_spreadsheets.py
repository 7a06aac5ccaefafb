"""Exports: no cell of any file runs as a formula, and numbers stay numbers."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from hscp.documents.spreadsheets import Share, Sheet, as_csv, as_xlsx, escape_formula

# What OWASP lists, also in full width, with what spreadsheets skip before it.
RISKY = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ttext",
    "\rtext",
    " =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(A1)",
    '=HYPERLINK("https://example.org","x")',
    "=cmd|' /C calc'!A0",
    '";=1+1',
    "a,=1+1",
    "a\n=1+1",
]
HARMLESS = ["Ann Lee", "", "O’Neill", "1 + 1", "a=b", "-", "https://example.org/", "{=1+1}", "12"]
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def rows_of_csv(data):
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", RISKY)
def test_csv_has_no_cell_that_runs(text):
    rows = rows_of_csv(as_csv([Sheet("Table", [["Name"], [text]])]))

    assert len(rows) == 2
    [value] = rows[1]
    assert not value.lstrip(" \u00a0").startswith(FORMULA_STARTS)
    assert value.removeprefix("'") == text


def test_csv_cells_hold_together_whatever_is_in_them():
    texts = [*RISKY, *HARMLESS]

    rows = rows_of_csv(as_csv([Sheet("Table", [["Name"] * len(texts), texts])]))

    assert [value.removeprefix("'") for value in rows[1]] == texts


@pytest.mark.parametrize("text", [text for text in HARMLESS if text != "-"])
def test_a_harmless_text_is_left_alone(text):
    assert escape_formula(text) == text


@pytest.mark.parametrize("text", [*RISKY, *HARMLESS])
def test_xlsx_stores_texts_as_texts(text):
    page = load_workbook(BytesIO(as_xlsx([Sheet("Table", [["Name"], [text]])]))).active

    value = page["A2"]

    # A carriage return comes back as a line feed, since XML normalises line ends.
    assert (value.value or "", value.data_type) in {
        (text, "s"),
        (text.replace("\r", "\n"), "s"),
        (text.replace("\r", "_x000D_"), "s"),
        ("", "n"),
    }
    assert value.data_type == "s" or text == ""
    assert value.hyperlink is None
    assert value.quotePrefix or text == ""


def test_headings_of_xlsx_are_texts_too():
    page = load_workbook(BytesIO(as_xlsx([Sheet("Table", [["=1+1"]])]))).active

    assert (page["A1"].value, page["A1"].data_type) == ("=1+1", "s")


def test_numbers_stay_numbers_in_both():
    sheets = [Sheet("Table", [["a", "b", "c", "d"], [-3, 2.5, Share(0.256), None]])]

    page = load_workbook(BytesIO(as_xlsx(sheets))).active

    assert rows_of_csv(as_csv(sheets))[1] == ["-3", "2.5", "0.256", ""]
    assert [(c.value, c.data_type, c.number_format) for c in page[2]] == [
        (-3, "n", "#,##0"),
        (2.5, "n", "0.0"),
        (0.256, "n", "0%"),
        (None, "n", "General"),
    ]


def test_several_tables_are_several_sheets_and_one_csv():
    sheets = [Sheet("One", [["a"], [1]]), Sheet("Two", [["b", "c"], [2, 3]])]

    assert load_workbook(BytesIO(as_xlsx(sheets))).sheetnames == ["One", "Two"]
    assert rows_of_csv(as_csv(sheets)) == [["a"], ["1"], [], ["b", "c"], ["2", "3"]]


def test_csv_begins_with_the_byte_order_mark_of_utf_8():
    assert as_csv([Sheet("One", [["Zoë"]])]) == b"\xef\xbb\xbfZo\xc3\xab\r\n"
