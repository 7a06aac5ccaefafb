"""Put what editors type as a number or address in its usual form, before it is checked."""

import re

from django.core.exceptions import ValidationError

from contacts.enums import ContactKind
from hscp.web.wording import one_line

# The letters and digits of a United Kingdom postcode; what is typed between its halves does not matter.
_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?)[\s-]*([0-9][a-z]{2})\b", re.IGNORECASE)


def tidy_value(kind, text):
    """Return `text`, a value of the ContactKind `kind`, in its usual form: spaces, scheme, case, lines and postcode.

    Phone numbers are left to `contacts.numbers.telephone`. Raises ValidationError for a postal address without a postcode.
    """
    text = text.strip()
    if not text:
        return ""
    if kind == ContactKind.EMAIL:
        return _email(text)
    if kind in {ContactKind.WEB, ContactKind.FORM}:
        return _web_address(text)
    return _post(text) if kind == ContactKind.POST else text


def _email(text):
    """Return an address without "mailto:" and spaces. Only its domain is put in lower case: case can matter before the @."""
    text = re.sub(r"\s+", "", re.sub(r"^mailto:", "", text, flags=re.IGNORECASE))
    name, at, domain = text.rpartition("@")
    return f"{name}{at}{domain.lower()}"


def _web_address(text):
    return text if re.match(r"^([a-z][a-z0-9+.-]*:|//)", text, re.IGNORECASE) else f"https://{text}"


def _post(text):
    """Return an address as lines without commas at their ends, with its last postcode written as "SO23 8UJ"."""
    lines = [one_line(line).strip(" ,") for line in text.splitlines()]
    text = "\n".join(line for line in lines if line)
    found = list(_POSTCODE.finditer(text))
    if not found:
        raise ValidationError(
            {
                "value": "Add the postcode as the last line of the address, such as SO23 8UJ: letters need it to arrive."
            }
        )
    last = found[-1]
    return f"{text[: last.start()]}{last[1].upper()} {last[2].upper()}{text[last.end() :]}"
