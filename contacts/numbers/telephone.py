"""United Kingdom telephone numbers: checked, put in their usual form, and turned into what a phone dials."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from phonenumbers import PhoneNumberFormat, shortnumberinfo

from contacts.enums import RUNG, ContactKind

REGION = "GB"
_EXTENSION = " ext. "
# What follows a number in the words "01962 876364, extension 23": phonenumbers itself reads "ext 23" and "x23".
_OPTION = re.compile(
    r"(?<![\s,;(])[\s,;(]*+\b(?:extension|extn?)\b\s*+(?:number|no)?\.?\s*+:?\s*+(?=\d)", re.IGNORECASE
)
# Numbers that take text messages alone: five to seven digits that begin with 6, 7 or 8.
_TEXT_CODE = re.compile(r"[678]\d{4,6}")
# phonenumbers knows no list of these; they are Ofcom's, and each is answered by people.
_MOST_DIGITS_OF_SHORT = 6


def parse_number(kind, text):
    """Return (kind, number) of what was typed as a telephone, short or text-message number, in its usual form.

    A short number that was typed as a telephone number becomes one. Raises ValidationError for any other that does not
    fit its kind.
    """
    if kind == ContactKind.TEXT:
        return kind, _text_number(text)
    short = _short(text)
    if kind == ContactKind.SHORT and not short:
        raise ValidationError(
            "“%(text)s” is not a short number such as 999, 111 or 101. Choose “Phone” for a number in full.",
            code="telephone",
            params={"text": text},
        )
    return (ContactKind.SHORT, short) if short else (kind, parse_telephone(text))


def parse_telephone(text):
    """Return the number in `text` in its usual national form (01962 876364); short numbers such as 999 stay as they are.

    An extension stands behind it: 01962 876364 ext. 23. Raises ValidationError when it is not a number that can exist in
    the United Kingdom.
    """
    if short := _short(text):
        return short
    number = _parsed(text)
    if number is not None and phonenumbers.is_valid_number_for_region(number, REGION):
        extension, number.extension = number.extension, None
        national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        return f"{national}{_EXTENSION}{extension}" if extension else national
    raise ValidationError(
        "“%(text)s” is not a United Kingdom telephone number. Write it in full with its area code, such as 01962 876364.",
        code="telephone",
        params={"text": text},
    )


def extension_of(text):
    """Return the digits of the extension of a number in its usual form; "" if it has none."""
    return text.partition(_EXTENSION)[2]


def dialled(text):
    """Return the digits of a number in its usual form, as a phone in the United Kingdom dials them: 01962876364.

    An extension is not dialled: somebody asks for it, or a voice does.
    """
    return "".join(character for character in text.partition(_EXTENSION)[0] if character.isdigit())


def international(text):
    """Return a number in its usual form as it is written abroad, without its extension: +44 1962 876364.

    Short numbers such as 999 stay as they are.
    """
    text = text.partition(_EXTENSION)[0]
    number = _parsed(text)
    if number is None or not phonenumbers.is_valid_number(number):
        return text
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def href_of(kind, value):
    """Return the address that rings, texts, writes to or opens `value`, which is of the ContactKind `kind`; "" for none."""
    if not value or kind == ContactKind.POST:
        return ""
    if kind in RUNG:
        return f"tel:{dialled(value)}"
    if kind == ContactKind.TEXT:
        return f"sms:{dialled(value)}"
    return f"mailto:{value}" if kind == ContactKind.EMAIL else value


def _parsed(text):
    """Return the PhoneNumber in `text`, or None."""
    try:
        return phonenumbers.parse(_OPTION.sub(_EXTENSION, text, count=1), REGION)
    except phonenumbers.NumberParseException:
        return None


def _short(text):
    """Return the digits of a short number that exists, such as 999, 116 123 or 18000; "" for any other text."""
    digits = re.sub(r"[\s-]", "", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS_OF_SHORT):
        return ""
    number = _parsed(digits)
    valid = number is not None and shortnumberinfo.is_valid_short_number_for_region(number, REGION)
    return digits if valid else ""


def _text_number(text):
    digits = re.sub(r"[\s-]", "", text)
    if _TEXT_CODE.fullmatch(digits) or digits == "999":
        return digits
    number = _parsed(text)
    kinds = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.PERSONAL_NUMBER}
    if (
        number is not None
        and not number.extension
        and phonenumbers.is_valid_number_for_region(number, REGION)
        and phonenumbers.number_type(number) in kinds
    ):
        return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    raise ValidationError(
        "“%(text)s” is not a number that takes text messages. Write a mobile number such as 07400 123456, or a short "
        "number such as 85258.",
        code="telephone",
        params={"text": text},
    )
