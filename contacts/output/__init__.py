"""Contacts as readers and machines get them: cards on pages, print, the local sheet, and structured data."""
