"""Titles that are the same, titles that only look alike, and titles that are neither."""

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hscp.records import titles
from hscp.records.titles import look_alike, match_key
from tests.effort import calls_of, runaway_guard


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Faith & Belief", "Faith and belief"),
        ("River-side Play", "River side play"),
        ("Rivers – the basics", "Rivers - the basics"),
        ("Boats: a guide.", "Boats:  a guide"),
        ("Under 12's", "Under 12’s"),
        ("Under 12's", "Under 12s"),
        ("“Hidden” Harm", "Hidden harm"),
        ("Canal\u00a0Safety", "Canal Safety"),
        ("Canal / Lock Safety", "Canal/Lock Safety"),
        ("Can\u00adal Safety\u200b", "Canal Safety"),
        ("What is it?", "What is it"),
        ("ﬁrst steps", "First Steps"),
        ("Practice Guides:", "Practice guides"),
    ],
)
def test_match_key_forgives_typography(first, second):
    assert match_key(first) == match_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("An Introduction to Boats", "Boats"),
        ("The River Plan", "River Plan"),
        ("Boat Procedure", "Boat Procedures"),
        ("Boats (BTS)", "Boats"),
        ("Guide for Parents", "Guide to Parents"),
        ("Newborn Care", "New Born Care"),
        ("...", "?"),
    ],
)
def test_match_key_keeps_words_apart(first, second):
    assert match_key(first) != match_key(second)


@given(st.text(max_size=60))
@example("/-0")
@example("a -/- b -")
def test_match_key_of_a_key_is_the_key(title):
    assert match_key(match_key(title)) == match_key(title)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("Lake & Sea", "Lake and Sea", titles.SAME),
        ("An Introduction to Lakes", "Lakes", "They differ only in the opening “Introduction to”."),
        (
            "The Introduction to Lakes",
            "An Introduction to Lakes",
            "They differ only in the opening “Introduction to”.",
        ),
        ("Lake Safety Form (LSF)", "Lake Safety Form", "They differ only in the words in brackets."),
        ("Lake Safety (LS) Form", "Lake Safety Form", "They differ only in the words in brackets."),
        (
            "Lake safety - RNLI",
            "Lake safety",
            "They differ only in the publisher or acronym at the end.",
        ),
        (
            "Lake safety | River Trust",
            "Lake safety",
            "They differ only in the publisher or acronym at the end.",
        ),
        ("Lake Plan 2031-34", "Lake Plan 2028 to 2031", "They differ only in the years."),
        ("WATR Lake Plan", "Lake Plan", "They differ only in the acronym at the start."),
        (
            "An Introduction to Lakes (LKS)",
            "Lakes",
            "They differ only in the words in brackets and the opening “Introduction to”.",
        ),
        ("Support for Lakes", "Support of Lakes", titles.SMALL_DIFFERENCE),
        ("Lake Procedure", "Lake Procedures", titles.SMALL_DIFFERENCE),
        ("Lakes and Rivers", "Rivers and Lakes", titles.OTHER_ORDER),
        ("Newborn Swimming", "New Born Swimming", titles.OTHER_SPACING),
        ("LSAF", "Lake Safety Assessment Framework (LSAF)", titles.SHORT_FORM),
        ("Lake Swimming Advice", "Lake Swimming Advice for Schools", titles.LONGER),
        ("Looking after Lakes", "Looking after Lakes: learning from last year", titles.LONGER),
        ("Safer Lakes - Riverdale", "Safer Lakes", titles.LONGER),
        ("Top Tips for Safer Cold Lakes", "Top Tips for Having Safer Cold Lakes", titles.WORDS_ADDED),
        ("Summer Days: Staying Lake Focused", "Summer Days - Keeping Lake Focused", titles.ONE_WORD),
        (
            "Lake, Isle of Man & River (LIMR) Strategy Cold Water Swimming 2031-34",
            "LIMR Cold Water Swimming Strategy",
            "They differ only in the years.",
        ),
        (
            "Lake, Isle of Man & River (LIMR) Strategy Cold Water Swimming 2031-34",
            "Cold Water Swimming Strategy",
            "They differ only in the years and the acronym at the start.",
        ),
    ],
)
def test_look_alike_says_why(first, second, reason):
    assert (look_alike(first, second), look_alike(second, first)) == (reason, reason)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lakes", "Rivers"),
        ("Lake Safety (RTS) Strategy for Cold Water", "Strategy for Cold Water"),
        ("Lake Toolkit Tour", "River Toolkit Tour"),
        ("Lakes", "Lakes: how to talk with a family about them"),
        ("Lake Case Studies", "River Case Studies"),
        ("Lake Swimming", "Lake Swimmingly"),
        ("(LS)", "[RS]"),
        ("...", "?"),
        ("", "Lakes"),
    ],
)
def test_look_alike_leaves_different_titles_alone(first, second):
    assert (look_alike(first, second), look_alike(second, first)) == ("", "")


@given(st.text(max_size=40), st.text(max_size=40))
def test_look_alike_is_symmetric(first, second):
    assert look_alike(first, second) == look_alike(second, first)


def test_look_alike_calls_few_functions_for_each_pair_of_titles():
    printed = [f"An Introduction to Lake {n} (L{n}) for Schools and Colleges of Area {n}" for n in range(60)]
    pairs = list(combinations(printed, 2))

    def compare():
        for first, second in pairs:
            look_alike(first, second)

    assert calls_of(compare) < 60 * len(pairs)


@pytest.mark.parametrize(
    "piece", ["(", "[", " -", " |", "introduction to ", "A", "2031 - ", "/ ", "('", "s "]
)
def test_titles_of_great_length_take_linear_time(piece):
    title = piece * (200_000 // len(piece)) + "!"

    with runaway_guard():
        match_key(title)
        look_alike(title, title[:-2])
