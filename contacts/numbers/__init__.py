"""Numbers and addresses of contacts: typed, parsed, proposed, confirmed by a second person, and due for a check."""
