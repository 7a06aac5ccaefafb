"""A theme's STOP pack on paper."""

from hscp.documents.document import Document  # noqa: F401


def pack_data(pack):
    """Return the data of a themes.packs.Pack for `pack-body` of parts.typ."""
    raise NotImplementedError


def pack_document(theme):
    """Return the Document of a Theme's pack (A4, two to four pages)."""
    raise NotImplementedError
