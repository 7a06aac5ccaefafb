import pytest
from django.core.exceptions import ValidationError

from contacts.numbers.telephone import dialled, parse_telephone


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
