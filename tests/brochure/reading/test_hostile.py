"""Documents that nobody would print: any text is read or refused in good time, with nothing lost or invented."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hscp.brochure.reading.lines import split_lines
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import Became, NotABrochure
from hscp.vocabulary import AudienceGroup, Section
from tests.brochure.reading.builders import KEY_MESSAGE, PAGE_HEADER, make_brochure, make_page, read_page
from tests.effort import is_linear, runaway_guard
from training.enums import CourseFormat

PIECES = [
    *(
        "RIVERDALE\nPARTNERSHIP\n\nTHEME PACK\n\nWATER\n",
        "RIVERDALE\nPARTNERSHIP\nTHEME PACK\nFIRE",
        "THEME PACK",
        "STOP",
    ),
    *(
        "CONTENTS",
        "INTRODUCTION",
        "How to use the brochure",
        "- [Water](#)\n- [Fire](#) .... 3",
        "2031-32",
        "WATER",
        "# Fire",
    ),
    *(
        "SUPPORTING TOOLKITS",
        "Professionals",
        "Parents & carers",
        "Water Toolkit",
        "- [Professional Toolkits](#)",
    ),
    *("GUIDANCE", "DAY IN THE LIFE", "CASE STUDIES", "ADDITIONAL RESOURCES", "UNKNOWN WORDS", "Children"),
    *(
        "TRAINING",
        "Webinars",
        "[Webinars and eLearning](#)",
        "Videos",
        "Workshops",
        "Some prose.",
        "---",
        "-",
        "7",
    ),
    *(
        "IF YOU DO ONE THING...",
        "If you do one thing: look.",
        "[BOOK a tour](#)",
        "- [A](#)",
        "[B](#)",
        "- [Guides:](#)",
    ),
    *(
        "  - [C](https://riverdale.example)",
        "- D eLearning",
        "- [open",
        "rest](#)",
        "[E](#), [F](x)",
        "1. G",
        "",
        "",
        "\t\f",
    ),
]


def check_account(text, brochure):
    """Every line is in the account once, each record's lines hold its words, and a printed line is not called blank."""
    assert [(line.number, line.text) for line in brochure.account] == list(
        enumerate(split_lines(text), start=1)
    )
    assert {line.became for line in brochure.account} <= set(Became)
    for line in brochure.account:
        if line.became == Became.BLANK and not line.detail:
            assert not re.search(r"[^\W_]", line.text)
    printed = {line.number: line.text for line in brochure.account}
    for pack in brochure.packs:
        records = [*pack.toolkits, *pack.resources, *pack.courses]
        for record in records:
            source = " ".join(printed[number] for number in record.lines)
            assert set(re.findall(r"[a-z]+", record.title.lower())) <= set(
                re.findall(r"[a-z]+", source.lower())
            )
        assert {toolkit.audience_group for toolkit in pack.toolkits} <= set(AudienceGroup.values)
        assert {resource.section for resource in pack.resources} <= set(Section.values)
        assert {course.format for course in pack.courses} <= set(CourseFormat.values)
        collections = {each.title for each in pack.resources if each.is_collection}
        assert {each.collection for each in pack.resources} - {""} <= collections


def read_or_refuse(text):
    """The brochure, or None if the text was refused as it should be."""
    try:
        return read_brochure(text)
    except NotABrochure:
        return None


@given(st.text())
def test_any_text_is_read_or_refused(text):
    brochure = read_or_refuse(text)

    if brochure:
        check_account(text.removeprefix("\ufeff"), brochure)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=50), st.booleans())
def test_any_mixture_of_brochure_lines_is_read_or_refused(pieces, is_page):
    text = "\n".join(pieces)
    if is_page:
        text = make_brochure(make_page(text))

    brochure = read_or_refuse(text)

    if brochure:
        check_account(text.removeprefix("\ufeff"), brochure)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "[",
            "]",
            "](",
            "[a](",
            "[a](#)",
            "[a](#) and ",
            "[\\",
            "[\\]",
            "[a\\]",
            "\\[a\\]",
            "[[a]",
            "[x](b(c)(d)",
            '[x](y "',
        ),
        *(
            "(",
            "\\",
            "*",
            "- ",
            "-",
            "#",
            "# ",
            "1. ",
            "A",
            " ",
            "\u00a0",
            "_",
            ".",
            "…",
            "&",
            "/",
            "2031-",
            "book a ",
        ),
        *(
            "x https://",
            "https://a(",
            "www.",
            "a (",
            "[Open: ",
            " · ",
            "> ",
            "(continued) ",
            "> [Open: a](b) ",
        ),
        *("if you do one thing ", "toolkit ", "an introduction to ", "<script>"),
    ],
)
def test_long_lines_take_linear_time(piece):
    line = piece * (50_000 // len(piece))
    body = f"{line}\n\nTRAINING\n\n- {line}\n\nCASE STUDIES\n\n[{line}\n{line}\n\n- [A](#)\n\n{line}!\n\n{KEY_MESSAGE}"

    with runaway_guard():
        brochure, _ = read_page(f"{body}{line}")

    assert sum(len(each.text) for each in brochure.account) > 5 * len(line)


@pytest.mark.parametrize(
    "lines",
    [
        "- [A](#)",
        "",
        "Some words",
        "WATER",
        "# Words",
        "- [",
        "[A](#)",
        "TRAINING\nCASE STUDIES",
        "DAY IN THE LIFE\nCASE STUDIES\n[A](#)\n[B](#)",
        "Professionals\nParents",
        "IF YOU DO ONE THING...",
        f"{PAGE_HEADER}WATER",
        "THEME PACK",
        "- A\nhttps://a.example/b",
        "CASE STUDIES\nA case",
        "> Words",
        "## Words",
        "- a www.x" + "." * 500 + " b",
    ],
)
def test_many_lines_take_linear_time(lines):
    def read(many):
        repeated = "\n".join([lines] * (many // (lines.count("\n") + 1)))
        read_or_refuse(make_brochure(make_page(f"TRAINING\n\n- A Course\n\n{repeated}\n\n{KEY_MESSAGE}")))

    assert is_linear(read, 300)
    with runaway_guard():
        read(10_000)


def test_many_titles_without_blank_lines_end_in_time():
    with runaway_guard():
        read_or_refuse("\n".join(f"WATER A{number}" for number in range(8_000)))


def test_many_themes_take_linear_work():
    def read(many):
        names = [
            f"WATER {chr(65 + n // 676 % 26)}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}" for n in range(many)
        ]
        contents = "".join(f"- [Deep {name}](#)\n" for name in names)
        pages = [make_page("CASE STUDIES\n\n- [A](#)", title=name) for name in names]
        return read_brochure(make_brochure(*pages, front=f"CONTENTS\n\n{contents}\n"))

    assert is_linear(read, 100)
    with runaway_guard():
        assert len(read(1_000).packs) == 1_001


def test_deep_lists_are_read():
    deep = "\n".join(f"{'  ' * depth}- [Level {depth}](#)" for depth in range(2_000))

    brochure, pack = read_page(f"GUIDANCE\n\n{deep}")

    assert len(pack.resources) == 2_000
    assert brochure.unplaced == []


def test_markup_in_titles_is_kept_as_text():
    _, pack = read_page(
        "CASE STUDIES\n\n- [<img src=x onerror=alert(1)>](javascript:alert(1))", title="<SCRIPT> WATER"
    )

    assert pack.title == "<Script> Water"
    assert [(each.title, each.link) for each in pack.resources] == [("<img src=x onerror=alert(1)>", "")]


def test_themes_without_sections_are_kept():
    bare = make_page("Only prose.", title="BARE")

    brochure = read_brochure(make_brochure(bare))

    assert [(pack.title, pack.introduction) for pack in brochure.packs] == [
        ("Bare", "Only prose."),
        ("Other", "Other prose."),
    ]
    assert "“Bare” has no key message." in brochure.notices
