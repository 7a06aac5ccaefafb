"""Comments counted by words, phrases and themes."""

import pytest

from tests.effort import runaway_guard
from training.follow_up.comment_words import has_word, most_used, speaks_of
from training.models import CommentTheme


@pytest.mark.parametrize(
    ("comments", "expected"),
    [
        (["Case studies! Case studies.", "More case studies, please"], [("case studies", 2)]),
        (["The pace was too fast", "Pace, and the sound"], [("pace", 2)]),
        (["Only once"], []),
        (["Very good session", "A very good session"], []),
        (["It didn’t start", "didn't start on time"], [("didn’t start", 2)]),
        (["Épreuve 学校", "épreuve"], [("épreuve", 2)]),
        (["breakout rooms", "breakout rooms", "rooms were cold"], [("rooms", 3), ("breakout rooms", 2)]),
    ],
)
def test_words_and_phrases_that_comments_share_are_counted_once_for_each(comments, expected):
    assert most_used(comments) == expected


def test_a_counted_word_finds_its_comments():
    assert has_word("More case studies, please", "Case studies") is True
    assert has_word("Study the case", "case studies") is False


@pytest.mark.parametrize(
    ("words", "comment", "speaks"),
    [
        ("rush*", "It felt rushed.", True),
        ("rush*", "A brush with fame", False),
        ("*ed", "It felt rushed.", True),
        ("r*s*d", "It felt rushed.", True),
        ("r*s*d", "It felt rushing.", False),
        ("rush* along*", "We rushed  alongside", True),
        ("pace\nbreakout rooms", "the  Breakout\nrooms", True),
        ("pace", "paces", False),
        ("didn't", "It didn’t work", True),
        ("(a+b", "a plus b", False),
        ("*\n ", "anything", False),
    ],
)
def test_a_theme_is_spoken_of_by_its_words(words, comment, speaks):
    assert speaks_of(comment, CommentTheme(title="T", words=words)) is speaks


def test_a_word_with_many_stars_is_searched_in_one_pass():
    theme = CommentTheme(title="T", words="*a" * 30 + "b")

    with runaway_guard(1):
        assert speaks_of("a" * 10_000, theme) is False
