"""The size of an image as its first bytes say it: known before anything is decoded, however large it would become."""

from struct import error as TooShort
from struct import unpack_from

from hscp.links.uploads.kinds import MAX_PIXELS
from hscp.links.uploads.refusals import Refused

# The markers of JPEG that carry its size, and those that stand alone.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD9)}


def check_size(content, kind):
    """Return (width, height) in pixels of an image (bytes) of `kind`. Raises Refused if it is too large, or unreadable."""
    try:
        width, height = _READERS[kind.code](content)
    except (TooShort, IndexError, ValueError):
        width = height = 0
    if not width or not height:
        raise Refused("damaged", "The image is damaged. Open it in its own program and save it again.")
    if width * height > MAX_PIXELS:
        raise Refused(
            "too_many_pixels",
            f"The image has {width} × {height} pixels, more than {MAX_PIXELS // 1_000_000} million. "
            "Make it smaller: 2,000 pixels on the longer side are enough for a page.",
        )
    return width, height


def _png(content):
    if content[12:16] != b"IHDR":
        raise ValueError
    return unpack_from(">II", content, 16)


def _jpeg(content):
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            height, width = unpack_from(">HH", content, at + 5)
            return width, height
        else:
            at += 2 + unpack_from(">H", content, at + 2)[0]


def _webp(content):
    chunk = content[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if chunk == b"VP8L":
        bits = unpack_from("<I", content, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError


_READERS = {"png": _png, "jpg": _jpeg, "webp": _webp}
