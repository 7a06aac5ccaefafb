"""What changed, for readers: the list, what changed since the last brochure, and feeds of every list."""
