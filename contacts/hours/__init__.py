"""Opening hours: as typed, in words, and whether somebody answers now."""
