"""docs/asvs.md has every requirement of ASVS 5.0.0 at levels 1 and 2 once, with a verdict, and says where each one is met."""

import re

import pytest
from django.conf import settings

# How many there are in each section. They are numbered from 1.
NUMBERS = {
    "1": {1: 2, 2: 9, 3: 11, 4: 3, 5: 2},
    "2": {1: 3, 2: 3, 3: 4, 4: 1},
    "3": {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    "4": {1: 3, 2: 1, 3: 2, 4: 4},
    "5": {1: 1, 2: 3, 3: 2, 4: 3},
    "6": {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    "7": {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2},
    "8": {1: 2, 2: 3, 3: 1, 4: 1},
    "9": {1: 3, 2: 4},
    "10": {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3},
    "11": {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1},
    "12": {1: 3, 2: 2, 3: 4},
    "13": {1: 1, 2: 5, 3: 2, 4: 5},
    "14": {1: 2, 2: 4, 3: 3},
    "15": {1: 3, 2: 3, 3: 7},
    "16": {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
    "17": {1: 1, 2: 4, 3: 2},
}
ALL = [
    f"{chapter}.{section}.{number}"
    for chapter, sections in NUMBERS.items()
    for section, count in sections.items()
    for number in range(1, count + 1)
]
VERDICTS = {"Met", "Not applicable", "Decided against", "Not met yet"}


def rows():
    """Return (numbers, verdict, where or why) of each row of the page."""
    text = (settings.BASE_DIR / "docs" / "asvs.md").read_text()
    found = re.findall(r"^\| (\d+\.[^|]*?) \|[^|]*\| ([^|]*?) \| (.*) \|$", text, re.MULTILINE)
    return [(_numbers(which), verdict, why) for which, verdict, why in found]


def _numbers(which):
    """Return the numbers that "6.2.1, 6.2.5" or "6.5.2 to 6.5.4" names."""
    numbers = []
    for part in which.split(", "):
        first, _, last = part.partition(" to ")
        start = ALL.index(first)
        numbers += ALL[start : ALL.index(last) + 1] if last else [first]
    return numbers


def test_every_requirement_has_its_row():
    assert len(ALL) == 253
    assert [number for numbers, *_ in rows() for number in numbers] != []
    assert sorted(number for numbers, *_ in rows() for number in numbers) == sorted(ALL)


@pytest.mark.parametrize(
    ("numbers", "verdict", "why"), rows(), ids=lambda value: value[0] if isinstance(value, list) else ""
)
def test_a_row_says_what_it_must(numbers, verdict, why):
    assert verdict in VERDICTS
    assert len(why) > 5
    if verdict == "Decided against":
        assert "accepted by the council's information security officer" in why
