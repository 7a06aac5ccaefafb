"""Whole numbers that a request names: of a record, a page, a day."""

# The database holds no key with more digits, and Python refuses to read thousands of them.
_MOST_DIGITS = 18


def whole_number(text):
    """Return the whole number that `text` (str or None) is, written in digits alone; None for anything else, and for a longer one."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
