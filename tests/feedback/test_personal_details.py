"""What looks like a person's details, and what does not."""

import pytest

from hscp.feedback.personal_details import looks_personal


@pytest.mark.parametrize(
    "text",
    [
        "Write to ann.other@example.org",
        "It should be 01632 960123",
        "Ring +44 7700 900123.",
        "(01632) 960-123",
        "NHS number 943 476 5919",
        "born 3/4/2015",
        "born 03.04.15",
        "She lives at SO23 8UJ",
        "so238uj",
    ],
)
def test_a_persons_details_are_seen(text):
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The link to the toolkit does not work.",
        "Call 999, or 111, or 0800 1111",
        "Open from 9 to 17, 24/7",
        "The edition 2026-2027, page 12",
        "Level 3 of 4, the 12 steps",
        "See @ the bottom",
    ],
)
def test_ordinary_words_are_none(text):
    assert not looks_personal(text)
