"""Reads a document: text in, plain values and an account of every line out. No database."""
