"""How many rows each kind of list has on a page."""

PUBLIC_LISTS = 20
# The most that a request for JSON may have on a page.
MOST_SEARCH_RESULTS = 100
USUAL_CONTACTS_IN_API, MOST_CONTACTS_IN_API = 50, 100
ADMIN_LISTS = 50
SITEMAP_PART = 1000
# The most that a page shows of what has no list of its own there; a link leads to the rest.
URGENT_CONTACTS = 8
OTHER_CONTACTS = 30
