"""A smaller file of the same PDF. Foundation: imports no app.

The typesetter writes each object of a document on its own and as plain text. The tags and links of a long document are
thousands of them, and take more room than all that it shows. PDF 1.5 and later may keep them together and deflated.
"""

import io

# Bytes from which on a file is worth the tenth of a second that loading the library takes.
LARGE = 300_000


def compact(pdf):
    """Return a PDF (bytes) with its objects packed together if it is large, else as it is."""
    if len(pdf) < LARGE:
        return pdf
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
