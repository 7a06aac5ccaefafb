"""The yearly brochure: read, imported, written, printed, kept."""
