"""T50: no form of `next` leads from signing in or out to another site."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
PASSWORD = "a long enough pass phrase"
ELSEWHERE = [
    *(
        "https://evil.example/",
        "http://evil.example",
        "HTTPS://EVIL.EXAMPLE/",
        "//evil.example",
        "///evil.example",
    ),
    *("////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example"),
    *(
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "http:\\\\evil.example",
        "https:\\evil.example",
    ),
    *(
        " https://evil.example",
        "\thttps://evil.example",
        "\n//evil.example",
        "\x00//evil.example",
        "\x08//evil.example",
    ),
    *(
        "ht\ntps://evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "//evil.example\\@testserver",
        "//testserver@evil.example",
    ),
    *(
        "https://testserver@evil.example/",
        "https://testserver:x@evil.example",
        "https://evil.example#@testserver",
    ),
    *(
        "https://evil.example\\.testserver",
        "//evil.example/%2f..",
        "//evil%E3%80%82example",
        "//evil。example",
        "／／evil.example",
    ),
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://evil.example",
    ),
    *(
        "https://testserver.evil.example/",
        "https://eviltestserver/",
        "http://[::1]/",
        "http://2130706433/",
        "//[::ffff:1.2.3.4]",
    ),
]


def is_elsewhere(location):
    """Return whether a browser that got this Location leaves the site: it reads backslashes as slashes and skips tabs and breaks."""
    read = (
        location.replace("\\", "/")
        .translate(dict.fromkeys(map(ord, "\t\r\n")))
        .strip("".join(map(chr, range(33))))
    )
    found = urlsplit(urljoin("http://testserver/admin/login/", read))
    return (found.scheme, found.netloc) != ("http", "testserver")


def test_there_are_forty_forms():
    assert len(set(ELSEWHERE)) >= 40


@pytest.mark.parametrize("place", ["in the form", "in the address"])
@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(target, place):
    make_staff(username="ada", password=PASSWORD)
    sent, query = {"username": "ada", "password": PASSWORD}, {}
    (sent if place == "in the form" else query)["next"] = target

    answer = Client().post("/admin/login/", sent, query_params=query)

    assert answer.status_code == 302
    assert not is_elsewhere(answer["Location"])


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nor_does_signing_out_or_the_form_of_who_is_signed_in(target):
    client = Client()
    client.force_login(make_staff())

    answers = [
        client.get("/admin/login/", {"next": target}),
        client.post("/admin/logout/", {"next": target}),
        client.get("/admin/password_reset/", {"next": target}),
    ]

    assert [
        each["Location"] for each in answers if each.has_header("Location") and is_elsewhere(each["Location"])
    ] == []


def test_a_page_of_the_site_is_led_to():
    make_staff(username="ada", password=PASSWORD)

    answer = Client().post(
        "/admin/login/", {"username": "ada", "password": PASSWORD, "next": "/admin/sessions/?a=b"}
    )

    assert answer["Location"] == "/admin/sessions/?a=b"
