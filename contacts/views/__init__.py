"""The public pages of contacts."""
