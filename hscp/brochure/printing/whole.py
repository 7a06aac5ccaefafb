"""The whole brochure on paper."""

from hscp.documents.document import Document  # noqa: F401


def current_brochure():
    """Return the newest live Brochure, or an unsaved one without words where there is none."""
    raise NotImplementedError


def brochure_document(brochure, *, drafts=False):
    """Return the Document of the whole brochure with the words of `brochure` and every live theme.

    With `drafts` the themes and items that are drafts or in review stand in it too: for staff only.
    """
    raise NotImplementedError
