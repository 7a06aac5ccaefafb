"""QR codes as SVG that stands in a page, so that a printed page leads back to the live one. Foundation: imports no app."""

import segno
from django.utils.safestring import mark_safe

# Printed 34 mm wide, a code of this version has modules of a third of a millimetre. A denser one is hard for a phone.
DENSEST = 20


def qr_svg(address):
    """Return the QR code of `address` (str, an absolute address) as SVG, safe to stand in a page as it is.

    It has no size of its own and no style, so the page's style sheet gives its width. Its four light modules of margin
    are part of it. "" stands for an address that is too long for a code that a phone reads from paper.
    """
    try:
        code = segno.make_qr(address, error="m")
    except segno.DataOverflowError:
        return ""
    if code.version > DENSEST:
        return ""
    # segno writes numbers and fixed names only: the address itself stands nowhere in the markup.
    return mark_safe(  # noqa: S308
        code.svg_inline(omitsize=True, dark="#000", light="#fff", svgclass="portal-qr__image", lineclass=None)
    )
