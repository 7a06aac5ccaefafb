"""How many rows each kind of list has on a page."""

PUBLIC_LISTS = 20
# The most that a request for JSON may have on a page.
MOST_SEARCH_RESULTS = 100
USUAL_CONTACTS_IN_API, MOST_CONTACTS_IN_API = 50, 100
ADMIN_LISTS = 50
