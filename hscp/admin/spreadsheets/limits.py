"""How large an uploaded spreadsheet may be, asked before anything in it is read."""

import zipfile
from io import BytesIO

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
# Of everything in a workbook together: a thousand rows of long texts take two.
MOST_BYTES_UNPACKED = 25 * MEGABYTE
MOST_PARTS = 500
MOST_ROWS = 2000
MOST_COLUMNS = 60
# What fits into a cell of Excel.
MOST_CHARACTERS = 32_767


WORKBOOK, WORD = "workbook", "word"
_MAIN_PARTS = {WORKBOOK: "xl/workbook.xml", WORD: "word/document.xml"}


class NotASheet(Exception):
    """A file cannot be read as a spreadsheet; the text says why, and what to do."""


def refuse_large_file(file):
    """Raise NotASheet for an uploaded `file` that is larger than MOST_BYTES."""
    if file.size > MOST_BYTES:
        raise NotASheet(
            f"The file is larger than {MOST_BYTES // MEGABYTE} MB. Leave out columns that you do not change, and pictures."
        )


def refuse_large_archive(data):
    """Return WORKBOOK or WORD for such a file (bytes). Raises NotASheet if it is larger unpacked than any sheet is, or neither.

    The sizes are those that its directory states; no part is unpacked further than that.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotASheet("The file is damaged. Save it again as an Excel workbook (.xlsx).") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED:
        raise NotASheet(
            "The workbook is too large when it is unpacked. Copy the rows into a new workbook and save that."
        )
    names = {part.filename for part in parts}
    kind = next((kind for kind, part in _MAIN_PARTS.items() if part in names), None)
    if kind is None:
        raise NotASheet("This is not an Excel workbook. Save it as “Excel workbook (.xlsx)” or as CSV UTF-8.")
    return kind
