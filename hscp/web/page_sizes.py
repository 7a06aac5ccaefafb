"""How many rows each kind of list has on a page."""

PUBLIC_LISTS = 20
# The most that a request for JSON may have on a page.
MOST_SEARCH_RESULTS = 100
USUAL_IN_API, MOST_IN_API = 50, 100
ADMIN_LISTS = 50
# Lines of the link desk; the most records that one line offers together; and providers whose booking page is asked for.
DESK_LINES, DESK_RECORDS_TOGETHER, DESK_PROVIDERS = 30, 40, 3
SITEMAP_PART = 1000
# The most sessions that the list of dates has; that are tried for places left; and the most courses whose sessions words find.
SESSIONS_LISTED = 300
SESSIONS_TRIED = 1000
SESSIONS_A_DAY = 4
COURSES_FOUND = 500
# Themes and contacts to tick for a pack or sheet of one's own.
RECORDS_TO_TICK = 40
THEMES = 40
BROCHURE_THEMES = 30
# Calendars that are subscribed to have the next sessions, and some of those just past.
UPCOMING_IN_FEEDS, PAST_IN_FEEDS = 100, 25
# Feeds of lists have what changed last; the page of a record its last changes, and one of several records theirs.
IN_FEEDS, CHANGES_OF_A_RECORD, CHANGES_OF_A_PAGE = 50, 10, 30
# The most contacts whose list somebody keeps on a phone.
CONTACTS_TO_KEEP = 200
# The most that a page shows of what has no list of its own there; a link leads to the rest.
URGENT_CONTACTS = 6
# Where somebody is about to report a concern, more of them; those beyond are named with the others.
CONTACTS_TO_REPORT_TO = 12
OTHER_CONTACTS = 30
CONTACTS_FOR_PARENTS, CONTACTS_FOR_YOUNG_PEOPLE = 24, 16
# In a page that another site frames.
DATES_IN_EMBEDS, MOST_DATES_IN_EMBEDS = 5, 10
RECORDS_FOR_READERS = 10
SITUATIONS = 20
PAGES_IN_A_LANGUAGE = 60
BROCHURE_CONTACTS = 40
