"""Who is the same person: an address belongs to one, unless they say that several people read it; then the name tells them apart."""

from hscp.web.wording import one_line


def name_key(name):
    """Return a person's name such that two spellings that differ only by case or spaces are equal."""
    return one_line(name).casefold()


def is_for(person, name):
    """Return whether a booking under the name `name` and the address of `person` (a Person, or a booking) is theirs.

    It is, whatever the name, unless the person has said that others read the same mailbox.
    """
    return not person.shared_name or name_key(name) == person.shared_name
