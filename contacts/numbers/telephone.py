"""United Kingdom telephone numbers: checked, put in their usual form, and turned into what a phone dials."""

import phonenumbers
from django.core.exceptions import ValidationError
from phonenumbers import PhoneNumberFormat, shortnumberinfo

REGION = "GB"


def parse_telephone(text):
    """Return the number in `text` in its usual national form (01962 876364); short numbers such as 999 stay as they are.

    Raises ValidationError when it is not a number that can exist in the United Kingdom.
    """
    compact = "".join(character for character in text if character.isalnum() or character == "+")
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is not None:
        if compact.isdigit() and shortnumberinfo.is_valid_short_number_for_region(number, REGION):
            return compact
        if phonenumbers.is_valid_number_for_region(number, REGION):
            return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    raise ValidationError(
        "“%(text)s” is not a United Kingdom telephone number. Write it in full with its area code, such as 01962 876364.",
        code="telephone",
        params={"text": text},
    )


def dialled(text):
    """Return the digits of a number in its usual form, as a phone in the United Kingdom dials them: 01962876364."""
    return "".join(character for character in text if character.isdigit())


def international(text):
    """Return a number in its usual form as it is written abroad: +44 1962 876364. Short numbers such as 999 stay as they are."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_valid_number(number):
        return text
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
