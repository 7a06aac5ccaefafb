"""The editors' side of contacts. Django looks for the registrations here."""

from contacts.admin import changes, finder, pathways, thresholds

__all__ = ["changes", "finder", "pathways", "thresholds"]
