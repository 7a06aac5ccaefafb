"""Numbers and addresses of contacts: tidied, parsed, proposed, confirmed by a second person, and due for a check."""
