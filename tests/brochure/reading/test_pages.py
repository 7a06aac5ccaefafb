"""Where pages and themes begin, and what they are called."""

import pytest

from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import Became, NotABrochure
from tests.brochure.reading.builders import (
    KEY_MESSAGE,
    PAGE_HEADER,
    became,
    make_brochure,
    make_page,
    read_page,
    titles,
)

# Pages and titles


@pytest.mark.parametrize(
    "header",
    [
        "STOP\n\n\nRIVERDALE\nPARTNERSHIP\n\nTHEME PACK\n\n",
        "Riverdale\nSafeguarding\nChildren\nand Families\nPartnership\n\nTheme pack\n\n",
        "Riverdale\nChildren\nPartnership\n\n",
        "Riverdale Partnership\n",
        "**STOP**\n\n## Riverdale Partnership\n\n",
        "\f\u00a0Riverdale Partnership\n",
    ],
)
def test_page_header_may_have_any_number_of_lines(header):
    text = make_brochure(
        make_page("Prose.\n\nTRAINING\n\n- A Course\n"), make_page(f"CASE STUDIES\n\n- Case\n\n{KEY_MESSAGE}")
    )

    brochure = read_brochure(text.replace(PAGE_HEADER, header))

    assert titles(brochure.packs) == ["Water", "Other"]
    assert (brochure.packs[0].introduction, brochure.packs[0].key_message) == ("Prose.", "Look twice.")
    assert brochure.unplaced == []
    headers = [line.text for line in brochure.account if line.became == Became.PAGE_HEADER]
    assert headers == [line for line in header.split("\n") if line.strip()] * 3


def test_page_header_missing_a_line_on_one_page_is_still_a_header():
    pages = [
        make_page("TRAINING\n\n- A Course"),
        make_page("CASE STUDIES\n\n- Case").removeprefix("RIVERDALE\n"),
    ]

    brochure = read_brochure(make_brochure(*pages))

    assert (titles(brochure.packs), brochure.unplaced) == (["Water", "Other"], [])


def test_page_header_missing_its_last_line_on_one_page_is_still_a_header():
    pages = [
        make_page("TRAINING\n\n- A Course"),
        make_page("CASE STUDIES\n\n- Case").replace("THEME PACK\n\n", ""),
    ]

    brochure = read_brochure(make_brochure(*pages))

    assert (titles(brochure.packs), brochure.unplaced) == (["Water", "Other"], [])


def test_page_header_may_hold_a_word_for_an_audience():
    body = "SUPPORTING TOOLKITS\n\nChildren\n\n- [Boats](#)\n\nTRAINING\n\n- A Course"
    text = make_brochure(make_page(body)).replace("RIVERDALE\n", "RIVERDALE\nChildren\n")

    brochure = read_brochure(text)

    assert titles(brochure.packs) == ["Water", "Other"]
    assert [each.audience_group for each in brochure.packs[0].toolkits] == ["children_and_young_people"]


def test_lines_that_repeat_are_no_header_if_no_title_of_the_contents_follows():
    text = (
        "CONTENTS\n\n- Water\n- Fire\n\nWATER\n\nNote\n\nCold or warm\n\nTRAINING\n\n- A Course\n\n"
        "FIRE\n\nNote\n\nHot in any case\n\nWater\n\nCASE STUDIES\n\n- A Case\n"
    )

    brochure = read_brochure(text)

    assert [(pack.title, pack.introduction) for pack in brochure.packs] == [
        ("Water", "Note\n\nCold or warm"),
        ("Fire", "Note\n\nHot in any case\n\nWater"),
    ]


def test_page_footer_that_repeats_is_no_part_of_the_key_message():
    page = make_page(f"TRAINING\n\n- A Course\n\n{KEY_MESSAGE}\nwww.riverdale.example")
    other = make_page(f"TRAINING\n\n- Course\n\n{KEY_MESSAGE}\nwww.riverdale.example", title="OTHER")

    brochure = read_brochure(page + page + other)

    assert [pack.key_message for pack in brochure.packs] == ["Look twice.", "Look twice."]
    assert became(brochure, "www.riverdale.example") == Became.PAGE_HEADER


def test_a_single_theme_on_a_single_page_is_found_by_its_title():
    text = (
        f"CONTENTS\n\n- [Water](#)\n\n{PAGE_HEADER}WATER\n\nProse.\n\nTRAINING\n\n- A Course\n\n{KEY_MESSAGE}"
    )

    brochure = read_brochure(text)

    assert [(pack.title, pack.introduction, len(pack.courses)) for pack in brochure.packs] == [
        ("Water", "Prose.", 1)
    ]
    assert [line.text for line in brochure.unplaced] == ["RIVERDALE", "PARTNERSHIP", "THEME PACK"]


def test_a_single_theme_of_two_pages_keeps_its_title_out_of_the_header():
    page = make_page(f"Prose.\n\nTRAINING\n\n- A Course\n\n{KEY_MESSAGE}")

    brochure = read_brochure(page + make_page(f"CASE STUDIES\n\n- Case\n\n{KEY_MESSAGE}"))

    assert titles(brochure.packs) == ["Water"]
    assert (len(brochure.packs[0].courses), len(brochure.packs[0].resources)) == (1, 1)


def test_markdown_headings_are_titles_and_headings():
    text = (
        "# Water\n\nProse.\n\n## Supporting toolkits\n\n### Professionals\n\n* [Boats](#)\n\n## Training\n\n"
        "### Webinars\n\n* Floating\n\n# Fire\n\nMore prose.\n\n## Case studies\n\n* [A Case](#)\n"
    )

    brochure = read_brochure(text)

    assert titles(brochure.packs) == ["Water", "Fire"]
    assert titles(brochure.packs[0].toolkits) == ["Boats"]
    assert titles(brochure.packs[0].courses) == ["Floating"]
    assert titles(brochure.packs[1].resources) == ["A Case"]
    assert brochure.unplaced == []


def test_a_theme_whose_pages_are_apart_is_joined_and_reported():
    pages = [
        make_page("TRAINING\n\n- First"),
        make_page("TRAINING\n\n- Middle", title="FIRE"),
        make_page(f"TRAINING\n\n- Last\n\n{KEY_MESSAGE}"),
    ]

    brochure = read_brochure(make_brochure(*pages))

    assert [(pack.title, titles(pack.courses)) for pack in brochure.packs][:2] == [
        ("Water", ["First", "Last"]),
        ("Fire", ["Middle"]),
    ]
    assert "The pages of “WATER” are not next to each other. They were joined." in brochure.notices


def test_a_page_without_a_title_goes_on_with_the_theme_above():
    pages = [make_page("TRAINING\n\n- First"), f"{PAGE_HEADER}CASE STUDIES\n\n- Case\n\n"]

    brochure = read_brochure(make_brochure(*pages))

    assert titles(brochure.packs[0].resources) == ["Case"]


def test_a_title_of_a_page_may_differ_in_typography():
    pages = [make_page("TRAINING\n\n- First", title="WATER-ON-WATER & ICE")] * 2
    pages.append(make_page("CASE STUDIES\n\n- Case", title="WATER-ON WATER AND ICE"))

    brochure = read_brochure(make_brochure(*pages))

    assert titles(brochure.packs) == ["Water-on-Water & Ice", "Other"]


def test_a_title_on_two_lines_is_one_title():
    pages = [make_page("TRAINING\n\n- First", title="WATER THAT FLOWS\nAND ICE THAT STANDS")] * 2

    brochure = read_brochure(make_brochure(*pages))

    assert titles(brochure.packs) == ["Water That Flows and Ice That Stands", "Other"]


def test_a_line_in_capitals_below_the_title_is_no_part_of_it():
    brochure, pack = read_page("WHY IT MATTERS\n\nTRAINING\n\n- First")

    assert (pack.title, pack.introduction) == ("Water", "WHY IT MATTERS")


def test_a_title_in_capitals_takes_the_case_of_a_line_that_repeats_it():
    _, pack = read_page("Prose.\n\nWater and iCE\n\nTRAINING\n\n- First", title="WATER AND ICE")

    assert pack.title == "Water and iCE"


@pytest.mark.parametrize("first", ["WATERR AND ICE", "WATER AND ICE"])
def test_misprinted_title_is_the_theme_that_the_contents_list(first):
    second = {"WATERR AND ICE": "WATER AND ICE", "WATER AND ICE": "WATERR AND ICE"}[first]
    pages = [
        make_page("Prose.\n\nTRAINING\n\n- First", title=first),
        make_page("CASE STUDIES\n\n- Case", title=second),
        make_page("GUIDANCE\n\n- Guide", title="WATER AND ICE"),
    ]

    brochure = read_brochure(make_brochure(*pages, front="CONTENTS\n\n- Water and Ice\n- Other\n\n"))

    assert [(pack.title, len(pack.resources)) for pack in brochure.packs] == [
        ("Water and Ice", 2),
        ("Other", 0),
    ]
    assert brochure.notices[0] == f"A page titled “{second}” was read as a page of “{first}”."


@pytest.mark.parametrize(
    ("front", "second", "opening"),
    [
        ("CONTENTS\n\n- Deep Water Rules\n- Deep Waters Rules\n- Other\n\n", "DEEP WATERS RULES", ""),
        ("", "DEEP WATERS RULES", "Prose."),
        ("", "DEEP WATER RULES 2", ""),
    ],
)
def test_nearly_equal_titles_are_two_themes_if_anything_says_so(front, second, opening):
    pages = [
        make_page("Prose.\n\nTRAINING\n\n- First", title="DEEP WATER RULES"),
        make_page(f"{opening}\n\nCASE STUDIES\n\n- Case", title=second),
    ]

    brochure = read_brochure(make_brochure(*pages, front=front))

    assert len(brochure.packs) == 3


def test_contents_in_another_order_give_no_entry_twice():
    contents = "CONTENTS\n\n- Fire\n- Boat\n- Deep Water\n- Ice\n- Other\n\n"
    names = ["FIRE", "WATER", "ICE", "BOAT", "WATER PLAY"]
    pages = [make_page("Prose.\n\nTRAINING\n\n- First", title=name) for name in names]

    brochure = read_brochure(make_brochure(*pages, front=contents))

    assert [pack.short_title for pack in brochure.packs] == [
        "Fire",
        "Deep Water",
        "Ice",
        "Boat",
        "Water Play",
        "Other",
    ]


@pytest.mark.parametrize(
    ("entries", "short_titles", "notices"),
    [
        (["Water", "Other"], ["Water", "Other"], []),
        (["Deep Water", "Other"], ["Deep Water", "Other"], []),
        (
            ["Mountains", "Other"],
            ["Water", "Other"],
            [
                "“WATER” is not in the contents list.",
                "“Mountains” is in the contents list, but no page has this title.",
            ],
        ),
        (
            ["Other", "Deep Water"],
            ["Water", "Other"],
            [
                "“WATER” is not in the contents list.",
                "“Deep Water” is in the contents list, but no page has this title.",
            ],
        ),
    ],
)
def test_contents_that_differ_from_titles_are_matched_by_position_and_words(entries, short_titles, notices):
    contents = "".join(f"- [{entry}](#)\n" for entry in entries)
    page = make_page(f"Prose.\n\nTRAINING\n\nWebinars\n\n- First\n\n{KEY_MESSAGE}")

    brochure = read_brochure(make_brochure(page, front=f"BROCHURE 2031\n\nCONTENTS\n\n{contents}\n"))

    assert [pack.short_title for pack in brochure.packs] == short_titles
    assert brochure.notices == notices


def test_contents_may_be_plain_lines_with_dots_and_page_numbers():
    page = make_page("Prose.\n\nTRAINING\n\n- First", title="WATER AND ICE 2")

    brochure = read_brochure(make_brochure(page, front="Contents\n\nWater & Ice 2\nOther . . . 12\n\n"))

    assert [pack.short_title for pack in brochure.packs] == ["Water & Ice 2", "Other"]
    assert became(brochure, "Other . . . 12") == Became.CONTENTS_ENTRY


def test_title_in_capitals_keeps_the_acronyms_of_the_document():
    prose = "How the RDP and the BBR'S rules help. Read the book."
    page = make_page(
        f"{prose}\n\n[BOOK a tour](#)\n\nTRAINING\n\n- First", title="THE RDP'S BOOK OF BBR RULES"
    )

    brochure = read_brochure(make_brochure(page))

    assert brochure.packs[0].title == "The RDP's Book of BBR Rules"


# Front pages


@pytest.mark.parametrize(
    ("cover", "title", "edition"),
    [
        ("PRACTICE BROCHURE\n\n2031-2032", "Practice Brochure", "2031-2032"),
        ("2031 / 32\n\nPractice Brochure", "Practice Brochure", "2031 / 32"),
        ("Practice Brochure 2031–32", "Practice Brochure 2031–32", "2031–32"),
        ("PRACTICE\nBROCHURE\n\nEdition 2031", "Practice Brochure", "2031"),
        ("PRACTICE BROCHURE", "Practice Brochure", ""),
        ("PRACTICE BROCHURE\n\n2\n\nA text that says what this is.", "Practice Brochure", ""),
    ],
)
def test_cover_gives_title_and_edition(cover, title, edition):
    brochure = read_brochure(make_brochure(make_page("TRAINING\n\n- A Course"), front=f"{cover}\n\n"))

    assert (brochure.title, brochure.edition) == (title, edition)
    assert brochure.unplaced == []
    assert any(notice.startswith("No edition") for notice in brochure.notices) == (not edition)


def test_page_header_on_the_cover_is_no_theme():
    front = f"{PAGE_HEADER}PRACTICE BROCHURE\n\nINTRODUCTION\n\nWelcome.\n\nCONTENTS\n\n- [Water](#)\n\n"

    brochure = read_brochure(make_brochure(make_page("TRAINING\n\n- A Course"), front=front))

    assert (brochure.title, brochure.introduction) == ("Practice Brochure", "Welcome.")
    assert titles(brochure.packs) == ["Water", "Other"]


def test_page_header_on_a_cover_without_contents_is_no_theme():
    front = f"{PAGE_HEADER}PRACTICE BROCHURE\n\nINTRODUCTION\n\nWelcome.\n\n"

    brochure = read_brochure(make_brochure(make_page("TRAINING\n\n- A Course"), front=front))

    assert (brochure.title, brochure.introduction) == ("Practice Brochure", "Welcome.")
    assert titles(brochure.packs) == ["Water", "Other"]


def test_other_lines_of_the_cover_are_unplaced():
    brochure = read_brochure(
        make_brochure(make_page("TRAINING\n\n- A"), front="BROCHURE 2031\n\nWith pictures\n\n")
    )

    assert [(line.text, line.detail) for line in brochure.unplaced] == [
        ("With pictures", "a line of the cover")
    ]


# Files that are not brochures


@pytest.mark.parametrize(
    "text",
    [
        "Dear all,\n\nplease find the minutes below.\n\n- One\n- Two\n",
        "# Notes\n\nProse.\n\n## Training\n\n- A\n",
        "CONTENTS\n\n- [Water](#)\n- [Fire](#)\n",
        PAGE_HEADER * 4,
    ],
)
def test_text_without_themes_is_refused(text):
    with pytest.raises(NotABrochure, match="^This is not a brochure that can be read: no theme with"):
        read_brochure(text)
