"""The codes of an app are those of RFC 6238, hold for about a minute, and cannot be made from the database alone."""

from datetime import UTC, datetime, timedelta

import pytest

from hscp.security.second_factor import app_codes
from hscp.security.second_factor.app_codes import app_address, code_now, new_key, step_of, typed_key

MOMENT = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")]
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    """RFC 6238, appendix B, its eight digits cut to six."""
    key = app_codes._fernet().encrypt(b"12345678901234567890").decode()
    at = datetime.fromtimestamp(seconds, UTC)

    assert (code_now(key, at=at), step_of(key, code, at=at)) == (code, seconds // 30)


@pytest.mark.parametrize(("late", "holds"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_holds_for_half_a_minute_to_either_side(late, holds):
    key = new_key()
    code = code_now(key, at=MOMENT)

    assert (step_of(key, code, at=MOMENT + timedelta(seconds=late)) is not None) is holds


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 456", "-12345"])
def test_nonsense_is_no_code(code):
    assert step_of(new_key(), code) is None


def test_the_database_alone_makes_no_codes(settings):
    key = new_key()
    code = code_now(key)
    plain = typed_key(key).replace(" ", "")

    settings.HSCP_ERASURE_KEY = "another key" * 9

    assert plain not in key
    assert step_of(key, code) is None


def test_an_app_reads_the_account_and_the_key_in_the_picture():
    key = new_key()

    address = app_address(key, "ada@example.org")

    assert address.startswith("otpauth://totp/HSCP%20Safeguarding%20Portal:ada%40example.org?")
    assert f"secret={typed_key(key).replace(' ', '')}" in address
