"""One search over every kind of record."""
