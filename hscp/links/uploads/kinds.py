"""The kinds of file that can be uploaded, how large each may be, and what readers call them."""

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024
MAX_IMAGE_BYTES = 10 * _MEGABYTE
MAX_DOCUMENT_BYTES = 20 * _MEGABYTE
MAX_PIXELS = 25_000_000


@dataclass(frozen=True)
class Kind:
    """A kind of file: its code and suffix, what a reader calls it, its content type, and whether browsers display it."""

    code: str
    label: str
    content_type: str
    is_shown: bool
    max_bytes: int

    @property
    def is_image(self):
        """Whether it is a picture."""
        return self.content_type.startswith("image/")

    @property
    def is_office(self):
        """Whether it is a file of an office program: a ZIP archive of XML."""
        return "openxmlformats" in self.content_type


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", True, MAX_DOCUMENT_BYTES),
        Kind("docx", "Word", f"{_OFFICE}wordprocessingml.document", False, MAX_DOCUMENT_BYTES),
        Kind("xlsx", "Excel", f"{_OFFICE}spreadsheetml.sheet", False, MAX_DOCUMENT_BYTES),
        Kind("pptx", "PowerPoint", f"{_OFFICE}presentationml.presentation", False, MAX_DOCUMENT_BYTES),
        Kind("jpg", "JPEG", "image/jpeg", True, MAX_IMAGE_BYTES),
        Kind("png", "PNG", "image/png", True, MAX_IMAGE_BYTES),
        Kind("webp", "WebP", "image/webp", True, MAX_IMAGE_BYTES),
    )
}
# The suffixes that a name may have, and the kind that each says.
SUFFIXES = {**KINDS, "jpeg": KINDS["jpg"]}
