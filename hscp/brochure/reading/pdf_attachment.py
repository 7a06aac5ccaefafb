"""The text that a brochure's PDF carries with it. The portal's own PDFs do; what others show cannot be read as lists."""

import io
import zlib

ENDING = ".md"


def text_in_pdf(content, most):
    """Return the text (bytes) that a PDF (bytes) carries as a Markdown file; None if it carries none.

    Also None where the PDF cannot be read, where it has a password, and where the text is longer than `most` bytes.
    """
    # Loading it takes a tenth of a second, and hardly any process reads a PDF.
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for name, attached in document.attachments.items():
                if name.endswith(ENDING):
                    return _unpacked(attached.get_file().obj, most)
    except (pikepdf.PdfError, pikepdf.PasswordError, zlib.error, ValueError, TypeError, KeyError):
        return None
    return None


def _unpacked(stream, most):
    """Return the bytes of a stream that is deflated or plain, and never more than `most` of them: a few can hold gigabytes."""
    raw, packing = stream.read_raw_bytes(), stream.get("/Filter")
    if packing is not None:
        if str(packing) != "/FlateDecode":
            return None
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(raw, most + 1)
    return raw if len(raw) <= most else None
