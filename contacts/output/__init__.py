"""Contacts as others read them: cards on pages, paper, the local sheet, and structured data."""
