"""Two spellings of one mailbox are one, and two mailboxes are two."""

import pytest

from hscp.email_addresses import email_key, spellings, tidy_email

ANN = "ann@example.org"


@pytest.mark.parametrize(
    "email",
    [
        "ANN@Example.ORG",
        " ann@example.org ",
        "ann@example.org.",
        "ann​@example.org",
        "a­nn@exam­ple.org",
        "﻿ann@example.org",
        "‎ann@example.org‏",
        "⁦ann@example.org⁩",
        "ａｎｎ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "ann@example。org",
        '"ann"@example.org',
        "an\u034fn@example.org",
        "ann\ufe0f@example.org",
        "ann\u00a0@example.org",
        "a\tnn@example.org",
    ],
)
def test_spellings_of_one_mailbox_are_equal(email):
    assert email_key(email) == ANN
    assert spellings([email, "ben@example.org"], "Ann@example.org") == [email]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jo@bücher.example", "JO@xn--bcher-kva.example"),
        ("jo@bu\u0308cher.example", "jo@BÜCHER.example"),
        ("JOSÉ@example.org", "jose\u0301@example.org"),
    ],
)
def test_letters_may_be_composed_and_domains_encoded(one, other):
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    "other",
    [
        "ann.hill@example.org",
        "ann+work@example.org",
        "ann@example.com",
        "anna@example.org",
        "ann@sub.example.org",
    ],
)
def test_other_mailboxes_stay_others(other):
    assert email_key(other) != ANN


@pytest.mark.parametrize(
    "email", ["", "no address", "@", "ann@", "@example.org", "ann@" + "ü" * 80 + ".org", "a@b@c"]
)
def test_what_is_no_address_is_compared_all_the_same(email):
    assert email_key(email) == email_key(email_key(email))
    assert spellings([""], "") == []


def test_what_is_kept_has_no_invisible_signs():
    assert tidy_email(" Ann​.Hill@Example.org.") == "Ann.Hill@example.org"
