"""What a page such as “Themes and processes” gives: its sections, and the numbers and addresses in them."""

import pytest

from hscp.brochure.contact_pages.sections import facts_in, read_sections


def found(text):
    return [(fact.kind, fact.value) for fact in facts_in(text, 1)]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Tel: 01962 876364", [("phone", "01962 876364")]),
        ("Call 01962876364 or +44 (0)300 304 0050.", [("phone", "01962 876364"), ("phone", "0300 304 0050")]),
        ("Ring 01962 876364 ext 23", [("phone", "01962 876364 ext. 23")]),
        ("In an emergency call 999, else ring the police on 101.", [("short", "999"), ("short", "101")]),
        ("Dial NHS 111", [("short", "111")]),
        ("Text SHOUT to 85258 at any hour", [("text", "85258")]),
        ("Email: Child.Protection@Hants.gov.uk.", [("email", "Child.Protection@Hants.gov.uk")]),
        ("[Email us](https://example.org) (a.b@example.org)", [("email", "a.b@example.org")]),
        (
            "- [LADO notification form](https://example.org/lado?a=1)",
            [("form", "https://example.org/lado?a=1")],
        ),
        ("Call 01962 876364 on 01962 876364", [("phone", "01962 876364")]),
        # None of these is a number to ring.
        ("There are 101 children in 999 homes, and level 111.", []),
        ("Between 2023 2026 and 01/02/2031 00:00", []),
        ("Call 01962 87", []),
        ("Ring 1234567890123456789", []),
        ("[A guide](https://example.org/guide)", []),
        ("[Referral form](#)", []),
    ],
)
def test_facts_in_a_line(text, facts):
    assert found(text) == facts


def test_a_label_is_what_is_printed_before_a_number():
    facts = facts_in("For schools: 01962 876364. Out of hours – 0300 555 1373", 4)

    assert [(fact.label, fact.line) for fact in facts] == [("For schools", 4), ("Out of hours", 4)]
    assert facts_in("Tel: 01962 876364", 1)[0].label == ""


def test_sections_by_marked_headings_know_what_they_are_inside():
    sections = read_sections(
        [
            "Top line.",
            "# Page",
            "## Boats",
            "Call 01962 876364.",
            "### Help",
            "Ring 101.",
            "## Ice",
            "- Cold.",
        ]
    )

    assert [(each.title, each.level, each.parents, len(each.facts)) for each in sections] == [
        ("", 0, [], 0),
        ("Page", 1, [], 0),
        ("Boats", 2, ["Page"], 1),
        ("Help", 3, ["Page", "Boats"], 1),
        ("Ice", 2, ["Page"], 0),
    ]


def test_without_marks_short_lines_that_stand_alone_are_headings():
    sections = read_sections(
        ["Boats", "", "A boat needs a captain.", "", "Help and advice", "", "Tel: 01962 876364", "", "Ice"]
    )

    assert [each.title for each in sections] == ["Boats", "Help and advice", "Ice"]
