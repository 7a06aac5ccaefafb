import pytest
from django.core.exceptions import ValidationError

from contacts.enums import ContactKind
from contacts.numbers.telephone import dialled, extension_of, href_of, parse_number, parse_telephone


@pytest.mark.parametrize(
    ("typed", "written", "dialled_as"),
    [
        ("01962 876364", "01962 876364", "01962876364"),
        ("01962876364", "01962 876364", "01962876364"),
        ("+44 1962 876364", "01962 876364", "01962876364"),
        ("0300 304 0050", "0300 304 0050", "03003040050"),
        ("0300 555 1384", "0300 555 1384", "03005551384"),
        ("0808 800 5000", "0808 800 5000", "08088005000"),
        ("0800 1111", "0800 1111", "08001111"),
        ("999", "999", "999"),
        ("101", "101", "101"),
        ("111", "111", "111"),
    ],
)
def test_numbers_are_written_in_their_usual_form_and_dialled_whole(typed, written, dialled_as):
    assert parse_telephone(typed) == written
    assert dialled(written) == dialled_as


@pytest.mark.parametrize(
    "typed",
    [
        "01962 87636",
        "01962 876364 ext",
        "hello",
        "",
        "+1 202 555 0100",
        "0000 000 0000",
        "12345678901234567890",
    ],
)
def test_impossible_numbers_are_refused_with_an_example(typed):
    with pytest.raises(ValidationError) as refused:
        parse_telephone(typed)

    assert refused.value.messages == [
        f"“{typed}” is not a United Kingdom telephone number. Write it in full with its area code, such as 01962 876364."
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "01962 876364 ext 23",
        "01962 876364 ext. 23",
        "01962 876364 extn 23",
        "01962 876364, extension 23",
        "01962 876364 (extension no. 23)",
        "01962876364x23",
        "+44 (0)1962 876364 ext 23",
    ],
)
def test_an_extension_is_shown_but_not_dialled(typed):
    written = parse_telephone(typed)

    assert written == "01962 876364 ext. 23"
    assert (dialled(written), extension_of(written)) == ("01962876364", "23")
    assert href_of(ContactKind.PHONE, written) == "tel:01962876364"


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "href"),
    [
        (ContactKind.PHONE, "111", (ContactKind.SHORT, "111"), "tel:111"),
        (ContactKind.SHORT, "116 123", (ContactKind.SHORT, "116123"), "tel:116123"),
        (ContactKind.TEXT, "85258", (ContactKind.TEXT, "85258"), "sms:85258"),
        (ContactKind.TEXT, "+44 7400 123456", (ContactKind.TEXT, "07400 123456"), "sms:07400123456"),
    ],
)
def test_short_and_text_numbers_are_kinds_of_their_own(kind, typed, kept, href):
    assert parse_number(kind, typed) == kept
    assert href_of(*kept) == href


@pytest.mark.parametrize(
    ("kind", "typed"),
    [(ContactKind.SHORT, "01962 876364"), (ContactKind.TEXT, "01962 876364"), (ContactKind.TEXT, "12")],
)
def test_a_number_of_another_kind_is_refused(kind, typed):
    with pytest.raises(ValidationError):
        parse_number(kind, typed)
