"""A document that marks all its headings, as the portal writes it, and as an editor may have changed it since."""

import pytest

from hscp.brochure.reading.link_text import plain
from hscp.brochure.reading.marked_headings import MARK
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import NotABrochure
from tests.brochure.reading.builders import became, titles


def read(*lines):
    return read_brochure("\n".join([f"{MARK} -->", "", *lines]))


def test_only_marked_lines_are_headings():
    brochure = read(
        "# Brochure",
        "Edition: Spring, revised",
        "## Introduction",
        "Contents",
        "## Contents",
        "- Water",
        "# TRAINING",
        "Book a boat.",
        "",
        "### Webinars",
        "12",
        "## If you do one thing",
        "Training",
    )

    pack = brochure.packs[0]
    assert (brochure.title, brochure.edition, brochure.introduction) == (
        "Brochure",
        "Spring, revised",
        "Contents",
    )
    assert (pack.title, pack.short_title) == ("TRAINING", "Water")
    assert (pack.introduction, pack.key_message) == ("Book a boat.\n\n### Webinars\n12", "Training")
    assert (brochure.unplaced, brochure.is_marked) == ([], True)


def test_the_same_lines_without_the_mark_are_read_by_their_words():
    text = "# Water\n\nProse.\n\n## Supporting toolkits\n\n### Professionals\n\n- [Boats](#)\n\n## Training\n\n- A\n"

    assert not read_brochure(text).is_marked


def test_the_toolkit_on_a_line_of_its_own_leads_whatever_it_is_called():
    brochure = read(
        "# B",
        "# Water",
        "## Supporting toolkits",
        "## Parents and carers",
        "[Professionals Toolkits](https://example.org/)",
        "",
        "- [Boats Toolkit](#)",
        "## All toolkits for professionals",
        "- Boats",
    )

    [lead, other] = brochure.packs[0].toolkits
    assert (lead.title, lead.lead, lead.audience_group, lead.link) == (
        "Professionals Toolkits",
        True,
        "parents_and_carers",
        "https://example.org/",
    )
    assert (other.title, other.lead) == ("Boats Toolkit", False)
    [pointer] = brochure.packs[0].toolkit_lists
    assert (pointer.label, pointer.audience_group) == ("Boats", "professionals")


def test_a_group_holds_what_is_set_in_below_it():
    brochure = read(
        "# B",
        "# Water",
        "## Case studies",
        "- [A:](#)",
        "  - [B](#) – With notes",
        "",
        "Elsewhere:",
        "",
        "  - [C](#)",
        "- [D](#)",
    )

    assert [
        (each.title, each.collection, each.is_collection, each.note) for each in brochure.packs[0].resources
    ] == [
        ("A:", "", True, ""),
        ("B", "A:", False, "With notes"),
        ("C", "Elsewhere:", False, ""),
        ("D", "", False, ""),
    ]


def test_a_course_has_the_format_of_its_heading():
    brochure = read(
        "# B",
        "# Water",
        "## Training",
        "- A Video",
        "- B",
        "## Other training",
        "- C Webinar",
        "## eLearning",
        "- D Webinar",
    )

    assert [(course.title, course.format) for course in brochure.packs[0].courses] == [
        ("A Video", "video"),
        ("B", "not_stated"),
        ("C Webinar", "not_stated"),
        ("D Webinar", "elearning"),
    ]
    assert brochure.notices == ["“Water” has no key message."]


def test_what_is_in_no_part_is_unplaced():
    brochure = read(
        "Above",
        "# B",
        "Below",
        "## Other",
        "More",
        "# Water",
        "## Fish",
        "- [Cod](#)",
        "## Case studies",
        "- [A](#)",
    )

    assert [line.text for line in brochure.unplaced] == [
        "Above",
        "Below",
        "## Other",
        "More",
        "## Fish",
        "- [Cod](#)",
    ]
    assert became(brochure, "## Case studies") == "section heading"
    assert titles(brochure.packs[0].resources) == ["A"]


def test_a_new_theme_without_an_entry_in_the_contents_keeps_the_names_of_the_others():
    brochure = read("# B", "## Contents", "- ICE", "# New", "Text.", "# Ice", "Text.")

    assert [(pack.title, pack.short_title, pack.order) for pack in brochure.packs] == [
        ("New", "New", 1),
        ("Ice", "ICE", 2),
    ]


@pytest.mark.parametrize("lines", [[], ["Words."], ["# Only a title"]])
def test_a_document_without_a_theme_is_refused(lines):
    with pytest.raises(NotABrochure):
        read(*lines)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("a&#160;&#173;b", "a\u00a0\u00adb"),
        ("\\&#91;", "&#91;"),
        ("&#38;#91;", "&#91;"),
        ("&#0; &#55296; &#9999999;", "&#0; &#55296; &#9999999;"),
    ],
)
def test_a_sign_may_be_written_by_its_number(written, printed):
    assert plain(written) == printed
