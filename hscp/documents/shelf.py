"""Made PDFs, kept under the content they are made of. Foundation: imports no app."""

from hscp.documents.typeset import typeset


def pdf_of(document):
    """Return the PDF (bytes) of a Document. Raises CannotTypeset."""
    return typeset(document.template, {**document.data, "density": 0})


def known_size(name):
    """Return the size in bytes that the document `name` had when it was last made; None where that is not known."""
    return None
