"""The answers of search: its page, and JSON for other sites and for the box that suggests."""
