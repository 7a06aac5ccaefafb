"""Toolkits, resources and courses in every shape that a line may have."""

import pytest

from hscp.brochure.reading.values import Became
from tests.brochure.reading.builders import KEY_MESSAGE, became, read_page, titles

# Items


@pytest.mark.parametrize(
    ("line", "title", "note", "link"),
    [
        ("- [Boats](#)", "Boats", "", ""),
        ("* Boats", "Boats", "", ""),
        ("– Boats", "Boats", "", ""),
        ("•Boats", "Boats", "", ""),
        ("1. [Boats](#)", "Boats", "", ""),
        ("[Boats](#)", "Boats", "", ""),
        ("-   [ Boats  & Co ](#)  ", "Boats & Co", "", ""),
        ("- [Boats \\(small\\)](#)", "Boats (small)", "", ""),
        ("- [Boats [PDF]](#)", "Boats [PDF]", "", ""),
        ("- [**Boats**](#)", "Boats", "", ""),
        ("- Guide: [Boats](#).", "Guide: Boats", "", ""),
        ("- [Boats](#) (with 3 leaflets)", "Boats", "with 3 leaflets", ""),
        ("[Boats](#) – for schools (and others)", "Boats", "for schools (and others)", ""),
        ("- [Boats](HTTPS://riverdale.example/b_(1))", "Boats", "", "HTTPS://riverdale.example/b_(1)"),
        ('- [Boats](http://riverdale.example "Read")', "Boats", "", "http://riverdale.example"),
        ("- [Boats](#page=3)", "Boats", "", ""),
        ("- <b>Boats</b><script>x</script>", "<b>Boats</b><script>x</script>", "", ""),
        ("- “Boats”\u200b\u202e", "“Boats”", "", ""),
    ],
)
def test_resource_lines_are_read_in_every_shape(line, title, note, link):
    brochure, pack = read_page(f"CASE STUDIES\n\n{line}\n\n{KEY_MESSAGE}")

    assert [(each.title, each.note, each.link) for each in pack.resources] == [(title, note, link)]
    assert brochure.unplaced == []
    assert not any("no web address" in notice for notice in brochure.notices)


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "mailto:a@riverdale.example", "/page", f"https://{'a' * 1000}"]
)
def test_link_that_is_no_web_address_is_left_out_and_reported(target):
    brochure, pack = read_page(f"CASE STUDIES\n\n- [Boats]({target})\n\n{KEY_MESSAGE}")

    assert pack.resources[0].link == ""
    assert brochure.notices == [
        "The link of “Boats” (line 10) is not a web address that can be used. It was left out.",
        "No edition, such as “2031-2032”, is printed on a line of its own or in the document's title.",
    ]


def test_several_links_on_a_line_are_several_items():
    _, pack = read_page("CASE STUDIES\n\n- [A](#), [B](#) and [C](#)\n\n[D](#) | [E](#)")

    assert titles(pack.resources) == ["A", "B", "C", "D", "E"]


def test_wrapped_items_are_one_item():
    brochure, pack = read_page(
        "CASE STUDIES\n\n- [A long\ntitle that\ngoes on](#)\n- Another\n  long title\n- Last"
    )

    assert [(each.title, each.lines) for each in pack.resources] == [
        ("A long title that goes on", (10, 11, 12)),
        ("Another long title", (13, 14)),
        ("Last", (15,)),
    ]
    assert brochure.unplaced == []


def test_open_bracket_does_not_swallow_the_heading_below():
    _, pack = read_page("CASE STUDIES\n\n- [Open\nTRAINING\n- Floating")

    assert (titles(pack.resources), titles(pack.courses)) == (["[Open"], ["Floating"])


def test_collections_are_groups_with_a_colon_or_with_children():
    _, pack = read_page(
        "GUIDANCE\n\n- [Guides:](#)\n  - [One](#)\n  - [Two](#)\n- Group\n\t- [Three](#)\n- [Four](#)\n- Empty:\n\n"
        "Below:\n\n- [Five](#)\n\n[Six](#)"
    )

    assert [(each.title, each.collection, each.is_collection) for each in pack.resources] == [
        ("Guides", "", True),
        ("One", "Guides", False),
        ("Two", "Guides", False),
        ("Group", "", True),
        ("Three", "Group", False),
        ("Four", "", False),
        ("Empty", "", True),
        ("Below", "", True),
        ("Five", "Below", False),
        ("Six", "", False),
    ]


def test_lists_may_be_set_in_by_spaces_and_tabs():
    _, pack = read_page("GUIDANCE\n\n  - Group\n\t- [One](#)\n• More\n◦ [Two](#)")

    assert [(each.title, each.collection) for each in pack.resources] == [
        ("Group", ""),
        ("One", "Group"),
        ("More", ""),
        ("Two", "More"),
    ]


def test_lists_of_more_than_two_levels_are_read_as_two_and_reported():
    brochure, pack = read_page("GUIDANCE\n\n- A\n  - B\n    - C\n      - D")

    assert [(each.title, each.collection) for each in pack.resources] == [
        ("A", ""),
        ("B", "A"),
        ("C", "A"),
        ("D", "A"),
    ]
    assert "A list in “Water” (line 12) has more than two levels. They were read as two." in brochure.notices


@pytest.mark.parametrize(
    "line", ["[BOOK a Toolkit Tour](#)", "- [BOOK a Practical Training Session](#)", "Book your place here"]
)
@pytest.mark.parametrize("heading", ["SUPPORTING TOOLKITS", "CASE STUDIES", "TRAINING"])
def test_booking_lines_are_no_items(heading, line):
    brochure, pack = read_page(f"{heading}\n\n- [A](#)\n{line}")

    assert (len(pack.toolkits) + len(pack.resources) + len(pack.courses)) == 1
    assert became(brochure, line) == Became.BOOKING_LINE


@pytest.mark.parametrize(
    ("line", "kind", "toolkit"),
    [
        ("[BOOK a Toolkit Tour](#)", "tours", ""),
        ("Book toolkit tours", "tours", ""),
        ("Book your place on a Toolkit Tour", "tours", ""),
        ("- [BOOK a Neglect Toolkit Tour](#)", "tours", "Neglect"),
        ("Book a place on the Serious Violence Toolkit Tour", "tours", "Serious Violence"),
        ("Book a tour of the Harmful Practices Toolkit", "tours", "Harmful Practices"),
        ("- [BOOK a Practical Training Session](#)", "practical", ""),
        ("Book onto a practical session", "practical", ""),
        ("Book a tour of the toolkit", "tours", ""),
        ("Book a webinar", "webinar", ""),
        ("Book your place here", "any", ""),
        ("BOOK training", "any", ""),
    ],
)
def test_a_booking_line_is_kept_as_what_it_asks_for(line, kind, toolkit):
    _, pack = read_page(f"SUPPORTING TOOLKITS\n\nProfessionals\n\n- [A](#)\n\n{line}")

    assert [(each.kind, each.toolkit) for each in pack.booking_lines] == [(kind, toolkit)]


@pytest.mark.parametrize("line", ["- Book lists for young readers", "- Booking forms", "- Bookmark"])
def test_a_title_that_begins_with_book_is_an_item(line):
    _, pack = read_page(f"CASE STUDIES\n\n{line}")

    assert (len(pack.resources), pack.booking_lines) == (1, [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"- {'a' * 301}", "no title, or one of more than 300 characters"),
        ("- [](#)", "no title, or one of more than 300 characters"),
        ("- ...", "no title, or one of more than 300 characters"),
        ("Some words about the list.", "text that belongs to no list"),
        ("WHAT ELSE HELPS", "a heading that the reader does not know"),
    ],
)
def test_lines_that_fit_nowhere_are_unplaced(line, reason):
    brochure, _ = read_page(f"CASE STUDIES\n\n- [A](#)\n\n{line}\n\n{KEY_MESSAGE}")

    assert [(each.text, each.detail) for each in brochure.unplaced] == [(line, reason)]


# Toolkits


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Water Toolkit", "Water"),
        ("[Water toolkit](#)", "Water"),
        ("HIPS Water Toolkit", "Water"),
        ("RDP Boats Toolkit", "Boats"),
        ("RDP Unheard Toolkit", "RDP Unheard"),
        ("Old Water Toolkit", "Old Water"),
    ],
)
def test_lead_toolkit_loses_the_acronym_only_if_the_rest_is_known(line, title):
    brochure, pack = read_page(f"SUPPORTING TOOLKITS\n\n{line}\n\nProfessionals\n\n- [Boats](#)")

    assert [(each.title, each.lead) for each in pack.toolkits] == [(title, True), ("Boats", False)]
    assert became(brochure, line) == Became.LEAD_TOOLKIT


def test_other_lines_above_the_first_audience_are_unplaced():
    brochure, pack = read_page("SUPPORTING TOOLKITS\n\nWater Words\n\nProfessionals\n\n- [Boats](#)")

    assert titles(pack.toolkits) == ["Boats"]
    assert [line.text for line in brochure.unplaced] == ["Water Words"]


def test_second_lead_toolkit_is_read_as_an_ordinary_one_and_reported():
    brochure, pack = read_page(
        "SUPPORTING TOOLKITS\n\nWater Toolkit\nIce Toolkit\n\nProfessionals\n\n- [Boats](#)"
    )

    assert [(each.title, each.lead) for each in pack.toolkits] == [
        ("Water", True),
        ("Ice", False),
        ("Boats", False),
    ]
    assert any("is a second leading toolkit" in notice for notice in brochure.notices)


def test_toolkits_above_the_first_audience_are_reported():
    brochure, pack = read_page("SUPPORTING TOOLKITS\n\n- [Boats](#)")

    assert [(each.title, each.audience_group) for each in pack.toolkits] == [("Boats", "professionals")]
    assert any("is printed above the first audience" in notice for notice in brochure.notices)


# Courses


def test_course_without_a_format_takes_the_one_it_has_elsewhere():
    _, pack = read_page("TRAINING\n\nWebinars and eLearning\n\n- Diving\n- Floating\n\nWebinars\n\n- Diving")

    assert [(each.title, each.format) for each in pack.courses] == [
        ("Diving", "webinar"),
        ("Floating", "not_stated"),
        ("Diving", "webinar"),
    ]


def test_course_that_has_two_formats_elsewhere_stays_without_one():
    brochure, pack = read_page("TRAINING\n\n- Diving\n\nWebinars\n\n- Diving\n\nVideos\n\n- Diving")

    assert pack.courses[0].format == "not_stated"
    assert any("gives it more than one format" in notice for notice in brochure.notices)


@pytest.mark.parametrize(
    ("title", "course_format"),
    [
        ("Water Toolkit eLearning", "elearning"),
        ("Water Toolkit Tour Webinar", "webinar"),
        ("Practical Session on Throw Lines", "practical_session"),
        ("Throw Lines (Practical Session)", "practical_session"),
        ("Throw Lines Video", "video"),
        ("Video Calls and Safety", "not_stated"),
    ],
)
def test_format_named_in_a_title_is_followed(title, course_format):
    _, pack = read_page(f"TRAINING\n\nWebinars and eLearning\n\n- {title}")

    assert [(each.title, each.format) for each in pack.courses] == [(title, course_format)]


def test_format_heading_among_resources_opens_training_and_is_reported():
    brochure, pack = read_page("CASE STUDIES\n\n- [A](#)\n\nVideos\n\n- [B](#)")

    assert (titles(pack.resources), titles(pack.courses)) == (["A"], ["B"])
    assert any("is printed among resources" in notice for notice in brochure.notices)


def test_audience_heading_among_resources_changes_nothing_and_is_reported():
    brochure, pack = read_page("CASE STUDIES\n\n- [A](#)\n\nParents\n\n- [B](#)")

    assert (titles(pack.resources), pack.toolkits) == (["A", "B"], [])
    assert any("is printed inside a list of resources" in notice for notice in brochure.notices)


@pytest.mark.parametrize("line", ["[Water](#)", "- Water", "1. Water"])
def test_item_with_the_name_of_the_theme_is_an_item(line):
    _, pack = read_page(f"CASE STUDIES\n\n{line}")

    assert titles(pack.resources) == ["Water"]


def test_line_that_repeats_the_title_is_no_prose():
    brochure, pack = read_page("Prose.\n\nWater\n\nSUPPORTING TOOLKITS\n\nProfessionals\n\n- [Water](#)")

    assert (pack.introduction, titles(pack.toolkits)) == ("Prose.", ["Water"])
    assert became(brochure, "Water") == Became.REPEATED_TITLE


def test_what_an_item_opens_is_found_below_a_description_that_wraps():
    _, pack = read_page(
        "CASE STUDIES\n\n- [Ann](https://portal.example/ann/)\n> The four boards and\n"
        "[partnerships (4B) · Open: boards.example](https://boards.example/ann)\n- Bob\n> A tale\n- https://bob.example/\n"
    )

    assert [(each.title, each.link) for each in pack.resources][:2] == [
        ("Ann", "https://boards.example/ann"),
        ("Bob", ""),
    ]
