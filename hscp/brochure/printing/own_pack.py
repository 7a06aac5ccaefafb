"""A pack of one's own: the themes and contacts that an address asks for, in one document."""

from hscp.documents.document import Document  # noqa: F401


def own_pack_document(query):
    """Return the Document of what `query` (a QueryDict: theme=slug, contact=slug) asks for. Raises Http404 if nothing."""
    raise NotImplementedError
