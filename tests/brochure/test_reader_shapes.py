"""One shape of the document form at a time."""

import pytest

from hscp.brochure.document import Became, NotABrochure
from hscp.brochure.reader import read_brochure

from .builders import KEY_MESSAGE, PAGE_HEADER, became, make_brochure, make_page, read_page


def titles(records):
    return [record.title for record in records]


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


def test_a_theme_whose_pages_stand_apart_is_joined_and_told():
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
    assert "The pages of “WATER” do not stand together. They were joined." in brochure.notices


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
def test_contents_that_differ_from_titles_are_matched_by_place_and_words(entries, short_titles, notices):
    contents = "".join(f"- [{entry}](#)\n" for entry in entries)
    page = make_page(f"Prose.\n\nTRAINING\n\nWebinars\n\n- First\n\n{KEY_MESSAGE}")

    brochure = read_brochure(make_brochure(page, front=f"BROCHURE 2031\n\nCONTENTS\n\n{contents}\n"))

    assert [pack.short_title for pack in brochure.packs] == short_titles
    assert brochure.notices == notices


def test_contents_may_be_plain_lines_with_dots_and_page_numbers():
    page = make_page(f"Prose.\n\nTRAINING\n\n- First\n\n{KEY_MESSAGE}", title="WATER AND ICE 2")

    brochure = read_brochure(
        make_brochure(page, front="Contents\n\nWater & Ice 2 ..... 4\nOther . . . 12\n\n")
    )

    assert titles(brochure.packs) == ["Water & Ice 2", "Other"]


def test_title_in_capitals_keeps_the_acronyms_of_the_document():
    page = make_page(
        f"How the RDP and the BBR'S rules help.\n\nTRAINING\n\n- First\n\n{KEY_MESSAGE}",
        title="THE RDP'S AND BBR RULES",
    )

    brochure = read_brochure(make_brochure(page))

    assert brochure.packs[0].title == "The RDP's and BBR Rules"


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


def test_key_message_may_stand_on_the_line_of_its_heading():
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


def test_heading_with_nothing_below_is_told():
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


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "mailto:a@riverdale.example", "/page", f"https://{'a' * 1000}"]
)
def test_link_that_is_no_web_address_is_left_out_and_told(target):
    brochure, pack = read_page(f"CASE STUDIES\n\n- [Boats]({target})\n\n{KEY_MESSAGE}")

    assert pack.resources[0].link == ""
    assert brochure.notices == [
        "The link of “Boats” (line 10) is no web address that the portal can use. It was left out.",
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


def test_lists_of_more_than_two_levels_are_read_as_two_and_told():
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


def test_second_lead_toolkit_is_read_as_an_ordinary_one_and_told():
    brochure, pack = read_page(
        "SUPPORTING TOOLKITS\n\nWater Toolkit\nIce Toolkit\n\nProfessionals\n\n- [Boats](#)"
    )

    assert [(each.title, each.lead) for each in pack.toolkits] == [
        ("Water", True),
        ("Ice", False),
        ("Boats", False),
    ]
    assert any("is a second leading toolkit" in notice for notice in brochure.notices)


def test_toolkits_above_the_first_audience_are_told():
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


def test_format_heading_among_resources_opens_training_and_is_told():
    brochure, pack = read_page("CASE STUDIES\n\n- [A](#)\n\nVideos\n\n- [B](#)")

    assert (titles(pack.resources), titles(pack.courses)) == (["A"], ["B"])
    assert any("is printed among resources" in notice for notice in brochure.notices)


def test_audience_heading_among_resources_changes_nothing_and_is_told():
    brochure, pack = read_page("CASE STUDIES\n\n- [A](#)\n\nParents\n\n- [B](#)")

    assert (titles(pack.resources), pack.toolkits) == (["A", "B"], [])
    assert any("is printed inside a list of resources" in notice for notice in brochure.notices)


def test_line_that_repeats_the_title_is_no_prose():
    brochure, pack = read_page("Prose.\n\nWater\n\nSUPPORTING TOOLKITS\n\nProfessionals\n\n- [Water](#)")

    assert (pack.introduction, titles(pack.toolkits)) == ("Prose.", ["Water"])
    assert became(brochure, "Water") == Became.REPEATED_TITLE


# What is no brochure


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
