"""What a file is by its first bytes: a name alone proves nothing."""

from hscp.links.uploads.refusals import Refused

# (first bytes, what it is). A ZIP archive may be a file of an office program: hscp.links.uploads.office looks inside.
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"PK\x03\x04", "a Word, Excel or PowerPoint file, or another archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file with a password, or of an old version of Word, Excel or PowerPoint"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"MZ", "a program for Windows"),
    (b"\x7fELF", "a program for Linux"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program for macOS"),
    (b"#!", "a script"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"PK", "an empty archive or a part of one"),
)  # fmt: skip
_EXPECTED = {
    "pdf": b"%PDF-",
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    **dict.fromkeys(("docx", "xlsx", "pptx"), b"PK\x03\x04"),
}
START = 64  # bytes that are enough to know a file by


def what_it_is(start):
    """Return in words what a file is that begins with the bytes `start`; "" where nobody can say."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "a WebP image"
    found = next((words for signature, words in _SIGNATURES if start.startswith(signature)), "")
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").replace(b"\x00", b"")
    return found or ("a web page, a drawing or other markup" if text.startswith(b"<") else "")


def check_content(start, kind):
    """Raise Refused if a file that begins with the bytes `start` is not of `kind`, a Kind."""
    if kind.code == "webp":
        matches = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    else:
        matches = start.startswith(_EXPECTED[kind.code])
    if not matches:
        found = what_it_is(start) or "something else"
        raise Refused(
            "wrong_type",
            f"The file's name says {kind.label}, but it is {found}. "
            "Open it in its own program, save it again with the right type, and upload that file.",
        )
