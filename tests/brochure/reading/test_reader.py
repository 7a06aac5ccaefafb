"""A whole brochure of another partnership and year, read from a file."""

from pathlib import Path

import pytest

from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.reading.values import Became, ReadCourse, ReadResource, ReadToolkit, ReadToolkitList

ROOT = Path(__file__).parents[3]
RIVERDALE = Path(__file__).parent / "documents" / "riverdale-2031.md"


@pytest.fixture(scope="module")
def riverdale():
    return read_brochure_file(RIVERDALE)


@pytest.fixture(scope="module")
def starter():
    return read_brochure_file(ROOT / "content" / "brochure-2026-27.md")


def test_reader_reads_the_front_pages(riverdale):
    assert riverdale.title == "Riverdale Learning and Practice Brochure"
    assert riverdale.edition == "2031–32"
    assert riverdale.introduction == (
        "This is the yearly brochure of an **invented** partnership. It shows what its workers can use.\n\n"
        "It has themes, one after the other."
    )
    assert riverdale.how_to_use == (
        "1. Pick a theme.\n2. Read its pages.\n\n"
        "Ask the ([Learning Team](https://riverdale.example/team)) if you are stuck."
    )


def test_reader_names_the_themes_as_the_contents_do(riverdale):
    titles = [(pack.order, pack.title, pack.short_title) for pack in riverdale.packs]

    assert titles == [
        (1, "Water Safety and Play", "Water Safety and Play"),
        (2, "Safer Homes", "Safer Homes"),
        (3, "Young Carers", "Young Carers"),
        (4, "Keeping Our Practice Curious with the RDP", "Curious Practice"),
    ]


def test_reader_keeps_introductions_as_markdown(riverdale):
    assert [pack.introduction for pack in riverdale.packs] == [
        "Children drown in water that looks calm. Teach them what a current is ([River Trust](#)).\n\n"
        "Look at *every* bank before you play.",
        "A home is safe when its dangers are known. We begin with:\n\n"
        "1. **Stairs**\n2. **Kettles** (the cord matters)",
        "Some children care for others.",
        "Ask one more question. The RDP helps.",
    ]


def test_reader_chooses_the_most_common_key_message(riverdale):
    assert [pack.key_message for pack in riverdale.packs] == [
        "Ask a child’s family where they swim.",
        "Look at the stairs.",
        "See the child who cares.",
        "",
    ]


def test_reader_reads_toolkits_by_audience(riverdale):
    water, homes, carers, _ = riverdale.packs

    assert water.toolkits == [
        ReadToolkit("Water Safety and Play", "professionals", (41,), lead=True),
        ReadToolkit("Safer Homes", "professionals", (45,), link="https://riverdale.example/safer-homes"),
        ReadToolkit("Listening", "professionals", (46,)),
        ReadToolkit("Boats – Riverdale", "professionals", (47,)),
        ReadToolkit("Safer Homes", "parents_and_carers", (51,)),
        ReadToolkit("Float First", "children_and_young_people", (71,)),
    ]
    assert homes.toolkits == [ReadToolkit("Safer Homes", "professionals", (141,), lead=True)]
    assert homes.toolkit_lists == [
        ReadToolkitList("Professional Toolkits", "professionals", (145,)),
        ReadToolkitList("Children and Young People Toolkits", "children_and_young_people", (149,)),
    ]
    assert carers.toolkits == [ReadToolkit("Listening", "professionals", (198,))]


def test_reader_reads_resources_by_section(riverdale):
    water, homes, carers, curious = riverdale.packs
    boats = "https://riverdale.example/boats"

    assert water.resources == [
        ReadResource("River Plan 2030-33", "strategy", (75,)),
        ReadResource("Practice Guides", "strategy", (76,), is_collection=True),
        ReadResource("Cold Water", "strategy", (77,), collection="Practice Guides"),
        ReadResource("Boats (small)", "strategy", (78,), collection="Practice Guides", link=boats),
        ReadResource("Who Does What", "strategy", (79,), is_collection=True),
        ReadResource("Lifeguards", "strategy", (80,), collection="Who Does What"),
        ReadResource("Pool Rules", "strategy", (81,), note="with pictures in 4 languages"),
        ReadResource("A Day at the River", "day_in_the_life", (87,)),
        ReadResource("Two Rescues", "case_studies", (89,)),
        ReadResource("Ice Rules", "case_studies", (105,)),
    ]
    assert homes.resources == [
        ReadResource("Home Check Form", "strategy", (153,)),
        ReadResource("A very long title that the extraction broke over two lines", "strategy", (154, 155)),
        ReadResource("A Day at Home", "day_in_the_life", (159,)),
        ReadResource("Locks", "additional", (164,)),
        ReadResource("Keys", "additional", (164,)),
    ]
    assert carers.resources == [
        ReadResource("Carers' Letters", "professional", (208,)),
        ReadResource("Ana, 12", "case_studies", (224,)),
    ]
    assert curious.resources == [
        ReadResource("Question Cards", "additional", (244,)),
        ReadResource("Answer Cards", "additional", (245,)),
    ]


def test_reader_reads_courses_by_format(riverdale):
    water, homes, *_ = riverdale.packs
    live = "https://riverdale.example/boats-live"

    assert water.courses == [
        ReadCourse("Water Safety & Play Toolkit Tour", "webinar", (113,)),
        ReadCourse("River Rescue: The First Hour", "webinar", (114,)),
        ReadCourse("Practical Session on Throw Lines", "practical_session", (115,)),
        ReadCourse("Boats Live", "webinar", (116,), link=live, printed_as_link=True),
        ReadCourse("River Rescue - The First Hour", "elearning", (120,)),
    ]
    assert homes.courses == [
        ReadCourse("Home Checks Toolkit eLearning", "elearning", (170,)),
        ReadCourse("Home Checks Webinar", "webinar", (171,)),
        ReadCourse("River Rescue: The First Hour", "webinar", (172,)),
        ReadCourse("Boats Live", "webinar", (173,)),
        ReadCourse("Fire Doors", "not_stated", (174,)),
        ReadCourse("Kettles on Film", "video", (178,), printed_as_link=True),
    ]


def test_reader_lists_what_it_cannot_place(riverdale):
    assert [(line.text, line.detail) for line in riverdale.unplaced] == [
        ("WHAT ELSE HELPS", "a heading that the reader does not know"),
        ("- [A Card for Carers](#)", "under a heading that the reader does not know"),
        ("See the library for more.", "text that belongs to no list"),
    ]


def test_reader_tells_what_it_decided(riverdale):
    assert riverdale.notices == [
        "A page titled “YOUNG CARRERS” was read as a page of “YOUNG CARERS”.",
        "“Practical Session on Throw Lines” (line 115) is printed under Webinar, but its title says practical session. The "
        "title was followed.",
        "A key message of “Young Carers” (line 226) differs from the others, and was left out: Notice who cooks.",
        "“DAY IN THE LIFE” and “ADDITIONAL RESOURCES” are printed together (line 240 on), and nothing tells which of the "
        "lines below belong to which. All were placed under the last.",
        "“Keeping Our Practice Curious with the RDP” has no key message.",
        "“Fire Doors” in “Safer Homes” (line 174) is printed under no format, and the rest of the document gives it no "
        "format.",
    ]


@pytest.mark.parametrize("name", ["riverdale", "starter"])
def test_account_has_every_line_once_and_in_order(name, request):
    brochure = request.getfixturevalue(name)
    path = RIVERDALE if name == "riverdale" else ROOT / "content" / "brochure-2026-27.md"

    assert [(line.number, line.text) for line in brochure.account] == list(
        enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    )


@pytest.mark.parametrize("name", ["riverdale", "starter"])
def test_account_agrees_with_the_records(name, request):
    brochure = request.getfixturevalue(name)
    account = {line.number: line.became for line in brochure.account}
    expected = {}
    for pack in brochure.packs:
        for toolkit in pack.toolkits:
            expected |= dict.fromkeys(toolkit.lines, Became.LEAD_TOOLKIT if toolkit.lead else Became.TOOLKIT)
        for listed in pack.toolkit_lists:
            expected |= dict.fromkeys(listed.lines, Became.TOOLKIT_LIST)
        for resource in pack.resources:
            became = Became.COLLECTION if resource.is_collection else Became.RESOURCE
            expected |= dict.fromkeys(resource.lines, became)
        for course in pack.courses:
            expected |= dict.fromkeys(course.lines, Became.COURSE)

    records = set(expected.values())
    assert {number: became for number, became in account.items() if became in records} == expected


def test_account_says_what_each_kind_of_line_became(riverdale):
    account = {line.number: (line.became, line.detail) for line in riverdale.account}

    assert account[1] == (Became.DOCUMENT_TITLE, "")
    assert account[2] == (Became.BLANK, "")
    assert account[3] == (Became.EDITION, "")
    assert account[5] == (Became.FRONT_HEADING, "")
    assert account[7] == (Became.FRONT_INTRODUCTION, "")
    assert account[13] == (Became.HOW_TO_USE, "")
    assert account[20] == (Became.CONTENTS_ENTRY, "Water Safety and Play")
    assert account[25] == (Became.PAGE_HEADER, "")
    assert account[31] == (Became.PACK_TITLE, "WATER SAFETY & PLAY")
    assert account[33] == (Became.INTRODUCTION, "")
    assert account[37] == (Became.REPEATED_TITLE, "Water Safety and Play")
    assert account[39] == (Became.SECTION_HEADING, "Supporting toolkits:")
    assert account[43] == (Became.AUDIENCE_HEADING, "Professionals")
    assert account[53] == (Became.BOOKING_LINE, "https://riverdale.example/tours")
    assert account[55] == (Became.KEY_MESSAGE_HEADING, "")
    assert account[57] == (Became.KEY_MESSAGE, "")
    assert account[59] == (Became.PAGE_NUMBER, "")
    assert account[93] == (Became.REPEATED_KEY_MESSAGE, "")
    assert account[109] == (Became.FORMAT_HEADING, "Webinars and eLearning")
    assert account[228] == (Became.OTHER_KEY_MESSAGE, "")


def test_starter_brochure_is_read_whole(starter):
    counts = [
        (pack.title, len(pack.toolkits), len(pack.toolkit_lists), len(pack.resources), len(pack.courses))
        for pack in starter.packs
    ]

    assert counts == [
        ("A Multi-Agency Approach to Safeguarding", 19, 0, 13, 24),
        ("Adopting a Family Approach", 25, 0, 10, 22),
        ("Child Development", 13, 0, 14, 9),
        ("Child Exploitation", 10, 0, 14, 16),
        ("Child-on-Child Abuse", 12, 0, 11, 7),
        ("Child Sexual Abuse", 9, 0, 16, 24),
        ("Community and Voluntary Organisations", 1, 3, 14, 4),
        ("Domestic Abuse", 15, 0, 24, 25),
        ("Early Help and Prevention", 11, 0, 8, 1),
        ("Education for Every Child", 20, 0, 13, 1),
        ("Harmful Practices", 10, 0, 11, 6),
        ("Keeping Children Safe Online", 12, 0, 5, 6),
        ("Learning from Reviews", 10, 0, 19, 15),
        ("Neglect", 17, 0, 17, 15),
        ("Prevent", 6, 0, 9, 7),
        ("Working Together to Resolve Professional Differences", 19, 0, 7, 1),
        ("Understanding Unidentified Adults", 15, 0, 13, 12),
        ("Safeguarding Adolescents", 14, 0, 15, 20),
        ("Safeguarding Infants", 9, 0, 18, 15),
        ("Serious Violence", 7, 0, 9, 14),
        ("Strengthening Parental Relationships", 10, 0, 7, 6),
    ]
    assert starter.unplaced == []


def test_starter_brochure_has_a_lead_toolkit_for_16_themes(starter):
    without = [pack.short_title for pack in starter.packs if not any(kit.lead for kit in pack.toolkits)]

    assert without == [
        "A Multi-Agency Approach to Safeguarding",
        "Child Development",
        "Education for Every Child",
        "Keeping Children Safe Online",
        "Professional Differences",
    ]


def test_starter_brochure_leaves_one_course_without_a_format(starter):
    courses = [
        course.title for pack in starter.packs for course in pack.courses if course.format == "not_stated"
    ]

    assert courses == ["Early Help Toolkit Tour"]
