"""Example sessions for a first look, with invented people."""
