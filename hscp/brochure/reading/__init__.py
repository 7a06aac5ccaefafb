"""Reads a document's text into plain values, with an account of every line. Does not use the database."""
