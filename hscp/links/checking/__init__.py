"""The machine check of links: asks for each address, judges what answers, and tells editors and owners."""
