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
        # The partnership's own words in the usual disguises.
        *(
            "S@feguarding2026!",
            "Safeguard1ng2026!",
            "Saf3guarding!2026",
            "5@f3gu@rd1ng2026",
            "$afeguard!ng2026",
        ),
        *(
            "Hampsh1re2026!!",
            "HampshireCouncil2026",
            "H@mpsh1r3C0unc1l",
            "hscp-hscp-hscp-hscp",
            "HSCPportal2026!!",
        ),
        *(
            "HSCPSafeguarding1!",
            "ChildProtection1",
            "childprotection2026",
            "Childrens-Services1",
            "SocialWorker2026!",
        ),
        *("ChildrensServices2026", "socialworkersocialworker", "DesignatedLead2026", "SafeguardingLead2026"),
        *(
            "TeacherTeacher2026",
            "neglectneglect2026",
            "dr0wssapgnidraugefas",
            "Winchester-Hampshire",
            "IsleOfWight2026!",
        ),
        # What many people choose, made long enough.
        *(
            "Welcome2Hampshire!",
            "welcome1welcome1",
            "Password123456789",
            "Password2026!!!!",
            "P4ssw0rdP4ssw0rd",
        ),
        *(
            "MyPassword2026!!",
            "ThisIsMyPassword",
            "thisismypassword1",
            "mypasswordispassword",
            "drowssapdrowssap",
        ),
        *(
            "letmeinletmein123",
            "letmeinletmeinletmein",
            "iloveyouiloveyou",
            "ILoveYou12345678",
            "AdminAdminAdmin1",
        ),
        *(
            "administrator2026",
            "correcthorsebatterystaple",
            "Correct horse battery staple",
            "manchesterunited1",
        ),
        *(
            "SouthamptonFC1885",
            "Liverpool2026!!!",
            "Portsmouth2026!!!",
            "Autumn2026Autumn",
            "September2026!!!",
        ),
        *("summer2026summer2026", "christmas25december"),
        # Runs of the alphabet, of the keyboard, of digits, and one piece again and again.
        *(
            "qwertyuiopasdfgh",
            "qwertyuiop123456",
            "qwerty123qwerty123",
            "zxcvbnmasdfghjkl",
            "1qaz2wsx3edc4rfv",
        ),
        *(
            "1q2w3e4r5t6y7u8i",
            "asdfghjklasdfghjkl",
            "abcdefghijklmnop",
            "abcabcabcabcabcabc",
            "abc123abc123abc123",
        ),
        *("0987654321098765", "1111222233334444", "01/01/1980-01/01/1980"),
    ],
)
def test_what_is_easy_to_guess_is_refused_in_every_usual_disguise(password):
    with pytest.raises(ValidationError, match="Take three words|too common|entirely numeric"):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        *("a long enough pass phrase", "monkey dragon football", "kettle-orbit-vanilla", "Tr7$kq!02mVbz9#L"),
        *("otter umbrella chimney", "safeguarding kettle orbit vanilla", "KettleTulipBadger"),
        *("bramble.teapot.ferry", "dog tractor violin", "the heron at the station", "purple bicycle monday"),
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_are_taken(password):
    validate_password(password)


def test_a_very_long_password_takes_no_longer_than_its_length():
    def check(size):
        with pytest.raises(ValidationError):
            validate_password("monkeydragon" * size)

    assert is_linear(check, 40)


def test_a_password_of_a_whole_page_is_looked_at_in_no_time():
    # zxcvbn takes seconds for such a text, which has a sign in place of every letter, and refuses more than 72 characters.
    assert is_linear(lambda size: validate_password("4@8({[<3691!|1507$+7%2 kettle" * size), 10)
