"""What readers get while the database is stopped or frozen, and while somebody guesses passwords: `make bench-outage`."""
