"""The picture of a PDF's first page, and which of its pages are pictures without text."""

from io import BytesIO

import pypdfium2

WIDTH = 360  # pixels of the picture: twice as wide as it is shown
_TALLEST = 720
_LOOKED_AT = 30  # pages: reading the text of a long report would take longer than anybody waits


def look_at_pages(content):
    """Return (the first page as PNG (bytes), {"without_text": pages}) of a PDF (bytes) that was examined.

    `without_text` counts those of the first 30 pages on which there is something, but no text.
    """
    pdf = pypdfium2.PdfDocument(content)
    without_text = sum(_is_picture(pdf[number]) for number in range(min(len(pdf), _LOOKED_AT)))
    page = pdf[0]
    width, height = page.get_size()
    picture = page.render(scale=min(WIDTH / width, _TALLEST / height), may_draw_forms=False).to_pil()
    target = BytesIO()
    picture.convert("RGB").save(target, "PNG", optimize=True)
    return target.getvalue(), {"without_text": without_text}


def _is_picture(page):
    return page.get_textpage().count_chars() == 0 and next(page.get_objects(), None) is not None
