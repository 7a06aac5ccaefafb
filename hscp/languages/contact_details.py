"""Contact details in a translated text. A wrong number is a danger, and nobody would find it in a language that they cannot read.

So a wording has none: numbers, addresses and hours stand on its page as the record has them at that moment.
"""

import re
from html.parser import HTMLParser

from django.core.exceptions import ValidationError

from hscp.details_in_text import EMAIL_ADDRESS, POSTCODE

# What looks like a number and is none: years and days. "2024-2026", "2024/25", "3.5.2026".
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)(?!\d)")
_DAYS = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)")
_DETAILS = (
    # Five digits or more, of any script: shorter ones are 999 and 111, ages and years.
    ("telephone number", re.compile(r"(?<!\d)\+?\d(?:(?:[^\S\n]|[().\-–/]){0,2}\d){4,}")),
    ("email address", EMAIL_ADDRESS),
    ("postcode", POSTCODE),
)
_WORDS = (
    "“%(found)s” looks like a %(kind)s. Leave it out: the page shows the numbers, hours and addresses of the record as they "
    "are at the moment, so that none goes out of date in another language."
)
# What shows nothing, and could stand between the digits of a number.
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class _Text(HTMLParser):
    """The words of HTML, with a line for each element, and the addresses of its links."""

    def __init__(self):
        super().__init__()
        self.words, self.addresses = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("strong", "em"):
            self.words.append("\n")
        self.addresses += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.words.append(data)


def contact_detail(text):
    """Return (what it is, the words) of the first contact detail in `text`, plain or HTML; None if there is none."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    for address in reader.addresses:
        if address.strip().lower().startswith(("tel:", "mailto:", "sms:")):
            return "link to a number or an email address", address
    words = _UNSEEN.sub("", "".join(reader.words))
    words = _DAYS.sub(" ", _YEARS.sub(" ", words))
    for kind, pattern in _DETAILS:
        if found := pattern.search(words):
            return kind, found[0].strip()
    return None


def refuse_contact_details(text):
    """Raise ValidationError for a `text` with a number, an email address or a postcode, or a link to one."""
    if found := contact_detail(text):
        kind, words = found
        raise ValidationError(_WORDS, code="contact_detail", params={"kind": kind, "found": words[:60]})
