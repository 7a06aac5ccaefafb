"""Files that are built to do harm, or that are too much: refused in words, and quickly."""

import io
import time
import zipfile

import pytest

from hscp.brochure.converting import files
from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.reading.values import NotABrochure
from tests.brochure.converting.pdf_files import PdfFile
from tests.brochure.converting.word_files import WordFile


def word_with(**parts):
    """Return a Word file (bytes) with further parts, {name: content}; one that is there already is replaced."""
    whole = io.BytesIO(WordFile().saved())
    made = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part))
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def many_parts():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"word/{number}.xml", b"")
    return made.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    "make",
    [
        lambda: word_with(**{"word/big.xml": b"<x>" + b"a" * 150 * 1024 * 1024 + b"</x>"}),
        many_parts,
        lambda: word_with(**{"word/document.xml": ENTITIES}),
        lambda: word_with(**{"word/document.xml": OUTSIDE}),
        lambda: word_with(**{"../outside.xml": b"<x/>"}),
        lambda: word_with(**{"word/document.xml": b"<w:document>"}),
        lambda: word_with(**{"word/vbaProject.bin": b"MZ"}),
        lambda: WordFile().saved()[:5000],
        lambda: PdfFile().saved()[:900],
    ],
    ids=[
        "large",
        "many parts",
        "entities",
        "outside",
        "path",
        "broken",
        "macros",
        "half a file",
        "half a pdf",
    ],
)
def test_a_harmful_or_broken_file_is_refused_at_once(make):
    content = make()
    start = time.monotonic()

    with pytest.raises(NotABrochure) as refused:
        read_brochure_file(io.BytesIO(content))

    assert time.monotonic() - start < files.SECONDS
    assert str(refused.value).endswith((".", "?"))


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(files, "SECONDS", 0.01)

    with pytest.raises(NotABrochure, match="takes too long"):
        read_brochure_file(io.BytesIO(WordFile().saved()))


def test_a_spreadsheet_is_no_word_file():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")

    with pytest.raises(NotABrochure):
        read_brochure_file(io.BytesIO(made.getvalue()))
