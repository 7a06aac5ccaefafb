"""Whether a reader's words look as if they held details of a person. A report needs none."""

import re

from hscp.details_in_text import EMAIL_ADDRESS, POSTCODE

_LOOKS_LIKE = (
    EMAIL_ADDRESS,
    POSTCODE,
    re.compile(r"(?<!\d)(?:\+|00)?\d(?:[ ().-]{0,2}\d){8,}"),  # a phone or NHS number: nine digits or more
    re.compile(
        r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d(?!\d)"
    ),  # a date, as a date of birth is written
)


def looks_personal(text):
    """Return whether `text` holds what looks like an email address, a phone or NHS number, a postcode or a date of birth.

    The details of an organisation look the same, so a form asks rather than refuses.
    """
    return any(pattern.search(text) for pattern in _LOOKS_LIKE)
