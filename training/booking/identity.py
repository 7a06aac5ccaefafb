"""Who is the same person: an address belongs to one, unless they say that several people read it; then the name tells them apart."""

from hscp.email_addresses import email_key
from hscp.web.wording import one_line
from training.booking.mailboxes import is_shared_mailbox

OWN_MANAGER = "Enter the manager’s own email address: this one is that of the person who is booked, or of an office that books"


def name_key(name):
    """Return a person's name such that two spellings that differ only by case or spaces are equal."""
    return one_line(name).casefold()


def is_for(person, name):
    """Return whether a booking under the name `name` and the address of `person` (a Person, or a booking) is theirs.

    It is, whatever the name, unless the person has said that others read the same mailbox.
    """
    return not person.shared_name or name_key(name) == person.shared_name


def is_own_manager(manager_email, email, booked_by_email=""):
    """Return whether an address given as the manager's is, in any spelling, that of the person themselves (`email`), or the mailbox of
    several people that books for them (`booked_by_email`): then nobody else would be asked or told."""
    key = email_key(manager_email)
    if not key:
        return False
    return key == email_key(email) or (
        key == email_key(booked_by_email) and is_shared_mailbox(booked_by_email)
    )
