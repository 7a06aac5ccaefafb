"""What every PDF of the portal must hold, read back by libraries that did not write it."""

import io
import re

import page
import pikepdf
import pypdf


def gate(pdf, title):
    """Fail unless `pdf` (bytes) keeps to PDF/UA-1, has `title`, our language, words for pictures and headings in order."""
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == title
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.Root.MarkInfo.Marked
        tags = list(tags_of(document))
    assert [tag for tag in tags if tag["/S"] == "/Figure" and not str(tag.get("/Alt", "")).strip()] == []
    levels = [int(str(tag["/S"])[2:]) for tag in tags if re.fullmatch(r"/H[1-6]", str(tag["/S"]))]
    assert levels[:1] == [1]
    assert [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == []


def tags_of(document):
    """Yield the structure elements (pikepdf.Dictionary) of an open pikepdf document, in reading order."""

    def walk(kids):
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                yield from walk(kid.get("/K", pikepdf.Array()))

    yield from walk(document.Root.StructTreeRoot.K)


def texts_of(pdf):
    """Return the text of each page (list of str), in reading order, with its runs of spaces and line ends as one space."""
    return [" ".join(each.extract_text().split()) for each in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def links_of(pdf):
    """Return the addresses (set of str) that the links of `pdf` lead to."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(note.A.URI)
            for each in document.pages
            for note in each.get("/Annots", [])
            if note.get("/A") is not None and "/URI" in note.A
        }


def bookmarks_of(pdf):
    """Return the titles (list of str) of all bookmarks of `pdf`, in order."""
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:

        def walk(items):
            for item in items:
                yield item.title
                yield from walk(item.children)

        return list(walk(outline.root))
