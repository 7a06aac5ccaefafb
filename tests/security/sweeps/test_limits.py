"""The limits have the values that were decided: a test that takes its number from the code stays green when the code's is wrong."""

import pytest
from axes.utils import reset
from django.core.exceptions import RequestDataTooBig

from hscp.links.uploads.examine import examine
from hscp.links.uploads.image_header import check_size
from hscp.links.uploads.kinds import KINDS
from hscp.links.uploads.refusals import Refused
from hscp.security import rate_limits, sign_in_limits
from hscp.web.body_limit import MOST_BYTES
from tests.factories import make_staff
from tests.links.uploads.files import upload

MEGABYTE = 1024 * 1024
PASSWORD = "quiet copper lantern field"


@pytest.mark.django_db
def test_the_eighth_wrong_password_locks_out_for_a_quarter_of_an_hour(client, settings, empty_cache):
    settings.AXES_ENABLED = True
    make_staff(username="ada", password=PASSWORD)
    try:
        guesses = [
            client.post("/admin/login/", {"username": "ada", "password": f"guess {number}"}).status_code
            for number in range(8)
        ]
        right = client.post("/admin/login/", {"username": "ada", "password": PASSWORD})
    finally:
        reset()

    assert (guesses, right.status_code) == ([200] * 7 + [429], 429)
    assert settings.AXES_COOLOFF_TIME == 0.25  # hours


@pytest.mark.django_db
def test_ten_guesses_at_a_name_from_ten_networks_are_free_and_the_twelfth_waits(
    client, empty_cache, monkeypatch
):
    make_staff(username="ada", password=PASSWORD)
    form = {"username": "ada", "password": "wrong"}

    answers = [
        client.post("/admin/login/", form, REMOTE_ADDR=f"198.51.100.{number}").text for number in range(12)
    ]

    slowed = ["Too many wrong passwords" in text for text in answers]
    assert slowed == [False] * 11 + [True]
    assert (sign_in_limits.LONGEST_WAIT, sign_in_limits.FAILURES_COUNT_SECONDS) == (60, 15 * 60)


@pytest.mark.parametrize(
    ("limit", "most", "seconds"),
    [
        (rate_limits.SIGN_INS_BY_NETWORK, 60, 3600),
        (rate_limits.BOOKINGS_BY_NETWORK, 300, 600),
        (rate_limits.BOOKINGS_BY_EMAIL, 5, 600),
        (rate_limits.RECORD_LINKS_BY_NETWORK, 30, 600),
        (rate_limits.RECORD_LINKS_BY_EMAIL, 3, 600),
        (rate_limits.INTERESTS_BY_EMAIL, 5, 600),
        (rate_limits.CERTIFICATE_CHECKS_BY_NETWORK, 30, 600),
        (rate_limits.TEAM_ASKS_BY_COLLEAGUE, 3, 86_400),
        (rate_limits.NEW_DOCUMENTS_BY_NETWORK, 10, 60),
    ],
)
def test_so_often_and_no_more(limit, most, seconds, empty_cache):
    answers = [limit.allows("one") for _ in range(most + 1)]

    assert answers == [True] * most + [False]
    assert limit.seconds == seconds
    assert limit.allows("another") is True


@pytest.mark.parametrize(
    ("kind", "megabytes"), [("a.pdf", 20), ("a.docx", 20), ("a.png", 10), ("a.jpeg", 10)]
)
def test_a_file_may_be_so_large_and_no_larger(kind, megabytes):
    class Large:
        name, size = kind, megabytes * MEGABYTE + 1

    with pytest.raises(Refused) as refused:
        examine(Large())

    assert refused.value.code == "too_large"


def test_a_picture_may_have_25_million_pixels_and_no_more():
    def png(width, height):
        size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
        return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + size + b"\x08\x02\x00\x00\x00"

    with pytest.raises(Refused) as refused:
        check_size(png(5001, 5000), KINDS["png"])

    assert refused.value.code == "too_many_pixels"
    assert check_size(png(5000, 5000), KINDS["png"]) == (5000, 5000)


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a.zip", "a.pdf.exe", "a.docm", "a.xml", "a"])
def test_what_is_no_document_or_picture_is_refused_by_its_name(name):
    with pytest.raises(Refused) as refused:
        examine(upload(name, b"%PDF-1.7"))

    assert refused.value.code == "type"


def test_a_form_may_have_so_many_fields_and_bytes_and_no_more(rf, settings):
    assert MOST_BYTES == 25 * MEGABYTE
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 5000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES == 20

    with pytest.raises(RequestDataTooBig):
        rf.post("/", {"a": "x" * (3 * MEGABYTE)}, content_type="application/x-www-form-urlencoded").body  # noqa: B018
