"""Hold an upload to every rule, from the cheapest to the dearest, and return what is kept of it."""

from dataclasses import dataclass, field
from hashlib import sha256

from hscp.links.uploads import process
from hscp.links.uploads.content import START, check_content
from hscp.links.uploads.image_header import check_size
from hscp.links.uploads.kinds import Kind
from hscp.links.uploads.names import kind_by_name
from hscp.links.uploads.refusals import Refused
from hscp.links.uploads.scanning import scan

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Examined:
    """What is kept of an upload: its content (bytes), its Kind, and what is known of it.

    `pages` is None where it has none or does not say. `preview` is a small picture of the image or the first page (WebP, bytes),
    b"" without one; `width` and `height` are the preview's, in pixels.
    `hints` are sentences for the editor on what readers may miss. `is_scanned` says whether there was a virus scanner.
    """

    content: bytes
    kind: Kind
    is_scanned: bool
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    preview: bytes = b""
    hints: list = field(default_factory=list)

    @property
    def digest(self):
        """The SHA-256 of the content, in hexadecimal digits."""
        return sha256(self.content).hexdigest()


def examine(file):
    """Return the Examined of `file`, an upload with `name`, `size` and `read()`. Raises Refused with words for the editor."""
    kind = kind_by_name(file.name)
    if not file.size:
        raise Refused("empty", "The file is empty. Save it again in its own program and upload it once more.")
    if file.size > kind.max_bytes:
        raise Refused(
            "too_large",
            f"The file has {file.size / _MEGABYTE:.1f} MB; {'an image' if kind.is_image else 'a document'} may have "
            f"{kind.max_bytes // _MEGABYTE} MB. Make it smaller, or give a link instead.",
        )
    file.seek(0)
    content = file.read(kind.max_bytes + 1)
    check_content(content[:START], kind)
    if kind.is_image:
        check_size(content, kind)
    is_scanned = scan(content)
    made, facts = process.run("examine", content, kind)
    kept = content if made is None else made
    preview = b""
    if not kind.is_office:
        preview, more = _preview(kept, kind)
        facts |= more
    return Examined(
        content=kept,
        kind=kind,
        is_scanned=is_scanned,
        pages=facts.get("pages"),
        width=facts.get("width"),
        height=facts.get("height"),
        preview=preview,
        hints=list(_hints(kind, facts)),
    )


def _preview(content, kind):
    """Return (the preview, facts); nothing where it cannot be made in time."""
    try:
        return process.run("preview", content, kind)
    except Refused:
        return b"", {}


def _hints(kind, facts):
    """Yield what some readers will miss in the file, each with what to do."""
    if kind.code == "pdf":
        if not facts["is_tagged"]:
            yield "It has no tags, so screen readers cannot tell headings, lists and tables: save it as an accessible PDF."
        if not facts["has_language"]:
            yield "It does not say its language, so screen readers may read it with the wrong voice."
        if facts.get("without_text"):
            yield (
                f"{facts['without_text']} of its pages are pictures without text, such as scans: "
                "nobody can search them or have them read aloud. Use the original document, or run text recognition."
            )
    if not kind.is_image and not facts["title"]:
        yield "It has no title in its properties: that is what a screen reader and the browser's tab say first."
