"""Uploaded PDFs: refused if they run something, carry or open other files, or cannot be read by everybody.

Every object of the file is looked at, whether a page refers to it or not. No stream is decoded.
"""

from io import BytesIO

import pikepdf

from hscp.links.uploads.refusals import Refused

_AGAIN = "Open it and print it to PDF, or save it again without this, and upload that file."
# Types of action that a reader's program takes, and what each does in an editor's words.
_ACTIONS = {
    "/JavaScript": "has a program in it (JavaScript)",
    "/Launch": "starts a program or opens another file",
    "/GoToE": "opens a file that is hidden in it",
    "/GoToR": "opens a file on the reader's computer",
    "/ImportData": "reads a file on the reader's computer",
    "/SubmitForm": "sends what readers type to another server",
    "/Rendition": "plays a film or sound",
    "/Movie": "plays a film or sound",
    "/Sound": "plays a film or sound",
    "/RichMediaExecute": "has Flash or other moving content in it",
    "/GoTo3DView": "has Flash or other moving content in it",
}
_ANNOTATIONS = {
    "/FileAttachment": "has other files attached",
    "/RichMedia": "has Flash or other moving content in it",
    "/Screen": "plays a film or sound",
    "/Movie": "plays a film or sound",
    "/Sound": "plays a film or sound",
    "/3D": "has Flash or other moving content in it",
}
# Keys of a dictionary that need no more than to be there.
_KEYS = {
    "/JS": "has a program in it (JavaScript)",
    "/JavaScript": "has a program in it (JavaScript)",
    "/AA": "does something by itself when it is opened, read or closed",
    "/EF": "has other files attached",
    "/EmbeddedFiles": "has other files attached",
    "/XFA": "is a form of a kind that most programs cannot show (XFA)",
}
_SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_DEEPEST = 100  # levels of direct objects in one another


def examine_pdf(content):
    """Return (None, facts) of a PDF (bytes). Raises Refused.

    The facts are `pages`, `title`, `is_tagged` and `has_language`.
    """
    if content[content.rfind(b"%%EOF") + 5 :].strip(b"\r\n\t \x00\x1a"):
        raise Refused(
            "trailing", f"The PDF has something hidden behind its end, or is not complete. {_AGAIN}"
        )
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted", _PROTECTED)
            pages = len(pdf.pages)
            for each in pdf.objects:
                _check(each, 0)
            _check_opening(pdf.Root)
            return None, {"pages": pages, **_accessibility(pdf)}
    except pikepdf.PasswordError as error:
        raise Refused("encrypted", _PROTECTED) from error
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, TypeError, RuntimeError) as error:
        raise Refused("damaged", f"The PDF is damaged or not complete. {_AGAIN}") from error


_PROTECTED = (
    "The PDF is protected, so that some readers and all screen readers may be kept out. "
    "Save it without a password or restrictions and upload that file."
)


def _check(value, depth):
    """Raise Refused if `value`, an object of a PDF, or what it holds directly does anything by itself."""
    if depth > _DEEPEST:
        raise Refused("damaged", f"The PDF is built in a way that no program makes. {_AGAIN}")
    if isinstance(value, pikepdf.Array):
        for each in value:
            _check_part(each, depth)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key, each in value.items():
            if key in _KEYS:
                _refuse(_KEYS[key])
            _check_part(each, depth)
        _check_kind(value)


def _check_part(value, depth):
    if isinstance(value, pikepdf.Object) and not value.is_indirect:
        _check(value, depth + 1)


def _check_kind(value):
    action = str(value.get("/S", ""))
    if action in _ACTIONS:
        _refuse(_ACTIONS[action])
    if str(value.get("/Subtype", "")) in _ANNOTATIONS:
        _refuse(_ANNOTATIONS[str(value["/Subtype"])])
    if action == "/URI":
        address = str(value.get("/URI", "")).strip().lower()
        scheme, colon, _ = address.partition(":")
        if address.startswith(("\\", "//")) or colon and f"{scheme}:" not in _SAFE_SCHEMES:
            _refuse(f"has a link to “{address[:60]}”, which is no web or email address")


def _check_opening(root):
    """Raise Refused if the PDF does more on opening than to show one of its pages."""
    action = root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) != "/GoTo":
        _refuse("does something by itself when it is opened")


def _refuse(what):
    raise Refused("active_pdf", f"The PDF {what}. {_AGAIN}")


def _accessibility(pdf):
    root = pdf.Root
    marked = root.get("/MarkInfo", {})
    title = str(pdf.docinfo.get("/Title", "")).strip()
    return {
        "title": title[:300],
        "is_tagged": "/StructTreeRoot" in root and bool(marked.get("/Marked", False)),
        "has_language": bool(str(root.get("/Lang", "")).strip()),
    }
