"""Long passwords that are tried first are refused, and three words that have nothing to do with each other are not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.effort import is_linear


@pytest.mark.parametrize(
    "password",
    [
        *(
            "passwordpassword",
            "1234567890123456",
            "safeguarding2026",
            "Safeguarding-2026!",
            "hampshirehampshire",
        ),
        *(
            "P@ssw0rdP@ssw0rd",
            "qwertyuiopqwerty",
            "HampshireSchools1",
            "monkeymonkey2026",
            "aaaaaaaaaaaaaaaa",
        ),
        *("letmein letmein letmein", "PortalSafeguardingPartnership99", "iloveyou1234567890"),
    ],
)
def test_what_is_tried_first_is_refused_however_long(password):
    with pytest.raises(ValidationError, match="tried first|too common|entirely numeric"):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        *("a long enough pass phrase", "monkey dragon football", "kettle-orbit-vanilla", "Tr7$kq!02mVbz9#L"),
        *("otter umbrella chimney", "safeguarding kettle orbit vanilla"),
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_are_taken(password):
    validate_password(password)


def test_a_very_long_password_takes_no_longer_than_its_length():
    def check(size):
        with pytest.raises(ValidationError):
            validate_password("monkeydragon" * size)

    assert is_linear(check, 40)
