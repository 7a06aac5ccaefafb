"""What a robots.txt asks for is done; where there is none to be had, everything is allowed."""

import pytest

from hscp.links.checking.answers import Trouble
from tests.links.checking.conftest import fetch
from tests.links.checking.hostile_site import answer, page, redirect


def robots(text, **headers):
    return answer(text.encode(), **{"Content_Type": "text/plain"} | headers)


def one(site, path="/private/page"):
    [found] = fetch(site, f"http://www.example.org{path}")
    return found


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("User-agent: *\nDisallow: /private/", False),
        ("User-agent: HSCP-link-check\nDisallow: /", False),
        ("User-agent: hscp-LINK-check\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: *\nAllow: /private/page\nDisallow: /", True),
        ("User-agent: *\nDisallow: /other/", True),
        ("User-agent: AnotherBot\nDisallow: /", True),
        ("User-agent: HSCP-link-check\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        ("", True),
        ("<html><title>Not a list of rules</title>", True),
        ("User-agent: *\nDisallow: http://[x\nDisallow: /", True),  # the parser stumbles over it
        ("User-agent: *\nCrawl-delay: ²\nDisallow: /", True),
        (f"User-agent: *\nCrawl-delay: {'9' * 5000}\nDisallow: /", True),
    ],
)
def test_the_rules_are_kept(serve, text, is_allowed):
    site = serve({"/robots.txt": robots(text), "/private/page": page("Page")})

    found = one(site)

    assert (found.status == 200, found.trouble == Trouble.ROBOTS) == (is_allowed, not is_allowed)
    assert site.requests["GET www.example.org/private/page"] == is_allowed


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "500 Error"])
def test_rules_that_are_not_to_be_had_allow_everything(serve, status):
    site = serve(
        {"/robots.txt": answer(b"User-agent: *\nDisallow: /", status), "/private/page": page("Page")}
    )

    assert one(site).status == 200


def test_rules_may_be_elsewhere(serve):
    site = serve(
        {
            "/robots.txt": redirect("/rules"),
            "/rules": robots("User-agent: *\nDisallow: /"),
            "/private/page": page("P"),
        }
    )

    assert one(site).trouble == Trouble.ROBOTS


def test_they_are_read_once_for_each_site(serve):
    site = serve({"/1": page("One"), "/2": page("Two")})

    fetch(site, "http://a.example.org/1", "http://a.example.org/2", "http://b.example.org/1")

    assert {name: number for name, number in site.requests.items() if "robots" in name} == {
        "GET a.example.org/robots.txt": 1,
        "GET b.example.org/robots.txt": 1,
    }


def test_they_hold_for_what_redirects_lead_to(serve):
    site = serve(
        {
            "b.example.org/robots.txt": robots("User-agent: *\nDisallow: /"),
            "/start": redirect("http://b.example.org/end"),
            "/end": page("End"),
        }
    )

    assert one(site, "/start").trouble == Trouble.ROBOTS
    assert site.requests["GET b.example.org/end"] == 0
