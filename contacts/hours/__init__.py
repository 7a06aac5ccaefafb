"""Opening hours: typed and in words, and whether somebody answers now."""
