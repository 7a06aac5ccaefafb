"""No file for a spreadsheet has a formula that somebody typed (T43): every list of the admin that comes out as one.

The files are read as they are, not by a library that may overlook what another program runs.
"""

import ast
import csv
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from tests.admin.test_access import addresses
from tests.security.sweeps.expressions import PACKAGES, ROOT
from tests.security.sweeps.test_stored_markup import poison

# tests/documents/test_spreadsheets.py tries all forms of one; here every list is tried.
FORMULAS = ["=1+1", "@SUM(1)"]
STARTS = tuple("=+-@\t\r")


@pytest.mark.django_db
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_list_comes_out_with_a_formula(formula, signed_in):
    client = signed_in("superuser")
    sheets = sorted({where for where, _ in addresses() if where.endswith("/csv/") and "/export/" in where})
    poison(text=formula)
    held = []

    for where in sheets:
        rows = list(csv.reader(StringIO(client.get(where).content.decode("utf-8-sig"), newline="")))
        cells = [cell for row in rows for cell in row if cell.lstrip(" ").startswith(STARTS)]
        held += [f"{where} {cell}" for cell in cells if not re.fullmatch(r"-?\d+([.,]\d+)?|-", cell)]
        with ZipFile(BytesIO(client.get(where.replace("/csv/", "/xlsx/")).content)) as book:
            written = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
        held += [f"{where} {name}" for name, text in written.items() if re.search(r"<(\w+:)?f[ >]", text)]
        assert len(rows) > 1 or "session" in where

    assert held == []
    assert len(sheets) >= 15


def test_only_one_module_writes_tables():
    """What it escapes, no other module needs to."""
    writers = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                    "csv.writer",
                    "csv.DictWriter",
                    "xlsxwriter.Workbook",
                    "Workbook",
                ):
                    writers.add(path.relative_to(ROOT).as_posix())

    # The second fills a box of the page that it reads itself.
    assert writers == {"hscp/documents/spreadsheets.py", "training/desk/pasted_people.py"}
