"""The XML in files of Word, Excel and PowerPoint: read piece by piece, for what it would load or run."""

import re
from xml.parsers import expat

from hscp.links.uploads.refusals import Refused

CONTENT_TYPES = "[Content_Types].xml"
_AGAIN = "Open it in its own program, save it again, and upload that file."
_MAIN = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument|ms-\w+)\.?"
    r"(?P<program>wordprocessingml|spreadsheetml|presentationml|word|excel|powerpoint)\.(?P<role>[\w.]+)\+xml",
    re.IGNORECASE,
)
_KINDS = {
    "wordprocessingml.document.main": "docx",
    "spreadsheetml.sheet.main": "xlsx",
    "presentationml.presentation.main": "pptx",
}
# What a file loads from elsewhere, by the end of the relation's type, and what an editor does about it.
_LOADED = {
    "attachedTemplate": "It uses a template of another computer: choose the template “Normal” instead.",
    "oleObject": "It shows a part of another file: break the link to it.",
    "externalLinkPath": "It takes values from another workbook: choose Data, Edit links, Break link.",
    "image": "It loads a picture from elsewhere: put the picture itself in.",
}
_SAFE = re.compile(r"(?:https?|mailto|tel):|#|[^:\\/][^:\\]*$", re.IGNORECASE)
_DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_FIELD_LENGTH = 2_000  # characters of a field's instruction that are looked at


def main_types(pieces):
    """Return what a list of content types, in pieces (bytes), says of the file, as a set.

    It has "docx", "xlsx" or "pptx", "macros", and "template" for templates and shows.
    """
    found = set()

    def start(tag, attributes):
        value = attributes.get("ContentType", "")
        if "macro" in value.lower() or "vbaproject" in value.lower():
            found.add("macros")
        match = _MAIN.fullmatch(value)
        if match and match["role"].endswith("main"):
            found.add(_KINDS.get(f"{match['program']}.{match['role']}".lower(), "template"))

    _parse(pieces, start)
    return found


def check_part(name, pieces, *, is_well_formed=True):
    """Return the facts in the part `name`, whose XML comes in `pieces` (bytes): `title`, `pages`. Raises Refused.

    With `is_well_formed` false it is only held to have no DTD, since the program writes no proper XML here.
    """
    if not is_well_formed:
        _check_loose(pieces)
        return {}
    reader = _Reader(is_relations=name.lower().endswith(".rels"))
    _parse(pieces, reader.start, reader.text, reader.end)
    return reader.facts


def _parse(pieces, start, text=None, end=None):
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_dtd
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused("damaged", f"The file is damaged. {_AGAIN}") from error


def _refuse_dtd(*declared):
    raise Refused("dtd", f"The file has definitions in its XML that no such program writes (DTD). {_AGAIN}")


def _check_loose(pieces):
    before = b""
    for piece in pieces:
        together = (before + piece).replace(b"\x00", b"").lower()
        if b"<!doctype" in together or b"<!entity" in together:
            _refuse_dtd()
        before = piece[-20:]


def _active(what):
    return Refused("active", f"The file {what} when it is opened. {_AGAIN}")


class _Reader:
    """Collects what one part says: facts for readers, instructions of fields; and refuses what loads something."""

    def __init__(self, *, is_relations):
        self.facts = {}
        self._instructions = ""
        self._is_relations = is_relations
        self._inside = ""

    def start(self, tag, attributes):
        tag = tag.rpartition(":")[2]
        self._inside = tag if tag in {"instrText", "title", "Pages", "Slides"} else ""
        if tag == "fldSimple":
            self._check_instruction(" " + attributes.get("w:instr", ""))
        elif tag == "ddeLink":
            raise _active("starts another program (DDE)")
        elif tag == "Relationship" and self._is_relations:
            _check_relation(attributes)

    def text(self, text):
        if self._inside == "instrText":
            self._check_instruction(text)
        elif self._inside == "title":
            self.facts["title"] = text.strip()[:300]
        elif self._inside and text.strip().isdecimal():
            self.facts["pages"] = int(text[:6])

    def end(self, tag):
        self._inside = ""

    def _check_instruction(self, text):
        """Refuse a field that starts a program. Its instruction may come in pieces, each an element of its own."""
        self._instructions = (self._instructions + text)[-_FIELD_LENGTH:]
        if _DDE.search(self._instructions):
            raise _active("starts another program (DDE)")


def _check_relation(attributes):
    """Raise Refused if a relation loads something from elsewhere, or leads to what is no web or email address."""
    target, kind = attributes.get("Target", "").strip(), attributes.get("Type", "").rpartition("/")[2]
    if attributes.get("TargetMode", "").lower() != "external":
        return
    if kind != "hyperlink":
        raise Refused(
            "external",
            f"The file loads something from elsewhere when it is opened. {_LOADED.get(kind, 'Remove it.')} {_AGAIN}",
        )
    if not _SAFE.match(target):
        raise Refused(
            "external",
            f"The file has a link to “{target[:60]}”, which is no web or email address. Remove it. {_AGAIN}",
        )
