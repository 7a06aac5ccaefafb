"""How many rows stand on one page of each kind of list."""

PUBLIC_LISTS = 20
# What somebody who asks for JSON may have on a page.
MOST_SEARCH_RESULTS = 100
USUAL_CONTACTS_IN_API, MOST_CONTACTS_IN_API = 50, 100
ADMIN_LISTS = 50
