"""Writes the live brochure as text in the form that the reader reads: the opposite of hscp/brochure/reading."""
