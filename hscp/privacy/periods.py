"""How long personal data is kept: the periods, and the limits that no setting may pass.

The settings take their defaults from here, `hscp.privacy.retention` deletes by them, and the privacy page prints them, so what
the page says is what the job does. The periods follow the partnership's data protection design.
"""

from dataclasses import dataclass

from hscp.web.wording import counted

DAYS_IN_A_YEAR = 365
# A member of staff who makes no request for this long is signed out.
SESSION_HOURS = 3
# Whoever asks for emails about changes and does not confirm it for so long is forgotten.
UNCONFIRMED_DAYS = 7


@dataclass(frozen=True)
class Period:
    """How long one kind of data is kept, in days, and what happens to it afterwards.

    `what`, `since` and `then` are words for the privacy page. `HSCP_KEEP_<NAME>_DAYS` changes the number, from
    `at_least` to `at_most`.
    """

    name: str
    what: str
    days: int
    at_most: int
    since: str
    then: str
    at_least: int = 0

    @property
    def variable(self):
        """The environment variable that changes the period."""
        return f"HSCP_KEEP_{self.name.upper()}_DAYS"


PERIODS = (
    Period(
        "access_needs", "Access needs and phone number", 14, 90, "after the end of the session", "Deleted"
    ),
    Period(
        "ended_bookings",
        "A booking that was cancelled or did not get a place",
        90,
        365,
        "after the end of the session",
        "Name and addresses deleted; organisation and role stay for the figures",
    ),
    Period(
        "attendance",
        "Your attendance: name, email, organisation, course and date",
        3 * DAYS_IN_A_YEAR,
        6 * DAYS_IN_A_YEAR,
        "after the end of the session",
        "Name and addresses deleted; organisation and role stay for the figures",
    ),
    Period(
        "charges",
        "What a booking cost, and whom we invoiced",
        6 * DAYS_IN_A_YEAR,
        7 * DAYS_IN_A_YEAR,
        "after the end of the session",
        "Deleted",
    ),
    Period(
        "comments",
        "What you write when you evaluate a session, without your name",
        3 * DAYS_IN_A_YEAR,
        6 * DAYS_IN_A_YEAR,
        "after you send it",
        "Deleted; the marks stay for the figures",
    ),
    Period(
        "emails",
        "Emails that we send you",
        7,
        30,
        "after they are sent",
        "Text and address deleted; the fact that one was sent stays",
    ),
    Period(
        "manage_links",
        "The link that opens your booking",
        30,
        90,
        "after the end of the session, or after the email with the link if that is later",
        "Deleted: it no longer works",
    ),
    Period(
        "record_links",
        "The link that opens your training record",
        1,
        7,
        "after you ask for it",
        "Deleted: it no longer works",
    ),
    Period(
        "teams",
        "Who is in the team of somebody who books for others, and whether they let that person see their training",
        DAYS_IN_A_YEAR,
        2 * DAYS_IN_A_YEAR,
        "after that person last used their team’s page",
        "Deleted, and with it the consent",
    ),
    Period(
        "interest",
        "Your email address on the list for a course without dates",
        2 * DAYS_IN_A_YEAR,
        3 * DAYS_IN_A_YEAR,
        "after you join the list",
        "Deleted",
    ),
    Period(
        "interest_told", "The same, once there are dates", 90, 365, "after we tell you of them", "Deleted"
    ),
    Period(
        "audit",
        "The log of what happened to bookings and of what staff changed, which names no booker",
        2 * DAYS_IN_A_YEAR,
        3 * DAYS_IN_A_YEAR,
        "after the event",
        "Deleted",
    ),
    Period(
        "audit_trail",
        "Staff: when somebody signed in, opened or downloaded personal data, or changed a role; numbers without names",
        2 * DAYS_IN_A_YEAR,
        3 * DAYS_IN_A_YEAR,
        "after the event",
        "Deleted",
        # What is asked about is often found out months later.
        at_least=90,
    ),
    Period(
        "sign_ins",
        "Staff: when somebody signed in or failed to, and from which network address",
        30,
        90,
        "after the attempt",
        "Deleted",
    ),
    Period(
        "search_counts",
        "How often the same words were searched for in a day",
        2 * DAYS_IN_A_YEAR,
        3 * DAYS_IN_A_YEAR,
        "after that day",
        "Deleted",
    ),
    Period(
        "page_reports",
        "What you write to tell us that something is wrong with a page, without your name",
        90,
        365,
        "after you send it",
        "Deleted",
    ),
    Period(
        "erasures",
        "If you have your data erased: a code made from your email address, to erase it again if a backup is restored",
        DAYS_IN_A_YEAR,
        3 * DAYS_IN_A_YEAR,
        "after the erasure",
        "Deleted",
        # Longer than any backup is kept, or a restored one could bring the person back.
        at_least=36,
    ),
)
BY_NAME = {period.name: period for period in PERIODS}


def in_words(days):
    """Return a number of days as people say it: "1 day", "90 days", "3 years"."""
    if days and days % DAYS_IN_A_YEAR == 0:
        return counted(days // DAYS_IN_A_YEAR, "year")
    return counted(days, "day")


def out_of_bounds(kept):
    """Yield a Period for each number of days in `kept` ({name: days}) that is longer or shorter than allowed."""
    for period in PERIODS:
        if not period.at_least <= kept[period.name] <= period.at_most:
            yield period
