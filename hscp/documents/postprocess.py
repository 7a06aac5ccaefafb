"""What is done to a PDF once it is compiled: texts are attached as files, letters are read once, a large PDF is made smaller.

Typst writes each object of a document on its own and as plain text. The tags and links of a long document are thousands
of objects, and take more room than all that it shows. PDF 1.5 and later may hold them together and compressed.
"""

import io

# Bytes from which it is worth the tenth of a second that loading the library takes.
LARGE = 300_000


def postprocess(pdf, attachments=(), *, marks=False):
    """Return a PDF (bytes) with its `attachments` ((file name, text) each) in it, and its objects packed if it is large.

    With `marks` it may have letters with marks that are drawn on their own: see hscp.documents.copied_text.
    """
    if len(pdf) < LARGE and not attachments and not marks:
        return pdf
    import pikepdf

    from hscp.documents.copied_text import mend

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name, text in attachments:
            document.attachments[name] = pikepdf.AttachedFileSpec(
                document,
                text.encode(),
                filename=name,
                mime_type="text/markdown",
                description="The same as text",
                relationship=pikepdf.Name.Alternative,
            )
        if marks:
            mend(document)
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
