"""The editors' side of contacts. Django looks for the registrations here."""

from contacts.admin import pathways, thresholds

__all__ = ["pathways", "thresholds"]
