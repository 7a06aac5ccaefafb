"""The process that makes one PDF: JSON comes in on standard input, the PDF goes out, a refusal goes to standard error.

`hscp.documents.typeset` starts it, with a time limit and without the portal's environment. It reads nothing but this
folder and the fonts. What people typed arrives as data and is set as plain text: nothing in it is markup to typst.
"""

import json
import re
import sys
import unicodedata
from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).resolve().parent
# What shows nothing, or turns the direction of the text around it. Joiners stay: some scripts need them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
# No font of ours has these, and the text reads as well without: emoji, their joiners and their colours.
_DISPENSABLE = {"So", "Sk", "Cf", "Cn", "Co", "Cs", "Mn"}
_MISSING = "could not be displayed"
_PROBE = b"""
#set document(title: "Probe")
#set text(font: "Atkinson Hyperlegible", lang: "en")
#sys.inputs.text
"""


def main():
    """Read {"document": name of a file in this folder, "data": a value} and {"fonts": folder}; write the PDF."""
    order = json.load(sys.stdin.buffer)
    data = _clean(order["data"])
    try:
        pdf = make(order["document"], data, order["fonts"])
    except typst.TypstError as error:
        if _MISSING not in error.message:
            sys.stderr.write(error.message)
            return 1
        pdf = make(order["document"], _settable(data, order["fonts"]), order["fonts"])
    sys.stdout.buffer.write(pdf)
    return 0


def make(document, data, fonts):
    """Return the PDF of a document of this folder, held to PDF/UA-1. Raises typst.TypstError."""
    return typst.compile(
        FOLDER / document,
        root=FOLDER,
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
    )


def _clean(value):
    """Return `value` (of JSON) with its texts on one line each, free of what shows nothing."""
    return _each_text(value, lambda text: " ".join(_UNSEEN.sub(" ", text).split()))


def _settable(value, fonts):
    """Return `value` (of JSON) with its texts so that our fonts have a sign for everything in them."""

    @cache
    def has(text):
        try:
            typst.compile(
                _PROBE,
                root=FOLDER,
                font_paths=[fonts],
                ignore_system_fonts=True,
                sys_inputs={"text": text},
                pdf_standards="ua-1",
            )
        except typst.TypstError:
            return False
        return True

    def shown(text):
        if has(text):
            return text
        signs = (
            sign if has(sign) else ("" if unicodedata.category(sign) in _DISPENSABLE else "\ufffd")
            for sign in unicodedata.normalize("NFC", text)
        )
        return " ".join("".join(signs).split())

    return _each_text(value, shown)


def _each_text(value, change):
    """Return `value` (of JSON) with `change` made to every text in it."""
    if isinstance(value, dict):
        return {key: _each_text(part, change) for key, part in value.items()}
    if isinstance(value, list):
        return [_each_text(part, change) for part in value]
    return change(value) if isinstance(value, str) else value


if __name__ == "__main__":
    sys.exit(main())
