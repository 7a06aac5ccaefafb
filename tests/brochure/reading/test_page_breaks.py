"""Texts taken from printed pages: which numbers are those of pages, and what goes on over the end of one."""

import pytest

from hscp.brochure.reading.lines import ends_inside_word
from hscp.brochure.reading.page_furniture import find_page_numbers
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import Became
from tests.brochure.reading.builders import KEY_MESSAGE, became, read_page, titles


def numbered(*pages):
    """The lines of pages (number printed, how many lines of text above it)."""
    return [text for number, height in pages for text in (*["Words about boats."] * height, str(number))]


@pytest.mark.parametrize(
    "pages",
    [
        [(1, 30), (2, 30), (3, 30), (4, 2)],
        [(1, 2), (2, 30), (3, 30), (4, 30), (5, 30), (6, 1)],
        [(3, 30), (4, 30), (6, 30), (7, 30)],
    ],
    ids=["a short last page", "a cover and a last line", "a page without a number"],
)
def test_pages_of_any_length_have_numbers(pages):
    texts = numbered(*pages)

    assert [texts[number - 1] for number in sorted(find_page_numbers(texts))] == [
        str(page) for page, _ in pages
    ]


@pytest.mark.parametrize("at", [0, 40, 130])
def test_a_number_that_stands_alone_by_chance_is_no_page_number(at):
    texts = numbered(*((page, 30) for page in range(1, 9)))
    texts.insert(at, "16")

    found = find_page_numbers(texts)

    assert len(found) == 8
    assert at + 1 not in found


def test_rows_of_numbers_are_no_page_numbers():
    assert find_page_numbers(numbered(*((row, 3) for row in range(1, 30)))) == set()


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("- A guide for those who visit\n\n1\n\n  Homes\n- Ropes", "A guide for those who visit Homes"),
        ("- A guide for those\n  who visit\n\n1\n\n  Homes\n- Ropes", "A guide for those who visit Homes"),
        (
            "- A guide for all of those who visit\n\n1\n\nHomes\n- Ropes",
            "A guide for all of those who visit Homes",
        ),
    ],
    ids=["with an indent", "its third line", "without an indent"],
)
def test_a_title_goes_on_over_the_end_of_a_page(lines, title):
    filler = "\n".join(f"- Boat number {number} of the whole long list" for number in range(1, 13))
    wraps = "\n".join(f"- A title that is as wide as its list\nis {word}" for word in ("One", "Two", "Six"))
    _, pack = read_page(
        f"CASE STUDIES\n\n{wraps}\n{lines}\n{filler}\n\n2\n\n{filler.replace('Boat', 'Ship')}\n\n3\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.resources)[3:5] == [title, "Ropes"]


@pytest.mark.parametrize("indent", ["", "      "], ids=["on the left", "in the middle"])
def test_a_theme_that_begins_a_page_is_no_end_of_the_title_above(indent):
    filler = "\n".join(f"- Boat number {number}" for number in range(1, 13))
    pages = [
        f"{indent}{name}\n\nCASE STUDIES\n\n- A Case\n\nTRAINING\n\n{filler}\n- A course about {name.lower()} that is wide enough\n\n{number}\n"
        for number, name in enumerate(("WATER SAFETY", "WINTER SPORTS", "DEEP DIVING"), start=1)
    ]

    brochure = read_brochure("\n".join(pages))

    assert titles(brochure.packs) == ["Water Safety", "Winter Sports", "Deep Diving"]


def test_what_stands_in_the_middle_of_the_first_line_of_a_page_is_no_end_of_the_title_above():
    filler = "\n".join(f"- Boat number {number}" for number in range(1, 13))
    page = "CASE STUDIES\n\n{filler}\n- Ropes\n\n1\n\n            About the Lake\n- Anchors\n{filler}\n\n2\n\n{filler}\n\n3\n"
    _, pack = read_page(page.format(filler=filler))

    assert "Ropes" in titles(pack.resources)


def test_the_end_of_a_sentence_above_several_titles_is_no_page_header():
    pages = [
        f"{name}\n\nProse about it.\n\nTRAINING\n\n- {name.title()} Course\n\n"
        "IF YOU DO ONE THING...\n\nLook twice.\n\nThen look again after every other\nchild."
        for name in ("WATER SAFETY", "WINTER SPORTS", "DEEP DIVING")
    ]

    brochure = read_brochure("\n\n".join(pages))

    assert titles(brochure.packs) == ["Water Safety", "Winter Sports", "Deep Diving"]
    assert became(brochure, "child.") == Became.KEY_MESSAGE


@pytest.mark.parametrize(
    ("above", "below", "is_inside"),
    [
        ("multi-", "agency", True),
        ("Non-", "Safeguarding", True),
        ("Face-", "to-face days", True),
        ("COVID-19-", "related", True),
        ("District/", "Borough", True),
        ("child-", "and family-centred", False),
        ("Tradespeople /", "District", False),
        ("a national plan -", "GOV.UK", False),
        ("an aside --", "in short", False),
        ("2026-", "27", False),
        ("Neglect", "Toolkit", False),
    ],
)
def test_no_space_stands_where_a_line_ends_inside_a_word(above, below, is_inside):
    assert ends_inside_word(above, below) == is_inside


def test_what_is_divided_at_a_hyphen_is_one_word_again():
    _, pack = read_page(
        f"Guidance for every multi-\nagency team.\n\nCASE STUDIES\n\n- Child-\non-Child Abuse\n- Ropes\n\n{KEY_MESSAGE}"
    )

    assert pack.introduction == "Guidance for every multi-agency team."
    assert titles(pack.resources) == ["Child-on-Child Abuse", "Ropes"]


@pytest.mark.parametrize("end", ["- responding to neglect", "- GOV.UK"])
def test_a_dash_that_begins_the_end_of_a_title_begins_no_other(end):
    wraps = "\n".join(
        f"- A title that is as wide as its list is\n  wide {word}" for word in ("One", "Two", "Six")
    )
    _, pack = read_page(
        f"CASE STUDIES\n\n{wraps}\n- A title that is quite as wide as that\n  {end}\n- Ropes\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.resources)[3:] == [f"A title that is quite as wide as that {end}", "Ropes"]
