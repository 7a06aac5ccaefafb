"""Telephone numbers in what a reader typed: however they are spelt, they become the one word by which the index knows them."""

import re

import phonenumbers
from phonenumbers import shortnumberinfo

REGION = "GB"
# At least five digits, with what people put between them; then perhaps an extension, which the index does not hold.
_number = re.compile(
    r"(?<![\w+])(?P<number>\+?\(?\d(?:[\s().-]{0,3}\d){4,16})(?:[\s,]*(?:ext(?:ension|n)?\b\.?|x|#)\s*\d{1,6})?(?!\w)",
    re.IGNORECASE,
)


def with_numbers_as_words(text):
    """Return `text` with each United Kingdom telephone number in it as the digits that a phone in the country dials.

    "+44 (0)1962 876364", "1962-876364" and "01962 876364 ext. 23" become 01962876364, and "116 123" becomes 116123. Whatever
    else has digits, such as years, stays as it is.
    """
    return _number.sub(lambda match: dialled_digits(match["number"]) or match[0], text)


def dialled_digits(text):
    """Return the digits that a phone in the United Kingdom dials for the number in `text`; "" if there is no such number."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_valid_number_for_region(number, REGION):
        return f"0{phonenumbers.national_significant_number(number)}"
    digits = re.sub(r"\D", "", text)
    # 116 000 and its like: numbers of social value, the same all over Europe.
    is_short = digits.startswith("116") and shortnumberinfo.is_valid_short_number_for_region(number, REGION)
    return digits if is_short else ""
