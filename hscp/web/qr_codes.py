"""QR codes as SVG that stands in a page, so that a printed page leads back to the live one. Foundation: imports no app."""

import io

import segno
from django.utils.safestring import mark_safe

# Printed 34 mm wide, a code of this version has modules of a third of a millimetre. A denser one is hard for a phone.
DENSEST = 20
# The width that a picture for print has at least, in pixels: 85 mm at 300 dots to the inch.
PICTURE_PIXELS = 1000


def qr_svg(address):
    """Return the QR code of `address` (str, an absolute address) as SVG, safe to stand in a page as it is.

    It has no size of its own and no style, so the page's style sheet gives its width. Its four light modules of margin
    are part of it. "" stands for an address that is too long for a code that a phone reads from paper.
    """
    code = _code(address)
    if code is None:
        return ""
    # segno writes numbers and fixed names only: the address itself stands nowhere in the markup.
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
    """Return the QR code of `address` (str, an absolute address) as a PNG picture for print (bytes), or b"" if it is too long."""
    code = _code(address)
    if code is None:
        return b""
    out = io.BytesIO()
    scale = -(-PICTURE_PIXELS // code.symbol_size()[0])
    code.save(out, kind="png", scale=scale, dpi=300, dark="#000", light="#fff")
    return out.getvalue()


def _code(address):
    """Return segno's code of `address`, or None when it would be too dense for a phone to read from paper."""
    try:
        code = segno.make_qr(address, error="m")
    except segno.DataOverflowError:
        return None
    return code if code.version <= DENSEST else None
