"""The views of search: its page, and JSON for other sites and for the search box's suggestions."""
