"""Texts in odd dress: numbered headings, page furniture, addresses elsewhere, lists without signs, wrapped titles."""

import textwrap

import pytest

from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import UNKNOWN_HEADING, Became
from tests.brochure.reading.builders import KEY_MESSAGE, became, read_page, titles

GUIDES = [
    "Rules for Boats that Cross the Harbour after Dark",
    "What Every Captain Has to Know about Currents, Tides and Wind",
    "How Ropes Are Kept Dry on a Long Journey in the Cold Season of a Year",
    "Lamps and Signals for Small Boats in Fog and in Heavy Rain at Sea",
    "Short",
]


def _document(theme, section, audience, item="- {}", *, join="\n", gap="\n"):
    """Two themes with the headings dressed by the functions given, and no list of contents."""
    text = []
    for number, name in enumerate(("Harbours", "Boats at Sea"), start=1):
        text += [theme(number, name), "", "Prose about it.", ""]
        text += [section(number, 1, "Supporting toolkits"), gap, audience("Professionals"), gap]
        text += [join.join(item.format(title) for title in ("Ropes", "Anchors")), gap]
        text += [
            section(number, 2, "Case studies"),
            gap,
            join.join(item.format(f"{each} {number}") for each in GUIDES),
        ]
        text += ["", section(number, 3, "If you do one thing"), "", "Look twice.", ""]
    return "\n".join(text)


def _is_whole(brochure):
    assert [pack.title for pack in brochure.packs] == ["Harbours", "Boats at Sea"]
    for number, pack in enumerate(brochure.packs, start=1):
        assert titles(pack.toolkits) == ["Ropes", "Anchors"]
        assert titles(pack.resources) == [f"{each} {number}" for each in GUIDES]
        assert (pack.introduction, pack.key_message) == ("Prose about it.", "Look twice.")
    assert brochure.unplaced == []


@pytest.mark.parametrize(
    ("theme", "section"),
    [
        (lambda number, name: f"{number}. {name}", lambda number, part, name: f"{number}.{part} {name}"),
        (lambda number, name: f"{number} {name}", lambda number, part, name: f"{number}.{part}. {name}"),
        (
            lambda number, name: f"Theme {number}: {name}",
            lambda number, part, name: f"{chr(64 + part)}. {name}",
        ),
        (lambda number, name: f"PART {number} – {name}", lambda number, part, name: f"{'i' * part}) {name}"),
        (lambda number, name: f"{'I' * number}. {name}", lambda number, part, name: name),
        (lambda number, name: f"**{number}. {name}**", lambda number, part, name: f"**{part}) {name}**"),
        (
            lambda number, name: f"**{number}.** **{name}**",
            lambda number, part, name: f"**{number}.{part}** **{name}**",
        ),
        (lambda number, name: f"*** {name} ***", lambda number, part, name: f"== {name} =="),
    ],
)
def test_numbers_and_signs_before_headings_and_titles_are_no_part_of_them(theme, section):
    _is_whole(read_brochure(_document(theme, section, str)))


def test_numbers_of_a_list_are_no_headings():
    _, pack = read_page(f"CASE STUDIES\n\n1. Boats\n2. Training\n3. Resources\n\n{KEY_MESSAGE}")

    assert titles(pack.resources) == ["Boats", "Training", "Resources"]


def test_list_of_contents_may_number_its_entries():
    text = _document(lambda number, name: f"{number} {name}", lambda *each: each[2], str)
    brochure = read_brochure(f"LAKE\n\n2031-32\n\nContents\n\n1 Harbours\n2 Boats at Sea\n\n{text}")

    _is_whole(brochure)
    assert brochure.notices == []


@pytest.mark.parametrize("item", ["- [{}][{}]", "- {} [{}]"])
def test_addresses_that_stand_at_the_end_are_the_links(item):
    brochure, pack = read_page(
        f"CASE STUDIES\n\n{item.format('Boats', 1)}\n{item.format('Ropes', 2)}\n- [Free] thing\n\n{KEY_MESSAGE}\n"
        "[1]: https://riverdale.example/boats\n[2] <https://riverdale.example/ropes>"
    )

    assert [(each.title, each.link) for each in pack.resources] == [
        ("Boats", "https://riverdale.example/boats"),
        ("Ropes", "https://riverdale.example/ropes"),
        ("[Free] thing", ""),
    ]
    assert became(brochure, "[1]: https://riverdale.example/boats") == Became.FORM


@pytest.mark.parametrize("footer", ["{}", "Page {} of 9", "Lake Brochure 2031 | {}", "Lake Brochure\n- {} -"])
def test_page_numbers_and_what_repeats_beside_them_break_no_list_and_no_title(footer):
    text = textwrap.indent(
        _document(lambda number, name: name.upper(), lambda *each: each[2].upper(), str), ""
    ).split("\n")
    paged = []
    for position, line in enumerate(text, start=1):
        paged.append(line)
        if position % 11 == 0:
            paged += ["", footer.format(position // 11), ""]

    brochure = read_brochure("\n".join(paged))

    _is_whole(brochure)
    footers = {line for n in range(1, len(text) // 11 + 1) for line in footer.format(n).split("\n")}
    assert {line.became for line in brochure.account if line.text in footers} <= {
        Became.PAGE_NUMBER,
        Became.PAGE_HEADER,
    }
    told = [notice for notice in brochure.notices if notice.startswith("Printed on most pages")]
    assert told == (
        ["Printed on most pages and left out: “Lake Brochure”."]
        if footer.startswith("Lake Brochure\n")
        else []
    )


def test_numbers_in_titles_are_no_page_numbers():
    items = [f"Annual Report {year}" for year in (1, 2, 3, 4)]
    _, pack = read_page("CASE STUDIES\n\n" + "\n".join(items) + f"\n\n{KEY_MESSAGE}")

    assert titles(pack.resources) == items


@pytest.mark.parametrize(("first", "hang"), [("• ", ""), ("• ", "  "), ("o\t", ""), ("", "    ")])
def test_titles_wrap_at_the_width_of_their_list(first, hang):
    """The prose is wider than the lists, so that its width says nothing about theirs."""
    brochure = read_brochure(
        _document(lambda number, name: name.upper(), lambda *each: each[2].upper(), str).replace(
            "Prose about it.", "A long line of prose that is far wider than any item of the lists below is."
        )
    )
    wrapped = []
    for line in brochure.account:
        if not line.text.startswith("- "):
            wrapped.append(line.text)
            continue
        wrapped += textwrap.wrap(
            line.text[2:], 40, initial_indent=first, subsequent_indent=hang, break_on_hyphens=False
        )

    again = read_brochure("\n".join(wrapped))

    assert [titles(pack.resources) for pack in again.packs] == [
        titles(pack.resources) for pack in brochure.packs
    ]
    assert again.unplaced == []


def test_line_that_would_have_fitted_above_begins_something_new():
    brochure, pack = read_page(
        "CASE STUDIES\n\n- Boats\nA word about them\n- Ropes\nMore words\n- Anchors\nThe last words here\n\n"
        f"A line that is far wider than these are, to say how wide the page is\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.resources) == ["Boats", "Ropes", "Anchors"]
    assert became(brochure, "A word about them") == Became.UNPLACED


@pytest.mark.parametrize("between", ["\n", " (", "\n   <"])
def test_lists_without_signs_have_links_and_groups(between):
    end = {"\n": "", " (": ")", "\n   <": ">"}[between]
    address = f"{between}https://riverdale.example/x{end}"
    brochure, pack = read_page(
        f"SUPPORTING TOOLKITS\n\nWater Toolkit{address}\n\nProfessionals\n\nRopes{address}\nAnchors\n\n"
        f"CASE STUDIES\n\nGuides:\n    Fog{address}\n    Ice\nLamps{address}\n\n{KEY_MESSAGE}"
    )

    link = "https://riverdale.example/x"
    assert [(each.title, each.lead, each.link) for each in pack.toolkits] == [
        ("Water", True, link),
        ("Ropes", False, link),
        ("Anchors", False, ""),
    ]
    assert [(each.title, each.collection, each.link) for each in pack.resources] == [
        ("Guides", "", ""),
        ("Fog", "Guides", link),
        ("Ice", "Guides", ""),
        ("Lamps", "", link),
    ]
    assert brochure.unplaced == []


def test_address_alone_is_no_title():
    brochure, pack = read_page(
        f"CASE STUDIES\n\nhttps://riverdale.example/x\nBoats\nRopes\nAnchors\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.resources) == ["Boats", "Ropes", "Anchors"]
    assert became(brochure, "https://riverdale.example/x") == Became.UNPLACED


def test_list_below_words_that_are_no_known_heading_is_told_and_not_put_under_another():
    brochure, pack = read_page(
        f"CASE STUDIES\n\n- Boats\n\nThings to print\n\n- Poster\n- Leaflet\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.resources) == ["Boats"]
    assert [(line.text, line.detail) for line in brochure.unplaced] == [
        ("Things to print", UNKNOWN_HEADING),
        ("- Poster", "under a heading that the reader does not know"),
        ("- Leaflet", "under a heading that the reader does not know"),
    ]


def test_one_heading_may_name_the_part_and_what_is_inside_it():
    brochure, pack = read_page(
        "Toolkits – professionals\n\n- Ropes\n\nToolkits to share with parents and carers\n\n- Boats\n\n"
        f"Training – webinars\n\n- Knots\n\nTraining: e-learning\n\n- Maps\n\nVideo training\n\n- Tides\n\n{KEY_MESSAGE}"
    )

    assert [(each.title, each.audience_group) for each in pack.toolkits] == [
        ("Ropes", "professionals"),
        ("Boats", "parents_and_carers"),
    ]
    assert [(each.title, each.format) for each in pack.courses] == [
        ("Knots", "webinar"),
        ("Maps", "elearning"),
        ("Tides", "video"),
    ]
    assert not any("printed among resources" in notice for notice in brochure.notices)


def test_audience_below_its_own_heading_is_the_list_of_all_its_toolkits():
    _, pack = read_page(
        f"SUPPORTING TOOLKITS\n\nParents & Carers\n\nParents and Carers Toolkits\n\n{KEY_MESSAGE}"
    )

    assert [(each.label, each.audience_group) for each in pack.toolkit_lists] == [
        ("Parents and Carers Toolkits", "parents_and_carers")
    ]


def test_own_toolkit_above_the_first_heading_is_no_prose():
    _, pack = read_page(
        f"Prose.\n\nWater Toolkit (https://riverdale.example/water)\n\nToolkits for professionals\n\n- Ropes\n\n{KEY_MESSAGE}"
    )

    assert pack.introduction == "Prose."
    assert [(each.title, each.lead, each.link) for each in pack.toolkits] == [
        ("Water", True, "https://riverdale.example/water"),
        ("Ropes", False, ""),
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("page", ["", " 4", "\t4", " ........ 4"])
def test_contents_may_stand_apart_and_have_page_numbers(gap, page):
    text = _document(lambda number, name: name, lambda *each: each[2], str)
    entries = gap.join(f"{name}{page}" for name in ("Harbours", "Boats at Sea"))

    brochure = read_brochure(f"LAKE\n\n2031-32\n\nContents\n\n{entries}\n\n{text}")

    _is_whole(brochure)
    assert brochure.notices == []


def test_cover_with_the_mark_of_a_title_is_no_theme():
    text = _document(lambda number, name: f"# {name}", lambda *each: f"## {each[2]}", str)

    brochure = read_brochure(f"# Lake Brochure 2031-32\n\n## Introduction\n\nWelcome.\n\n{text}")

    _is_whole(brochure)
    assert (brochure.title, brochure.introduction) == ("Lake Brochure 2031-32", "Welcome.")


def test_group_without_anything_inside_is_told():
    brochure, _ = read_page(f"CASE STUDIES\n\n- Guides:\n- Fog\n- Ice\n\n{KEY_MESSAGE}")

    assert any("Nothing stands inside “Guides” in “Water” (line 10)" in notice for notice in brochure.notices)


def test_more_links_behind_a_title_are_told():
    brochure, pack = read_page(
        f"CASE STUDIES\n\n- [Fog](https://riverdale.example/fog) then [Ice](https://riverdale.example/ice)\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.resources) == ["Fog"]
    assert any("“Fog” (line 10) has more links behind it" in notice for notice in brochure.notices)


def test_number_that_ends_a_bracket_begins_no_item():
    _, pack = read_page(f"CASE STUDIES\n\n1) Partnerships (Tier\n2) for boats\n2) Ropes\n\n{KEY_MESSAGE}")

    assert titles(pack.resources) == ["Partnerships (Tier 2) for boats", "Ropes"]


@pytest.mark.parametrize("dress", [str, str.upper])
def test_document_without_empty_lines(dress):
    text = _document(lambda number, name: dress(name), lambda *each: dress(each[2]), str)
    lines = [line for line in f"LAKE\n2031-32\nContents\nHarbours\nBoats at Sea\n{text}".split("\n") if line]

    brochure = read_brochure("\n".join(lines))

    _is_whole(brochure)
    assert brochure.notices == []


def test_theme_goes_on_below_its_title_with_continued():
    header = "RIVERDALE\n\nTHEME PACK\n\n"
    text = _document(lambda number, name: f"{header}{name.upper()}", lambda *each: each[2].upper(), str)
    pages = text.split("CASE STUDIES")
    names = ("HARBOURS", "BOATS AT SEA", "")
    text = "".join(
        f"{page}{header}{name} (continued)\n\nCASE STUDIES" if name else page
        for page, name in zip(pages, names, strict=True)
    )

    brochure = read_brochure(f"LAKE\n\n2031-32\n\nContents\n\nHarbours\nBoats at Sea\n\n{text}")

    _is_whole(brochure)
    assert brochure.notices == []


@pytest.mark.parametrize("sign", [", ", " | ", "; ", " → ", "\t"])
def test_address_behind_a_sign_is_the_link(sign):
    _, pack = read_page(f"CASE STUDIES\n\n- Boats{sign}https://riverdale.example/x\n\n{KEY_MESSAGE}")

    assert [(each.title, each.link) for each in pack.resources] == [("Boats", "https://riverdale.example/x")]


def test_title_goes_on_behind_the_end_of_a_page():
    pages = [
        "".join(f"- Rope {page}{each}\n" for each in range(8))
        + f"- Guide {page} to all rules for boats that\n\n{page}\n\ncross harbour {page}0\n"
        for page in (1, 2, 3)
    ]
    brochure, pack = read_page(f"CASE STUDIES\n\n{''.join(pages)}\n{KEY_MESSAGE}")

    guides = [title for title in titles(pack.resources) if title.startswith("Guide")]
    assert guides == [f"Guide {page} to all rules for boats that cross harbour {page}0" for page in (1, 2, 3)]
    assert brochure.unplaced == []


WRAPPED = """• A guide to all the boats that we know
about on our lake
• Rules for everybody who swims in water
after dark
• What to keep in mind about old ropes and
knots
"""


def test_words_of_a_heading_may_end_a_title_where_headings_stand_apart():
    _, pack = read_page(
        f"TRAINING\n\nWebinars\n\n{WRAPPED}• Help for the boats of health and care\nProfessionals\n• Tides\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.courses)[-2:] == ["Help for the boats of health and care Professionals", "Tides"]


def test_words_of_a_heading_with_an_address_below_end_a_title():
    address = "(https://riverdale.example/x)"
    _, pack = read_page(
        f"SUPPORTING TOOLKITS\nProfessionals\n• Ropes\nTRAINING\nWebinars\n{WRAPPED}• Help for the boats of health and care\n"
        f"Professionals\n{address}\n• Tides\nIf you do one thing\nLook twice."
    )

    assert [(each.title, each.link) for each in pack.courses][-2:] == [
        ("Help for the boats of health and care Professionals", "https://riverdale.example/x"),
        ("Tides", ""),
    ]


def test_dash_in_a_title_that_wraps_begins_no_item_where_lists_have_another_sign():
    _, pack = read_page(
        f"CASE STUDIES\n\n{WRAPPED}• Ways to keep off all the ice of our lake\n- a guide\n• Tides\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.resources)[-2:] == ["Ways to keep off all the ice of our lake - a guide", "Tides"]


def test_invitation_to_book_ends_no_title():
    _, pack = read_page(
        f"CASE STUDIES\n\n- The longest of all the lines that this page has by far\nBook a toolkit tour\n\n{KEY_MESSAGE}"
    )

    assert titles(pack.resources) == ["The longest of all the lines that this page has by far"]
    assert [line.text for line in pack.booking_lines] == ["Book a toolkit tour"]
