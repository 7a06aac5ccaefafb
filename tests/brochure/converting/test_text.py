"""Plain text in any dress: signs of lists, wrapped lines, forms of links, encodings and line ends."""

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hscp.brochure.converting.encodings import decode
from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.reading.values import ReadBrochure, ReadCourse, ReadPack, ReadResource, ReadToolkit
from hscp.vocabulary import AudienceGroup, Section
from tests.brochure.converting.facts import facts_of
from tests.brochure.converting.text_files import TextFile
from tests.brochure.converting.writing import write
from training.enums import CourseFormat

DRESSES = {
    "hyphens": {},
    "bullets and o, with tabs": {"bullet": "•\t", "inner": "o\t"},
    "symbol font": {"bullet": "\uf0b7 ", "inner": "    \uf0a7 "},
    "ticks and arrows": {"bullet": "✓ ", "inner": "    ➢ "},
    "dashes": {"bullet": "– ", "inner": "   – "},
    "dots": {"bullet": "· ", "inner": "   · "},
    "numbers": {"bullet": "#. ", "inner": "   #) "},
    "letters": {"bullet": "a) ", "inner": "   b) "},
    "addresses in brackets": {"link": "brackets"},
    "addresses in angles": {"link": "angles"},
    "addresses behind a dash": {"link": "dash"},
    "addresses on the next line": {"link": "next line"},
    "wrapped labels": {"width": 80},
    "wrapped without an indent": {"width": 70, "is_hanging": False, "link": "next line"},
    "pages in the middle of titles": {"width": 60, "page": 38, "link": "next line"},
    "pages in titles without an indent": {"width": 72, "page": 45, "link": "next line", "is_hanging": False},
    "pages with words beside their numbers": {
        "width": 80,
        "page": 54,
        "link": "next line",
        "page_end": "Lakeside brochure | {}\n\f",
    },
    "headings in title case": {"capitals": False},
    "a footer": {"footer": "Lakeside brochure 2026"},
    "Windows": {"encoding": "cp1252", "newline": "\r\n"},
    "an old Mac": {"encoding": "mac_roman", "newline": "\r"},
    "UTF-16": {"encoding": "utf-16"},
    "UTF-16 without a mark": {"encoding": "utf-16-le"},
    "UTF-8 with a mark": {"encoding": "utf-8-sig"},
}


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
def test_a_brochure_is_read_whole_with_every_link(brochure, dress):
    read = read_brochure_file(io.BytesIO(write(brochure, TextFile(**dress))))

    assert facts_of(read) ^ facts_of(brochure) == set()
    assert read.unplaced == []


def test_wrapped_lines_whose_words_begin_like_bullets_are_nearly_all_right(brochure):
    read = facts_of(read_brochure_file(io.BytesIO(write(brochure, TextFile(link="next line", width=60)))))

    assert len(read & facts_of(brochure)) >= 0.99 * len(facts_of(brochure))


def test_lists_without_bullets_are_read_as_lists_and_told(brochure):
    plain = replace(
        brochure,
        packs=[
            replace(
                pack,
                toolkits=[replace(each, link="") for each in pack.toolkits],
                resources=[replace(each, link="", collection="", note="") for each in pack.resources],
                courses=[replace(each, link="") for each in pack.courses],
            )
            for pack in brochure.packs
        ],
    )
    read = read_brochure_file(io.BytesIO(write(plain, TextFile(bullet="", inner=""))))

    assert len(facts_of(read) & facts_of(plain)) >= 0.98 * len(facts_of(plain))
    assert facts_of(read) - facts_of(plain) == set()
    assert any("have no bullets. Each was read as an item of its list." in notice for notice in read.notices)
    # What looks like no item is told.
    missing = facts_of(plain) - facts_of(read)
    told = {line.text for line in read.account if line.became in ("unplaced", "repeated pack title")}
    assert {fact[3] for fact in missing} <= told


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
        ("mac_roman", "Mac Roman"),
    ],
)
def test_encodings_are_recognised(encoding, name):
    text = "Children’s “toolkits” – for £5 …"

    assert decode(text.encode(encoding)) == (text, name)


word = st.sampled_from(
    ["Boats", "Ice", "Lakes", "Rivers", "Swimming", "Tides", "Storms", "Anglers", "Divers", "Shores"]
)
title = st.lists(word, min_size=2, max_size=12).map(" ".join)
link = st.sampled_from(
    ["", "https://lake.example/a", "https://lake.example/b?c=(d)&e=f", "http://www.lake.example/"]
)


@st.composite
def packs(draw):
    """Draw a few packs of random titles and links."""
    made = []
    for order, name in enumerate(("Water Safety", "Winter Sports", "Deep Diving")):
        titles = draw(st.lists(title, min_size=6, max_size=12, unique_by=str.lower))
        links = draw(st.lists(link, min_size=len(titles), max_size=len(titles)))
        pairs = list(zip(titles, links, strict=True))
        made.append(
            ReadPack(
                title=name,
                short_title=name,
                order=order,
                introduction="Words that introduce the theme, and end.",
                key_message="Look twice before you go.",
                toolkits=[
                    ReadToolkit(text, AudienceGroup.PROFESSIONALS, (), False, to) for text, to in pairs[:2]
                ],
                resources=[ReadResource(text, Section.ADDITIONAL, (), link=to) for text, to in pairs[2:4]],
                courses=[ReadCourse(text, CourseFormat.WEBINAR, (), to, bool(to)) for text, to in pairs[4:]],
            )
        )
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    made=packs(),
    bullet=st.sampled_from(["- ", "• ", "•\t", "* ", "– ", "\uf0b7\t", "✓ ", "#. ", "▪ "]),
    form=st.sampled_from(["markdown", "brackets", "angles", "dash", "next line"]),
    width=st.sampled_from([0, 50, 72, 90]),
    is_hanging=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_random_packs_in_random_dress_are_read_or_told(
    made, bullet, form, width, is_hanging, encoding, newline
):
    file = TextFile(
        bullet=bullet, link=form, width=width, is_hanging=is_hanging, encoding=encoding, newline=newline
    )
    brochure = ReadBrochure("2031-2032", "Lake Safety Brochure", "", "", made, [])
    read = read_brochure_file(io.BytesIO(write(brochure, file)))

    told = " ".join(line.text for line in read.unplaced)
    missing = {fact for fact in facts_of(brochure) - facts_of(read) if fact[3] not in told}
    assert missing == set()
    assert facts_of(read) - facts_of(brochure) == set()
