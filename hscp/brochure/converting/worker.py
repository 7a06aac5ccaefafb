"""The process that reads a Word file or a PDF: the file comes in on standard input, its lines go out as JSON.

`hscp.brochure.converting.files` has it started, with a time limit and without the portal's environment, as an uploaded file
is examined: hscp/links/uploads/worker.py.
"""

import sys

from hscp.brochure.converting.lines import MOST_TEXT
from hscp.brochure.converting.pdf_attachment import text_in_pdf
from hscp.links.uploads.refusals import Refused
from hscp.links.uploads.worker import answer

SAVE_AGAIN = "Open it in its own program, save it again, and choose that file."


def main():
    """Read an order and a file; write the Converted, or the text that is attached to a PDF of the portal's own."""
    return answer(_convert)


def _convert(order, content):
    if order["task"] == "picture":
        return _picture(content, order["page"]), {}
    if order["task"] == "pdf" and (attached := text_in_pdf(content, MOST_TEXT)) is not None:
        return attached, {}
    converted = _TASKS[order["task"]](content)
    if sum(map(len, converted.lines)) + sum(map(len, converted.notices)) > MOST_TEXT:
        raise Refused("too_much", "The file has more text than a brochure. Choose the brochure alone.")
    return None, {"lines": converted.lines, "notices": converted.notices, "boxes": converted.boxes}


def _word(content):
    from hscp.brochure.converting.word import convert_word
    from hscp.links.uploads.office import examine_office

    examine_office(content, "docx")
    try:
        return convert_word(content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Refused("damaged", f"The Word file is not built as Word builds them. {SAVE_AGAIN}") from error


def _pdf(content):
    import pypdfium2

    from hscp.brochure.converting.pdf import NoText, convert_pdf

    try:
        return convert_pdf(content)
    except NoText:
        raise Refused(
            "no_text",
            "No page of the PDF has text: it is a scan, or its words are drawn. Have its text recognised (OCR), or ask for "
            "the Word file or the PDF that the printer was sent.",
        ) from None
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise Refused(
                "encrypted", "The PDF has a password. Save it without one, and choose that file."
            ) from error
        raise Refused("damaged", f"The PDF is damaged or not complete. {SAVE_AGAIN}") from error


def _html(content):
    from lxml.etree import LxmlError

    from hscp.brochure.converting.html import convert_html

    try:
        return convert_html(content)
    except (LxmlError, ValueError, RecursionError) as error:
        raise Refused(
            "damaged", "The web page cannot be read. Save it again as “Webpage, HTML only”."
        ) from error


def _picture(content, number):
    import pypdfium2

    from hscp.brochure.converting.pdf_picture import picture_of_page

    try:
        return picture_of_page(content, number)
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Refused("damaged", "This page of the PDF cannot be drawn.") from error


_TASKS = {"word": _word, "pdf": _pdf, "html": _html}


if __name__ == "__main__":
    sys.exit(main())
