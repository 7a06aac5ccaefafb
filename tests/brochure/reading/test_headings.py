"""Headings in many spellings, what they open, and headings that are printed together."""

import pytest

from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import Became
from tests.brochure.reading.builders import KEY_MESSAGE, became, make_brochure, make_page, read_page, titles

# Headings


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("STRATEGY, GUIDANCE & PROCEDURES", "strategy"),
        ("Strategies, policies and guidance:", "strategy"),
        ("## Policy / procedure", "strategy"),
        ("**Guidance**", "strategy"),
        ("A day in the life", "day_in_the_life"),
        ("DAY IN THE LIFE TOOLS", "day_in_the_life"),
        ("Case study", "case_studies"),
        ("Further reading", "additional"),
        ("[ADDITIONAL RESOURCES](#)", "additional"),
        ("Professional resources", "professional"),
    ],
)
def test_section_headings_are_known_in_many_spellings(heading, section):
    brochure, pack = read_page(f"{heading}\n\n- [A Thing](#)")

    assert [(resource.title, resource.section) for resource in pack.resources] == [("A Thing", section)]
    assert became(brochure, heading) == Became.SECTION_HEADING


@pytest.mark.parametrize(
    ("heading", "group"),
    [
        ("Professionals", "professionals"),
        ("For practitioners:", "professionals"),
        ("Professional Toolkits", "professionals"),
        ("Parents & carers", "parents_and_carers"),
        ("PARENTS / CARERS", "parents_and_carers"),
        ("Parents and Carers Toolkits", "parents_and_carers"),
        ("Toolkits for families", "parents_and_carers"),
        ("Children & Young People", "children_and_young_people"),
        ("Young people", "children_and_young_people"),
    ],
)
def test_audience_headings_are_known_in_many_spellings(heading, group):
    brochure, pack = read_page(f"SUPPORTING TOOLKITS\n\n{heading}\n\n- [Boats](#)")

    assert [(toolkit.title, toolkit.audience_group) for toolkit in pack.toolkits] == [("Boats", group)]
    assert became(brochure, heading) == Became.AUDIENCE_HEADING


@pytest.mark.parametrize(
    ("heading", "course_format"),
    [
        ("Webinars", "webinar"),
        ("[Webinars](#)", "webinar"),
        ("E-Learning", "elearning"),
        ("Online learning", "elearning"),
        ("[Videos](https://riverdale.example/videos)", "video"),
        ("Practical sessions", "practical_session"),
        ("Webinars and eLearning", "not_stated"),
        ("Face-to-face training", "not_stated"),
    ],
)
def test_format_headings_are_known_in_many_spellings(heading, course_format):
    brochure, pack = read_page(f"TRAINING\n\n{heading}\n\n- Floating")

    assert [(course.title, course.format) for course in pack.courses] == [("Floating", course_format)]
    assert became(brochure, heading) == Became.FORMAT_HEADING


@pytest.mark.parametrize(
    "heading",
    [
        "IF YOU DO ONE THING...",
        "If you only do one thing…",
        "If you do only one thing:",
        "**IF YOU DO ONE THING**",
        "One thing to do",
        "Key message",
    ],
)
def test_key_message_headings_are_known_in_many_spellings(heading):
    brochure, pack = read_page(f"TRAINING\n\n- Floating\n\n{heading}\n\nLook **twice**.\n\nThen jump.")

    assert pack.key_message == "Look **twice**.\n\nThen jump."
    assert became(brochure, heading) == Became.KEY_MESSAGE_HEADING


def test_key_message_is_counted_by_words_and_then_by_print():
    printings = ["Look twice.", "LOOK TWICE", "look twice!", "Jump.", "Jump."]
    pages = [make_page(f"TRAINING\n\n- Floating\n\nIF YOU DO ONE THING\n\n{text}") for text in printings]

    brochure = read_brochure(make_brochure(*pages))

    assert brochure.packs[0].key_message == "Look twice."
    assert sum("differs from the others" in notice for notice in brochure.notices) == 2


def test_key_message_may_be_on_the_line_of_its_heading():
    _, pack = read_page("TRAINING\n\n- Floating\n\nIf you do one thing: look twice.")

    assert pack.key_message == "look twice."


@pytest.mark.parametrize("line", ["Guidance.", "If you do one thing this year, look twice.", "Children?"])
def test_sentence_is_no_heading(line):
    _, pack = read_page(f"Prose.\n\n{line}\n\nTRAINING\n\n- Floating")

    assert pack.introduction == f"Prose.\n\n{line}"


def test_section_goes_on_below_the_key_message_and_on_the_next_page():
    pages = [
        make_page(f"TRAINING\n\nWebinars\n\n- First\n\n{KEY_MESSAGE}"),
        make_page(f"- Second\n\n{KEY_MESSAGE}\nCASE STUDIES\n\n- Case"),
    ]

    pack = read_brochure(make_brochure(*pages)).packs[0]

    assert [(course.title, course.format) for course in pack.courses] == [
        ("First", "webinar"),
        ("Second", "webinar"),
    ]
    assert titles(pack.resources) == ["Case"]


def test_collection_goes_on_over_the_page():
    pages = [make_page("GUIDANCE\n\n- [Guides:](#)\n - [One](#)"), make_page(" - [Two](#)\n- [Three](#)")]

    pack = read_brochure(make_brochure(*pages)).packs[0]

    assert [(each.title, each.collection) for each in pack.resources] == [
        ("Guides", ""),
        ("One", "Guides"),
        ("Two", "Guides"),
        ("Three", ""),
    ]


def test_heading_with_nothing_below_is_reported():
    brochure, _ = read_page(
        f"CASE STUDIES\n\nTRAINING\n\n[Webinars and eLearning](#)\n\nWebinars\n\n- Floating\n\n{KEY_MESSAGE}"
    )

    assert "Nothing is printed under “CASE STUDIES” in “Water” (line 8)." in brochure.notices
    assert sum("Nothing is printed" in notice for notice in brochure.notices) == 1


# Headings printed together


@pytest.mark.parametrize(
    "lists",
    [
        "[A](#)\n\n[B](#)",
        "[A](#)\n[B](#)",
        "- [A](#)\n\n- [B](#)",
        "[BOOK a tour](#)\n[A](#)\n[BOOK a tour](#)\n\n[B](#)",
    ],
)
def test_two_headings_together_share_two_groups_in_order(lists):
    _, pack = read_page(f"DAY IN THE LIFE\n\nCASE STUDIES\n\n{lists}")

    assert [(each.title, each.section) for each in pack.resources] == [
        ("A", "day_in_the_life"),
        ("B", "case_studies"),
    ]


def test_two_headings_together_share_two_lists_in_order():
    _, pack = read_page("Professionals\n\nParents & carers\n\n- [A](#)\n- [B](#)\n\n- [C](#)")

    assert [(each.title, each.audience_group) for each in pack.toolkits] == [
        ("A", "professionals"),
        ("B", "professionals"),
        ("C", "parents_and_carers"),
    ]


@pytest.mark.parametrize("lists", ["- [A](#)\n- [B](#)", "[A](#)", "[A](#)\n\n[B](#)\n\n[C](#)"])
def test_two_headings_with_another_number_of_groups_are_not_guessed(lists):
    brochure, pack = read_page(f"DAY IN THE LIFE\n\nCASE STUDIES\n\n{lists}\n\n{KEY_MESSAGE}")

    assert {each.section for each in pack.resources} == {"case_studies"}
    assert brochure.notices[0].startswith(
        "“DAY IN THE LIFE” and “CASE STUDIES” are printed together (line 8 on)"
    )
    assert not any("Nothing is printed" in notice for notice in brochure.notices)


def test_every_line_between_headings_together_is_kept():
    brochure, _ = read_page("DAY IN THE LIFE\n\n---\n\nCASE STUDIES\n\nBook a tour\n\n[A](#)\n\n[B](#)")

    assert brochure.unplaced == []
