"""The text that is attached to the portal's own PDFs: it is read in place of their pages."""

import io
import zlib

ENDING = ".md"


def text_in_pdf(content, most):
    """Return the text (bytes) of the Markdown file attached to a PDF (bytes); None if there is none.

    Also None if the PDF cannot be read or has a password, or if the text is longer than `most` bytes.
    """
    # Not at the top: loading it takes a tenth of a second, and hardly any process reads a PDF.
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for name, attached in document.attachments.items():
                if name.endswith(ENDING):
                    return _unpacked(attached.get_file().obj, most)
    except (
        *(pikepdf.PdfError, pikepdf.PasswordError, zlib.error),
        *(ValueError, TypeError, KeyError, AttributeError, RuntimeError),
    ):
        return None
    return None


def _unpacked(stream, most):
    """Return the bytes of a stream, deflated or plain, and never more than `most`: a few can expand to gigabytes."""
    raw, packing = stream.read_raw_bytes(), stream.get("/Filter")
    if packing is not None:
        if str(packing) != "/FlateDecode":
            return None
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(raw, most + 1)
    return raw if len(raw) <= most else None
