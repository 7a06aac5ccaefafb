"""What readers get while the database is away or slow, a disk full, a cache damaged, or the site asked too much: `make bench-outage`."""
