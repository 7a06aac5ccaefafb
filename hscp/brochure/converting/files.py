"""What kind of file an editor has chosen, and its text: plain text in any encoding, Word, or a PDF."""

from pathlib import Path

from hscp.brochure.converting.encodings import decode
from hscp.brochure.converting.lines import MEGABYTE, MOST_TEXT, Converted
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import NotABrochure
from hscp.links.uploads.process import ask
from hscp.links.uploads.refusals import Refused

WORKER = "hscp.brochure.converting.worker"
# A brochure of 60 pages takes four seconds on a slow machine.
SECONDS = 40
PICTURE_SECONDS = 10
# Of a plain text, and of a file with pictures, in bytes.
MOST_BYTES = 25 * MEGABYTE
PDF, ARCHIVE = b"%PDF-", b"PK\x03\x04"
OLD_WORD = b"\xd0\xcf\x11\xe0"
RICH_TEXT = b"{\\rtf"
WEB_PAGE = (b"<!doctype html", b"<html")
WEB_ARCHIVE = (b"From: <Saved by", b"MIME-Version:", b"bplist00")
# Of the start of a file, where a web page says that it is one, in bytes.
LOOKED_AT = 1000
KINDS = "Choose the brochure as a Word file (.docx), a PDF, a web page (.html) or plain text (.txt or .md)."


def read_brochure_file(source):
    """Return the ReadBrochure of a file, given as convert_file takes it. Raises NotABrochure also for a file that is none."""
    converted = convert_file(source)
    return read_brochure(converted.text, notices=converted.notices)


def convert_file(source):
    """Return the Converted of a file, given as a path or as an object with `read`: a Word file, a PDF or a text.

    Raises NotABrochure, with a message for an editor, if it cannot be opened or is larger than such files are (it is not read to
    its end).
    """
    if hasattr(source, "read"):
        content = read_most(source)
    else:
        try:
            with Path(source).open("rb") as file:
                content = read_most(file)
        except OSError as error:
            raise NotABrochure(f"The file cannot be opened: {error.strerror or error}.") from error
    return Converted([content]) if isinstance(content, str) else convert(content)


def read_most(file):
    """Return what an open file holds (bytes, or str if it is open as text). Raises NotABrochure, before its end, if it is too large."""
    content = file.read(MOST_TEXT + 1)
    most = MOST_TEXT
    if not isinstance(content, str) and content.startswith((PDF, ARCHIVE)):
        most = MOST_BYTES
        content += file.read(most + 1 - len(content))
    if len(content) > most:
        advice = (
            "Save it without its pictures." if most == MOST_BYTES else f"It is no brochure’s text. {KINDS}"
        )
        raise NotABrochure(f"The file is larger than {most // MEGABYTE} MB. {advice}")
    return content


def convert(content):
    """Return the Converted of a file (bytes). Raises NotABrochure, with a message for an editor, for what cannot be read."""
    if content.startswith(PDF):
        return _convert_apart("pdf", content)
    if content.startswith(ARCHIVE):
        return _convert_apart("word", content)
    if any(mark in content[:LOOKED_AT].lower() for mark in WEB_PAGE):
        return _convert_apart("html", content)
    if content.startswith(WEB_ARCHIVE):
        raise NotABrochure("The file is a web archive. Save the page again as “Webpage, HTML only”.")
    if content.startswith(OLD_WORD):
        raise NotABrochure(
            f"The file is an old Word file (.doc), or has a password. Save it as .docx without one. {KINDS}"
        )
    if content.startswith(RICH_TEXT):
        raise NotABrochure(f"The file is in Rich Text Format. Save it as .docx. {KINDS}")
    return _plain(content)


def _plain(content):
    text, encoding = decode(content)
    notices = (
        [f"The file is not in UTF-8. It was read as {encoding}: check its quotation marks and dashes."]
        if encoding
        else []
    )
    return Converted(text.split("\n"), notices)


def _convert_apart(task, content):
    try:
        answer, attached = ask(WORKER, {"task": task}, content, seconds=SECONDS)
    except Refused as refused:
        raise NotABrochure(refused.message) from refused
    if answer["is_made"]:
        return _plain(attached)
    facts = answer["facts"]
    return Converted(
        facts["lines"],
        facts["notices"],
        {int(number): boxes for number, boxes in facts["boxes"].items()},
        content if task == "pdf" else None,
    )


def picture_of(pdf, page):
    """Return a page (its number, from 1) of a PDF (bytes) as a PNG (bytes). Raises Refused for what cannot be drawn."""
    _, picture = ask(WORKER, {"task": "picture", "page": page}, pdf, seconds=PICTURE_SECONDS)
    return picture
