"""A theme's posters: for the staff room (professionals) and for the waiting room (parents and carers)."""

from hscp.documents.document import Document  # noqa: F401

READERS = {"professionals": "Staff room", "parents": "Waiting room"}
PAPERS = {"a4": "A4", "a3": "A3"}


def poster_document(theme, reader, paper):
    """Return the Document of a Theme's poster. `reader` is a key of READERS, `paper` of PAPERS."""
    raise NotImplementedError
