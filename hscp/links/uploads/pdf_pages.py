"""The first page of a PDF, and which of its pages are pictures without text."""

import pypdfium2

from hscp.links.uploads.images import TALLEST, WIDTH, as_preview

_LOOKED_AT = 30  # pages: reading the text of a long report would take longer than anybody waits


def look_at_pages(content):
    """Return (the preview of the first page (bytes), facts) of a PDF (bytes) that was examined.

    The facts are the preview's `width` and `height`, and `without_text`: how many of the first 30 pages have something on
    them, but no text.
    """
    pdf = pypdfium2.PdfDocument(content)
    without_text = sum(_is_picture(pdf[number]) for number in range(min(len(pdf), _LOOKED_AT)))
    page = pdf[0]
    width, height = page.get_size()
    picture = page.render(scale=min(WIDTH / width, TALLEST / height), may_draw_forms=False).to_pil()
    preview, facts = as_preview(picture)
    return preview, {"without_text": without_text, **facts}


def _is_picture(page):
    return page.get_textpage().count_chars() == 0 and next(page.get_objects(), None) is not None
