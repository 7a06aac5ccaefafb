"""Uploaded files of Word, Excel and PowerPoint: ZIP archives of XML, looked through part by part and never unpacked.

Refused are macros and other programs, what loads something from elsewhere when it is opened, archives that would become
huge, and whatever their programs do not write.
"""

import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from struct import unpack_from

from hscp.links.uploads.office_xml import CONTENT_TYPES, check_part, main_types
from hscp.links.uploads.refusals import Refused

MOST_PARTS = 5_000
MOST_BYTES = 250 * 1024 * 1024  # of all parts together, unpacked
MOST_XML_BYTES = 100 * 1024 * 1024  # of one part of XML, unpacked
HIGHEST_RATIO = 200  # of unpacked to packed, for parts of more than a megabyte
_MEGABYTE = 1024 * 1024
_END_BYTES = 22  # of the end of an archive without a comment
# What reading an archive that is damaged, or of a kind that no office program writes, raises.
_UNREADABLE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(EOFError, OSError, NotImplementedError, ValueError, KeyError),
)
_START = 16  # bytes that show what a part is
_XML = {".xml", ".rels"}
_LOOSE_XML = {".vml"}  # not always well-formed, as Excel writes it
_MEDIA = {
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".webp", ".heic", ".emf", ".wmf"),
    *(".emz", ".wmz", ".wdp", ".hdp", ".svg", ".mp4", ".m4v", ".m4a", ".mp3", ".wav", ".wmv", ".wma", ".avi", ".mov"),
    *(".odttf", ".fntdata", ".ttf"),
}  # fmt: skip
_NESTED = {".docx": "docx", ".xlsx": "xlsx", ".pptx": "pptx"}
# What a program or another archive begins with.
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"PK",
    b"Rar!",
    b"7z\xbc\xaf",
    b"%PDF",
)
_OLE = b"\xd0\xcf\x11\xe0"
_NAMES = {"docx": "Word", "xlsx": "Excel", "pptx": "PowerPoint"}
_AGAIN = "Open it in its own program, save it again, and upload that file."


def examine_office(content, code, *, is_nested=False):
    """Return (None, facts) of a file (bytes) of the kind `code`: "docx", "xlsx" or "pptx". Raises Refused.

    The facts are `pages`, None where the file does not say, and `title`.
    """
    _check_end(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_archive(content, parts)
            for part in parts:
                _check_name(part)
            facts = {"pages": None, "title": ""}
            _check_types(archive, code)
            for part in parts:
                if not part.is_dir():
                    facts |= _check_content(archive, part, is_nested=is_nested)
            return None, facts
    except _UNREADABLE as error:
        raise _damaged() from error


def _damaged():
    return Refused("damaged", f"The file is damaged or not complete. {_AGAIN}")


def _bomb():
    return Refused("bomb", f"The file would become far too large when it is opened. {_AGAIN}")


def _polyglot():
    return Refused("polyglot", f"There is something before or behind the document in the file. {_AGAIN}")


def _check_end(content):
    """Raise Refused unless the archive ends with its own end, which says how many parts it has: not too many to be listed."""
    end = content.rfind(b"PK\x05\x06")
    if end < 0:
        raise _damaged()
    if end != len(content) - _END_BYTES:
        raise _polyglot()
    if unpack_from("<H", content, end + 10)[0] > MOST_PARTS:
        raise _bomb()


def _check_archive(content, parts):
    """Raise Refused for an archive that is too much, or that is more than an archive."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise _bomb()
    if any(
        part.file_size > _MEGABYTE and part.file_size > HIGHEST_RATIO * part.compress_size for part in parts
    ):
        raise _bomb()
    if sum(part.compress_size for part in parts) > len(content):
        raise Refused("bomb", f"Parts of the file overlap, which no program writes. {_AGAIN}")
    if min((part.header_offset for part in parts), default=-1) != 0:
        raise _polyglot()
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names):
        raise Refused("polyglot", f"The file has two parts of the same name. {_AGAIN}")


def _check_name(part):
    name = part.orig_filename
    steps = name.replace("\\", "/").split("/")
    if (
        not name.isprintable()
        or "\\" in name
        or name.startswith("/")
        or ":" in name
        or ".." in steps
        or part.filename != name
        or stat.S_ISLNK(part.external_attr >> 16)
    ):
        raise Refused("path", f"The file has a part that leads out of it. {_AGAIN}")
    if part.flag_bits & 0x1:
        raise Refused("encrypted", "The file has a password. Save it without one and upload that file.")
    lower = name.lower()
    if "vbaproject" in lower or "vbadata" in lower or "/macrosheets/" in lower or "/dialogsheets/" in lower:
        raise _macros()
    if "/activex/" in lower:
        raise Refused(
            "active", f"The file has controls in it that run a program (ActiveX). Remove them. {_AGAIN}"
        )


def _macros():
    return Refused(
        "macros",
        "The file has macros in it, which may do harm. Save it without them, as .docx, .xlsx or .pptx, and upload that file.",
    )


def _check_types(archive, code):
    """Raise Refused unless the list of content types says that the archive is of the kind `code`."""
    try:
        found = main_types(_open(archive, archive.getinfo(CONTENT_TYPES), MOST_XML_BYTES))
    except KeyError:
        raise Refused(
            "wrong_type",
            f"The file's name says {_NAMES[code]}, but it is an archive. Unpack it and upload each document by itself.",
        ) from None
    if "macros" in found:
        raise _macros()
    if found != {code}:
        words = (
            " and ".join(sorted(_NAMES.get(each, "a template or show") for each in found)) or "something else"
        )
        raise Refused(
            "wrong_type",
            f"The file's name says {_NAMES[code]}, but it is {words}. Save it again with the right type.",
        )


def _open(archive, part, most):
    """Yield the content of a part in pieces. Raises Refused once it is longer than `most` or than it says."""
    left = min(most, part.file_size)
    with archive.open(part) as file:
        while piece := file.read(64 * 1024):
            left -= len(piece)
            if left < 0:
                raise _bomb()
            yield piece


def _check_content(archive, part, *, is_nested):
    """Return what a part tells of the file. Raises Refused for what does not belong into such a file."""
    path = PurePosixPath(part.filename.lower())
    suffix = f".{path.name.rpartition('.')[2]}"  # of “.rels” too
    if suffix in _XML:
        return check_part(part.filename, _open(archive, part, MOST_XML_BYTES))
    with archive.open(part) as file:
        start = file.read(_START)
    if suffix in _NESTED and "embeddings" in path.parts:
        if is_nested:
            raise Refused("nested", f"The file has documents in documents in it. Remove them. {_AGAIN}")
        inner = b"".join(_open(archive, part, MOST_BYTES // 10))
        examine_office(inner, _NESTED[suffix], is_nested=True)
        return {}
    if suffix in _LOOSE_XML:
        return check_part(part.filename, _open(archive, part, MOST_XML_BYTES), is_well_formed=False)
    if start.startswith(_OLE):
        raise Refused(
            "embedded",
            f"The file has another file or program embedded in it ({path.name}). Remove it. {_AGAIN}",
        )
    is_printer = suffix == ".bin" and "printersettings" in path.parts
    if start.startswith(_PROGRAMS) or not (suffix in _MEDIA or is_printer):
        raise Refused(
            "embedded", f"The file has something in it that does not belong there: {path.name}. {_AGAIN}"
        )
    return {}
