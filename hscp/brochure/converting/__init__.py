"""Turning a file that an editor has, of Word, a PDF or a text in any encoding, into the lines that the reader reads."""
