"""The process that compiles one PDF or picture: JSON comes in on standard input, the file goes out, a refusal goes to standard error.

`hscp.documents.compiler` starts it, with a time limit and without the portal's environment. It reads nothing but the
templates and the fonts, writes no file, and ends by itself should nobody be left to end it. What people typed arrives as
data and is set as plain text: nothing in it is markup to typst.
"""

import json
import os
import re
import resource
import signal
import sys
import unicodedata
from pathlib import Path

import typst

from hscp.documents import typefaces
from hscp.documents.postprocess import postprocess

FOLDER = Path(__file__).resolve().parent / "typst"
MEMORY = 2 * 1024**3  # bytes of address space; the whole brochure takes about a quarter of it
# Characters that show nothing, or turn the direction of the text around them. Joiners stay: some scripts need them.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]+"
)
# Where no font has one of these, the text reads as well without: emoji, their joiners and their colours.
_DISPENSABLE = {"So", "Sk", "Cf", "Cn", "Co", "Cs", "Mn"}
# Letters that may be drawn in parts: see hscp.documents.copied_text.
_MARKED = re.compile(r"[\u0300-\u036f\u0400-\u1fff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefe]")
# What typst is told of each format: points and pixels of a picture are one.
_FORMATS = {"pdf": {"pdf_standards": "ua-1"}, "png": {"format": "png", "ppi": 72}}
_MISSING = "could not be displayed"
_PROBE = """#set document(title: "Probe")
#set text(font: ("Atkinson Hyperlegible", ..json(bytes(sys.inputs.typefaces))), lang: "en")
#let texts = json(bytes(sys.inputs.texts))
"""


def main():
    """Read an order and write one line of JSON about the file, then the file. See hscp.documents.compiler."""
    order = sys.stdin.buffer.read()
    if not order:
        return 0  # whoever started this process ahead has ended
    order = json.loads(order)
    signal.alarm(order["seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(5)  # requests for pages come first
    try:
        content, about = make(order)
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 1
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + content)
    return 0


def make(order):
    """Return (the file, a dict of what to report on it) of an order. A PDF is held to PDF/UA-1. Raises typst.TypstError.

    An order has the `template` (name of a file in this folder), its `data`, the folder of our `fonts`, the fewest and most
    `pages`, and how many `densities` the template knows. They are tried from the first on until one fits. It may have
    `attachments`: texts that the PDF carries as files, (file name, text) each. With the `format` "png" the file is a picture
    of the one page, with a pixel for each point.
    """
    data, changed = _clean(order["data"]), []
    texts = set()
    _each_text(data, texts.add)
    order["fonts"] = [order["fonts"]]
    if any(map(typefaces.needs_more, texts)):
        order["fonts"] += typefaces.folders()
        data = {**data, "typefaces": typefaces.FAMILIES}
    if order.get("format") == "png":
        # Only a PDF is refused for a sign that no font has.
        data, changed = _settable(data, order["fonts"])
    try:
        best = _best(order, data)
    except typst.TypstError as error:
        if _MISSING not in error.message:
            raise
        data, changed = _settable(data, order["fonts"])
        best = _best(order, data)
    _, content, fit, warnings = best
    if order.get("format", "pdf") == "pdf":
        marks = any(_MARKED.search(text) for text in texts)
        content = postprocess(content, order.get("attachments", ()), marks=marks)
    return content, {"fit": fit, "warnings": warnings, "changed": changed}


def _best(order, data):
    """Return (faults, file, fit, warnings) of the first density that fits, or else of the one with the fewest faults."""
    compiler = typst.Compiler(
        FOLDER / order["template"], root=FOLDER, font_paths=order["fonts"], ignore_system_fonts=True
    )
    best, density = None, 0
    while density < order["densities"]:
        content, warnings = compiler.compile_with_warnings(
            sys_inputs={"data": json.dumps({**data, "density": density})},
            **_FORMATS[order.get("format", "pdf")],
        )
        found = json.loads(compiler.query("<fit>", field="value"))
        fit = {**found[-1], "density": density} if found else None
        # A template may know which density is likely to fit.
        closer = fit.pop("next", None) if fit else None
        faults = _faults(fit, order["pages"])
        if best is None or faults < best[0]:
            best = faults, content, fit, [warning.message for warning in warnings]
        if not any(faults):
            break
        density = max(density + 1, closer or 0)
    return best


def _faults(fit, pages):
    """Return how badly a document fits: boxes that are too full, pages too many or too few, a last page half empty."""
    if fit is None:
        return (0, 0, 0)
    least, most = pages
    count = fit["pages"]
    empty = max(0.5 - fit["last"], 0) if count > 1 else 0
    return (len(fit["overflow"]), max(least - count, count - most, 0), empty)


def _clean(value):
    """Return `value` (of JSON) with its texts on one line each, without characters that show nothing."""
    return _each_text(value, lambda text: " ".join(_UNSEEN.sub(" ", text).split()))


def _settable(value, fonts):
    """Return `value` (of JSON) with texts that our fonts can set, and the texts that had to be changed for it."""
    texts = set()
    _each_text(value, texts.add)
    unsettable = _unsettable(texts, fonts)
    missing = _unsettable({char for text in unsettable for char in _composed(text)}, fonts)
    change = {text: _without(missing, text) for text in unsettable}
    for text in _unsettable(set(change.values()), fonts):
        # Each character can be set, but not beside its neighbours.
        for original in [each for each, shown in change.items() if shown == text]:
            change[original] = _without({char for char in text if not char.isascii()}, text)
    return _each_text(value, lambda text: change.get(text, text)), sorted(unsettable)


def _unsettable(texts, fonts):
    """Return those of `texts` (a set) that our fonts cannot set. One compilation reports them all, each by its line."""
    texts = sorted(text for text in texts if not text.isascii())
    if not texts:
        return set()
    families = typefaces.FAMILIES if len(fonts) > 1 else ()
    first = _PROBE.count("\n") + 1
    lines = "".join(
        f"#let t = texts.at({n}); #t #strong(t) #emph(t) #parbreak()\n" for n in range(len(texts))
    )
    try:
        typst.compile(
            (_PROBE + lines).encode(),
            root=FOLDER,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"texts": json.dumps(texts), "typefaces": json.dumps(families)},
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        found = re.findall(r"^ +┌─ .*\.typ:(\d+):\d+$", error.diagnostic, re.MULTILINE)
        return {texts[int(line) - first] for line in found}
    return set()


def _composed(text):
    return unicodedata.normalize("NFC", text)


def _without(missing, text):
    """Return `text` with the characters of `missing` left out, or shown as missing where the text needs them."""
    chars = (
        char if char not in missing else ("" if unicodedata.category(char) in _DISPENSABLE else "\ufffd")
        for char in _composed(text)
    )
    return " ".join("".join(chars).split())


def _each_text(value, change):
    """Return `value` (of JSON) with `change` made to every text in it."""
    if isinstance(value, dict):
        return {key: _each_text(part, change) for key, part in value.items()}
    if isinstance(value, list):
        return [_each_text(part, change) for part in value]
    return change(value) if isinstance(value, str) else value


if __name__ == "__main__":
    sys.exit(main())
