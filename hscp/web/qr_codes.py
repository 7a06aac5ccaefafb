"""QR codes as inline SVG, so that a printed page leads back to the live one, and as files."""

import io

import segno
from django.utils.safestring import mark_safe

# Printed 34 mm wide, a code of this version has modules of a third of a millimetre. A denser one is hard for a phone.
DENSEST = 20
# The least width of a picture for print, in pixels: 85 mm at 300 dots to the inch.
PICTURE_PIXELS = 1000


def qr_svg(address):
    """Return the QR code of `address` (str, an absolute address) as SVG that is safe to put into a page.

    It has no size or style of its own, so the page's style sheet sets its width. Its margin of four light modules is
    part of it. Returns "" if the address is too long for a code that a phone can read from paper.
    """
    code = _code(address)
    if code is None:
        return ""
    # segno writes numbers and fixed names only: the address itself is nowhere in the markup.
    return mark_safe(  # noqa: S308
        code.svg_inline(omitsize=True, dark="#000", light="#fff", svgclass="portal-qr__image", lineclass=None)
    )


def qr_file(address):
    """Return the QR code of `address` (str, an absolute address) as the text of an SVG file, or "" if it is too long.

    It is as many millimetres wide as the code has modules, about four centimetres.
    """
    code = _code(address)
    if code is None:
        return ""
    out = io.BytesIO()
    code.save(
        out, kind="svg", unit="mm", dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def qr_png(address):
    """Return the QR code of `address` (str, an absolute address) as a PNG for print (bytes), or b"" if too long."""
    code = _code(address)
    if code is None:
        return b""
    out = io.BytesIO()
    scale = -(-PICTURE_PIXELS // code.symbol_size()[0])
    code.save(out, kind="png", scale=scale, dpi=300, dark="#000", light="#fff")
    return out.getvalue()


def _code(address):
    """Return segno's code for `address`, or None if it would be too dense for a phone to read from paper."""
    try:
        code = segno.make_qr(address, error="m")
    except segno.DataOverflowError:
        return None
    return code if code.version <= DENSEST else None
