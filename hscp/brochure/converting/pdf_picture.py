"""A page of a PDF as a picture, beside which an editor sees what became of its lines."""

import io

# Wide enough to read the small print of a page of A4, in pixels.
WIDTH = 1000
# However long a page is.
MOST_HEIGHT = 4000


def picture_of_page(content, number):
    """Return page `number` (from 1) of a PDF (bytes) as a PNG (bytes).

    Raises IndexError where there is no such page, and pypdfium2.PdfiumError for what is no PDF.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        width, height = page.get_size()
        picture = page.render(scale=min(WIDTH / width, MOST_HEIGHT / height)).to_pil()
        made = io.BytesIO()
        picture.quantize(64).save(made, "PNG")
        return made.getvalue()
    finally:
        document.close()
