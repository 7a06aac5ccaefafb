"""Mailboxes that several people read, told by their names."""

import re

# A mailbox that several people read cannot be one person's address: everybody could open that person's link.
# fmt: off
_SHARED_MAILBOXES = frozenset({
    "accounts", "admin", "administrator", "bookings", "contact", "dsl", "enquiries", "enquiry",
    "finance", "general", "headoffice", "hello", "help", "info", "information", "jobs", "mail",
    "noreply", "nursery", "office", "post", "postmaster", "reception", "safeguarding", "school",
    "secretary", "staff", "support", "team", "training", "webmaster",
})
# fmt: on


def is_shared_mailbox(email):
    """Return whether the name of an address says that several people read it, such as info@ or office.admin@."""
    mailbox = email.lower().partition("@")[0]
    words = [word for word in re.split(r"[._+\-\d]+", mailbox) if word]
    return bool(words) and _SHARED_MAILBOXES.issuperset(words)
