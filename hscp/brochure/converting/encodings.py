"""The encoding of a text file: recognised by its first bytes, or by which encoding makes sense of its letters."""

from hscp.brochure.reading.values import NotABrochure

MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What an editor's programs write when it is not UTF-8, with the name to say.
OTHERS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
# The letters and signs beyond ASCII that stand in English brochures.
EXPECTED = frozenset("‘’“”–—…•·£€©®™é°½¼¾\xa0ñüçèêáöóäëïíôúàâîŵŷâ×→■▪●◦✓√")
UTF_16_SHARE = 0.3
SAVE_AS_TEXT = "Save the brochure as plain text (UTF-8) and choose that file."


def decode(content):
    """Return (text, the encoding's name if it is not UTF-8, else "") of a text file (bytes). Raises NotABrochure for what is no text."""
    encoding = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), None)
    if encoding is None and b"\0" in content:
        encoding = _utf_16_without_mark(content)
        if encoding is None:
            raise NotABrochure(f"The file holds binary data, not text. {SAVE_AS_TEXT}")
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            raise NotABrochure(
                f"The file says that it is in {encoding.removesuffix('-sig').upper()}, but is not. {SAVE_AS_TEXT}"
            ) from error
        return _by_letters(content)
    return text, "UTF-16" if encoding and encoding.startswith("utf-16") else ""


def _utf_16_without_mark(content):
    even, odd = content[::2].count(0), content[1::2].count(0)
    least = UTF_16_SHARE * len(content) / 2
    if odd >= least and not even:
        return "utf-16-le"
    return "utf-16-be" if even >= least and not odd else None


def _by_letters(content):
    """Return the text in the encoding whose letters are those of English brochures."""
    best = None
    for encoding, name in OTHERS.items():
        text = content.decode(encoding, errors="replace")
        strange = sum(not (letter.isascii() or letter in EXPECTED) for letter in text)
        if best is None or strange < best[0]:
            best = strange, text, name
    return best[1], best[2]
