"""Answering a search: reading what was typed, working out what it means, and finding and ranking the records."""
