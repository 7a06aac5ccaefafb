"""The editors' side of contacts. Django looks for the registrations here."""

from contacts.admin import changes, finder, pathways, school_terms, thresholds

__all__ = ["changes", "finder", "pathways", "school_terms", "thresholds"]
