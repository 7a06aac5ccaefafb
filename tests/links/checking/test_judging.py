"""What each kind of answer says about a link."""

import pytest

from hscp.links.checking.answers import Answer, Trouble
from hscp.links.checking.judging import SLOW_SECONDS, Expected, judge
from hscp.links.checking.page_words import PageWords
from hscp.links.enums import CheckResult

ADDRESS = "https://www.example.org/toolkits/neglect/"
NEGLECT = Expected(ADDRESS, ["Neglect toolkit"])


def page(title="Neglect toolkit", heading="", text="Text", **fields):
    body = f"<title>{title}</title><h1>{heading or title}</h1>{text}".encode()
    return Answer(**{"address": ADDRESS, "status": 200, "content_type": "text/html", "body": body} | fields)


def result(answer, expected=NEGLECT, earlier=None):
    found = judge(expected, answer, earlier)
    return found.result, found.reason, found.new_address


def test_a_page_that_says_what_it_should_is_fine():
    found = judge(NEGLECT, page())

    assert (found.result, found.reason, found.words.title) == (CheckResult.OK, "", "Neglect toolkit")


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (Trouble.NO_HOST, CheckResult.BROKEN),
        (Trouble.NO_CONNECTION, CheckResult.BROKEN),
        (Trouble.TOO_LATE, CheckResult.BROKEN),
        (Trouble.NO_SECURE_CONNECTION, CheckResult.NOT_SECURE),
        (Trouble.NOT_HTTP, CheckResult.BROKEN),
        (Trouble.NO_ADDRESS, CheckResult.BROKEN),
        (Trouble.PRIVATE_HOST, CheckResult.BROKEN),
        (Trouble.TOO_MANY_REDIRECTS, CheckResult.BROKEN),
        (Trouble.CERTIFICATE, CheckResult.NOT_SECURE),
        # A council's own names may lead inside from inside: that says nothing about what readers see.
        (Trouble.PRIVATE_NETWORK, CheckResult.NOT_CHECKED),
        (Trouble.ROBOTS, CheckResult.NOT_CHECKED),
        (Trouble.WAITING, CheckResult.NOT_CHECKED),
    ],
)
def test_no_answer(trouble, expected):
    assert result(Answer(ADDRESS, trouble=trouble))[:2] == (expected, f"{trouble.value}.")


def test_what_is_wrong_with_a_certificate_is_said():
    answer = Answer(ADDRESS, trouble=Trouble.CERTIFICATE, detail="certificate has expired")

    assert result(answer)[1] == "The certificate is not valid for this host (certificate has expired)."


@pytest.mark.parametrize("status", [404, 410, 400, 405, 451, 500, 502, 503])
def test_a_page_that_is_not_there_is_broken(status):
    assert result(page(status=status))[0] == CheckResult.BROKEN


@pytest.mark.parametrize("status", [401, 403, 407, 429, 999])
def test_a_site_that_turns_machines_away_says_nothing_about_its_page(status):
    assert result(page(status=status))[0] == CheckResult.BLOCKED


@pytest.mark.parametrize("title", ["Just a moment...", "Attention Required! | Cloudflare", "Access Denied"])
def test_so_does_one_that_asks_whether_it_is_a_machine(title):
    assert result(page(title))[0] == CheckResult.BLOCKED
    assert result(page(status=503, is_challenge=True))[0] == CheckResult.BLOCKED


@pytest.mark.parametrize(
    "title",
    [
        "Page not found",
        "404 - Hampshire",
        "Error 404 (Not Found)",
        "Sorry, the page cannot be found",
        "This page no longer exists",
        "We can’t find that page",
        "Neglect toolkit: page has been removed",
        "[Withdrawn] Neglect toolkit - GOV.UK",
        "Neglect toolkit (superseded)",
        "Archived: Neglect toolkit",
        "example.org domain is for sale",
    ],
)
@pytest.mark.parametrize("whole_site", [False, True])
def test_a_page_that_says_it_is_not_there_or_no_longer_in_force_says_something_else(title, whole_site):
    expected = Expected(ADDRESS, ["Neglect toolkit"], whole_site)

    assert result(page(title), expected)[0] == CheckResult.OTHER_CONTENT
    assert result(page("Neglect toolkit", heading=title), expected)[0] == CheckResult.OTHER_CONTENT


def test_a_notice_on_the_page_counts_too():
    answer = page(text="<p>This guidance was withdrawn on 3 May 2026.</p>")

    assert result(answer) == (CheckResult.OTHER_CONTENT, "The page says “This guidance was withdrawn”.", "")


def test_such_words_in_our_own_title_say_nothing():
    assert (
        result(page("Archived case reviews"), Expected(ADDRESS, ["Archived case reviews"]))[0]
        == CheckResult.OK
    )


def test_a_page_of_another_name_says_something_else():
    assert result(page("Sign in")) == (CheckResult.OTHER_CONTENT, "The page is headed “Sign in”.", "")


def test_title_or_heading_may_be_the_one_that_fits():
    assert result(page("Hampshire SCP", heading="Neglect"))[0] == CheckResult.OK
    assert result(page("Neglect", heading="Welcome"))[0] == CheckResult.OK


def test_the_name_of_a_whole_site_or_of_a_page_above_says_nothing():
    assert (
        result(page("Welcome"), Expected(ADDRESS, ["Neglect toolkit"], whole_site=True))[0] == CheckResult.OK
    )


def test_a_title_that_an_editor_has_confirmed_is_right():
    assert (
        result(page("Practical tools"), Expected(ADDRESS, ["CERAF"], accepted="Practical tools"))[0]
        == CheckResult.OK
    )
    assert (
        result(page("Something new"), Expected(ADDRESS, ["CERAF"], accepted="Practical tools"))[0]
        != CheckResult.OK
    )


@pytest.mark.parametrize(
    "final", ["https://www.example.org/", "https://other.example.org", "https://www.example.org/index.html"]
)
def test_a_page_that_leads_to_the_front_page_is_gone(final):
    assert result(page(address=final, redirects=1))[0] == CheckResult.OTHER_CONTENT


def test_the_front_page_may_lead_to_a_front_page():
    expected = Expected("http://example.org/", ["Neglect toolkit"])

    assert result(page(address="https://www.example.org/home/"), expected)[0] == CheckResult.OK


def test_a_permanent_redirect_offers_its_address():
    answer = page(address="https://www.example.org/new", permanent="https://www.example.org/new", redirects=1)

    assert result(answer) == (
        CheckResult.MOVED,
        "It has moved to https://www.example.org/new.",
        "https://www.example.org/new",
    )


def test_what_moved_and_says_something_else_says_both():
    answer = page("Sign in", address="https://www.example.org/new", permanent="https://www.example.org/new")

    assert result(answer)[0::2] == (CheckResult.OTHER_CONTENT, "https://www.example.org/new")


def test_a_temporary_redirect_is_no_fault():
    assert result(page(address="https://www.example.org/en-gb/neglect", redirects=1))[0] == CheckResult.OK


def test_what_takes_long_or_does_not_end_is_slow():
    assert result(page(seconds=SLOW_SECONDS + 1))[0] == CheckResult.SLOW
    assert result(page(is_late=True))[0] == CheckResult.SLOW
    assert result(page(seconds=SLOW_SECONDS))[0] == CheckResult.OK


def test_a_document_is_not_read():
    assert result(page("Sign in", content_type="application/pdf"))[0] == CheckResult.OK


def test_a_page_without_a_word_is_empty():
    assert result(page(body=b"<script>go()</script>"))[:2] == (
        CheckResult.OTHER_CONTENT,
        "The page is empty.",
    )


def test_a_page_that_cannot_be_unpacked_or_was_not_read_to_the_end_is_not_called_empty():
    assert result(page(body=None))[0] == CheckResult.OK
    assert result(page(body=b"", is_late=True))[0] == CheckResult.SLOW


def test_a_page_of_no_type_is_read():
    assert result(page("Sign in", content_type=""))[0] == CheckResult.OTHER_CONTENT


def test_a_page_without_a_title_cannot_be_compared():
    assert result(page(body=b"<p>Some words</p>"))[0] == CheckResult.OK


def test_an_unchanged_page_is_judged_by_what_it_said_before():
    unchanged = Answer(ADDRESS, status=304)

    assert result(unchanged, earlier=PageWords("Neglect toolkit"))[0] == CheckResult.OK
    # The record has another title now.
    other = Expected(ADDRESS, ["Serious violence"])
    assert result(unchanged, other, PageWords("Neglect toolkit"))[0] == CheckResult.OTHER_CONTENT
