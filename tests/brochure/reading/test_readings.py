"""Lines that are read as an editor says, whatever they look like."""

import pytest

from hscp.brochure.reading.lines import split_lines
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.reading_choices import READINGS
from hscp.brochure.reading.values import Became, NotABrochure
from hscp.vocabulary import AudienceGroup, Section
from tests.brochure.reading.builders import became, make_brochure, make_page, titles
from training.enums import CourseFormat


def read_as(body, **readings):
    """Read a brochure whose first theme has `body`; each of `readings` names a line by its words, with _ for spaces."""
    text = make_brochure(make_page(body))
    lines = [line.strip(" -") for line in text.split("\n")]
    numbers = {lines.index(words.replace("_", " ")) + 1: code for words, code in readings.items()}
    brochure = read_brochure(text, readings=numbers)
    return brochure, brochure.packs[0]


def in_sections(pack):
    return [(each.title, each.section, each.collection) for each in pack.resources]


LISTS = """SUPPORTING TOOLKITS

Professionals

- Ropes
- Anchors

CASE STUDIES

- Ann
- Bob
  - Bob's letter
- Cat
"""


@pytest.mark.parametrize(
    ("code", "audience"), [(f"toolkit-{audience}", audience) for audience in AudienceGroup]
)
def test_a_resource_is_read_as_a_toolkit(code, audience):
    _, pack = read_as(LISTS, Cat=code)

    assert [(each.title, each.audience_group) for each in pack.toolkits] == [
        ("Ropes", AudienceGroup.PROFESSIONALS),
        ("Anchors", AudienceGroup.PROFESSIONALS),
        ("Cat", audience),
    ]
    assert titles(pack.resources) == ["Ann", "Bob", "Bob's letter"]


def test_a_toolkit_is_read_as_a_course_of_each_format():
    for kind in CourseFormat:
        _, pack = read_as(LISTS, Ropes=f"course-{kind}")

        assert [(each.title, each.format) for each in pack.courses] == [("Ropes", kind)]
        assert titles(pack.toolkits) == ["Anchors"]


@pytest.mark.parametrize("section", Section)
def test_a_toolkit_is_read_as_a_resource_of_each_section(section):
    _, pack = read_as(LISTS, Ropes=f"resource-{section}")

    assert (("Ropes", section, "") in in_sections(pack), titles(pack.toolkits)) == (True, ["Anchors"])


def test_what_follows_a_record_read_as_another_kind_stays_where_it_was():
    body = "CASE STUDIES\n\n- Bob:\n  - A letter\n  - A talk\n  - A poem\n"

    _, pack = read_as(body, A_talk="course-webinar")

    assert in_sections(pack) == [
        ("Bob", Section.CASE_STUDIES, ""),
        ("A letter", Section.CASE_STUDIES, "Bob"),
        ("A poem", Section.CASE_STUDIES, "Bob"),
    ]
    assert titles(pack.courses) == ["A talk"]


def test_a_resource_is_taken_out_of_a_group_and_into_one():
    _, outside = read_as(LISTS, **{"Bob's_letter": "resource-case_studies"})
    _, inside = read_as(LISTS, Cat="inside")

    assert [(each.title, each.collection) for each in outside.resources] == [
        ("Ann", ""),
        ("Bob", ""),
        ("Bob's letter", ""),
        ("Cat", ""),
    ]
    assert [(each.title, each.collection) for each in inside.resources] == [
        ("Ann", ""),
        ("Bob", ""),
        ("Bob's letter", "Bob"),
        ("Cat", "Bob"),
    ]


def test_nothing_is_part_of_a_group_that_is_not_there():
    brochure, pack = read_as(LISTS, Ropes="inside")

    assert became(brochure, "- Ropes") == Became.UNPLACED
    assert titles(pack.toolkits) == ["Anchors"]


def test_two_lines_are_joined_and_both_accounted_for():
    brochure, pack = read_as(
        "CASE STUDIES\n\n- The long story of Ann\n\nand of her boat\n- Bob\n", and_of_her_boat="join"
    )

    assert titles(pack.resources) == ["The long story of Ann and of her boat", "Bob"]
    assert became(brochure, "and of her boat") == Became.RESOURCE


HEADINGS = [code for code in READINGS if code.startswith("heading-")]


@pytest.mark.parametrize("code", HEADINGS)
def test_a_line_that_is_no_known_heading_opens_each_list(code):
    body = f"{LISTS}\nThings for the evening\n\n- Lamp\n- Candle\n"

    brochure, pack = read_as(body, Things_for_the_evening=code)

    kinds = {
        Became.SECTION_HEADING,
        Became.AUDIENCE_HEADING,
        Became.FORMAT_HEADING,
        Became.KEY_MESSAGE_HEADING,
    }
    assert became(brochure, "Things for the evening") in kinds
    assert became(brochure, "- Lamp") == became(brochure, "- Candle") != Became.UNPLACED
    where = READINGS[code].opens.value
    if where in AudienceGroup:
        assert [each.title for each in pack.toolkits if each.audience_group == where][-2:] == [
            "Lamp",
            "Candle",
        ]
    if where in Section:
        assert [each.title for each in pack.resources if each.section == where][-2:] == ["Lamp", "Candle"]
    if where in CourseFormat:
        assert [(each.title, each.format) for each in pack.courses] == [("Lamp", where), ("Candle", where)]


def test_a_section_of_its_own_is_kept_as_a_group_of_resources():
    body = f"{LISTS}\nTRAINING\n\nWebinars\n\n- Knots\n\nBOOKS AND FILMS\n\n- Moby Dick\n- Jaws\n\nVideos\n\n- Waves\n"

    brochure, pack = read_as(body, BOOKS_AND_FILMS="section")

    assert in_sections(pack)[-3:] == [
        ("BOOKS AND FILMS", Section.ADDITIONAL, ""),
        ("Moby Dick", Section.ADDITIONAL, "BOOKS AND FILMS"),
        ("Jaws", Section.ADDITIONAL, "BOOKS AND FILMS"),
    ]
    assert [each.title for each in pack.courses] == ["Knots", "Waves"]
    assert became(brochure, "BOOKS AND FILMS") == Became.COLLECTION


def test_a_heading_is_read_as_text_and_a_text_left_out():
    body = f"Boats float.\n\nChildren\n\nBut not all.\n\n{LISTS}"

    brochure, pack = read_as(body, **{"Children": "text", "But_not_all.": "nothing"})

    assert pack.introduction == "Boats float.\n\nChildren"
    assert became(brochure, "But not all.") == Became.LEFT_OUT


def test_a_line_becomes_the_title_of_a_theme_and_a_title_becomes_none():
    pages = [make_page(f"{LISTS}\nharbours\n\nCASE STUDIES\n\n- Pier\n"), make_page(LISTS, title="ISLANDS")]
    text = make_brochure(*pages)
    lines = text.split("\n")

    split = read_brochure(text, readings={lines.index("harbours") + 1: "title"})
    joined = read_brochure(text, readings={lines.index("OTHER") + 1: "nothing"})

    assert titles(split.packs) == ["Water", "harbours", "Islands", "Other"]
    assert titles(split.packs[1].resources) == ["Pier"]
    assert titles(joined.packs) == ["Water", "Islands"]
    assert "Other Course" in titles(joined.packs[1].courses)


def test_a_list_without_bullets_stays_one_beside_a_corrected_line():
    body = "TRAINING\n\nWebinars\n\nKnots for beginners\nRopes for all\nFilms about boats\n"

    _, pack = read_as(body, Films_about_boats="resource-additional")

    assert titles(pack.courses) == ["Knots for beginners", "Ropes for all"]
    assert titles(pack.resources) == ["Films about boats"]


def test_an_address_said_to_be_something_is_no_link_of_the_line_above():
    body = "CASE STUDIES\n\n- Ann\n  https://example.org/ann\n"

    _, plain = read_as(body)
    _, corrected = read_as(body, **{"https://example.org/ann": "nothing"})

    assert [each.link for each in plain.resources] == ["https://example.org/ann"]
    assert [each.link for each in corrected.resources] == [""]


@pytest.mark.parametrize("code", READINGS)
def test_whatever_is_said_of_any_line_every_line_is_accounted_for(code):
    text = make_brochure(make_page(LISTS))
    lines = split_lines(text)

    for number in range(1, len(lines) + 1):
        try:
            brochure = read_brochure(text, readings={number: code})
        except NotABrochure:
            continue
        assert [line.number for line in brochure.account] == list(range(1, len(lines) + 1))
        assert [line.number for line in brochure.account if line.reading] == [number]
        assert all(line.became in list(Became) for line in brochure.account)


def test_a_reading_that_is_not_known_any_more_changes_nothing():
    text = make_brochure(make_page(LISTS))

    assert read_brochure(text, readings={5: "gone"}) == read_brochure(text)


def test_the_notices_say_how_many_lines_were_corrected():
    brochure, _ = read_as(LISTS, Ann="nothing", Cat="nothing")

    assert brochure.notices[0] == "2 lines are read as an editor said."


def test_a_corrected_line_that_wraps_is_read_whole():
    body = "CASE STUDIES\n\n- Bob goes to the harbour and\n    finds a boat\n- Ann\n"

    _, pack = read_as(body, Bob_goes_to_the_harbour_and="course-webinar")

    assert titles(pack.courses) == ["Bob goes to the harbour and finds a boat"]
    assert titles(pack.resources) == ["Ann"]


def test_a_marked_title_that_is_joined_stays_a_title():
    text = "# Child Sexual\n\n# Exploitation\n\nWords.\n\n## Training\n\n### Webinars\n\n- Knots\n\n# Ice\n\n## Case studies\n\n- Ann\n"
    number = text.split("\n").index("# Exploitation") + 1

    brochure = read_brochure(text, readings={number: "join"})

    assert titles(brochure.packs) == ["Child Sexual Exploitation", "Ice"]


def test_a_line_left_out_between_the_page_header_and_the_title_leaves_the_theme():
    pages = [
        make_page(LISTS),
        make_page(LISTS, title="Sheet three\n\nISLANDS"),
        make_page(LISTS, title="ROCKS"),
    ]
    text = make_brochure(*pages)
    number = text.split("\n").index("Sheet three") + 1

    brochure = read_brochure(text, readings={number: "nothing"})

    assert "Islands" in titles(brochure.packs) or "ISLANDS" in titles(brochure.packs)


def test_a_line_left_out_above_the_first_title_is_no_fault():
    text = f"# Boats\n\n{LISTS}\n# Ice\n\n{LISTS}"
    brochure = read_brochure("Loose words here.\n\n" + text, readings={1: "nothing"})

    assert brochure.account[0].became == Became.LEFT_OUT
    assert titles(brochure.packs) == ["Boats", "Ice"]


def test_part_of_the_group_above_is_found_inside_a_key_message_and_in_training():
    body = "CASE STUDIES\n\n- Ann\n\nIF YOU DO ONE THING...\n\nLook twice.\n\nAnn's letter\n"
    _, message = read_as(body, **{"Ann's_letter": "inside"})
    training = "TRAINING\n\nWebinars\n\n- Guides\n- Guide one\n- Knots\n"
    _, course = read_as(training, Guides="resource-additional", Guide_one="inside")

    assert [(each.title, each.collection) for each in message.resources] == [
        ("Ann", ""),
        ("Ann's letter", "Ann"),
    ]
    assert [(each.title, each.collection) for each in course.resources] == [
        ("Guides", ""),
        ("Guide one", "Guides"),
    ]
    assert titles(course.courses) == ["Knots"]


def test_a_heading_said_inside_what_is_kept_elsewhere_opens_its_list():
    body = f"{LISTS}\nUSEFUL CONTACTS\n\nProfessionals\n\n- Sails\n"
    text = make_brochure(make_page(body))
    number = [n for n, line in enumerate(text.split("\n"), 1) if line == "Professionals"][1]

    pack = read_brochure(text, readings={number: "heading-professionals"}).packs[0]

    assert titles(pack.toolkits) == ["Ropes", "Anchors", "Sails"]
    assert pack.introduction == ""


def test_a_section_of_its_own_has_its_list_without_bullets():
    body = f"{LISTS}\nBOOKS AND FILMS\n\nMoby Dick the whale\nJaws the shark\n\nTRAINING\n\nWebinars\n\n- Knots\n"

    _, pack = read_as(body, BOOKS_AND_FILMS="section")

    assert [(each.title, each.collection) for each in pack.resources][-2:] == [
        ("Moby Dick the whale", "BOOKS AND FILMS"),
        ("Jaws the shark", "BOOKS AND FILMS"),
    ]
