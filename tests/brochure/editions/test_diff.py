"""What changed between two editions: nothing is overlooked, nothing is made up, and the numbers come first."""

from copy import deepcopy

import pytest

from hscp.brochure.editions.contents import contents_of
from hscp.brochure.editions.diff import changes
from tests.brochure.editions.builders import make_whole_brochure
from tests.factories import fill_pack, make_theme

BREAK = ("same", "\n")  # between an old and a new text that are shown whole


def point(**values):
    usual = {
        "id": 1,
        "kind": "Phone",
        "label": "Main",
        "value": "01962 876364",
        "hours": "Every day, 24 hours",
    }
    return {**usual, "out_of_hours": "No", "for_whom": "Everyone", "note": "", **values}


def contact(pk=1, **values):
    usual = {"id": pk, "slug": f"contact-{pk}", "title": f"Contact {pk}", "readers": "the public"}
    return {**usual, "urgency": "Same day", "purpose": "", "when_closed": "", "points": [point()], **values}


def theme(pk=1, **values):
    usual = {
        "id": pk,
        "slug": f"theme-{pk}",
        "title": f"Theme {pk}",
        "short_title": "",
        "introduction": "Old words.",
    }
    return {**usual, "key_message": "", "contacts": [], "entries": [], **values}


def entry(item, place="Strategy", under=""):
    return {"item": item, "place": place, "under": under}


def item(title, **values):
    return {"kind": "Guidance", "title": title, "target": "", **values}


def contents(**values):
    usual = {"shape": 1, "title": "Brochure", "edition": "2026-2027", "introduction": "", "how_to_use": ""}
    lists = {"emergency": [], "contacts": [], "themes": [], "thresholds": [], "items": {}}
    return {**usual, **lists, **values}


def told(old, new):
    """Return {heading: [(record, mark, fields as {label: pieces}, rows as (mark, text))]}."""
    return {
        group.heading: [
            (
                record.title,
                record.mark,
                {each.label: each.pieces for each in record.fields},
                [(row.mark, row.text) for row in record.rows],
            )
            for record in group.records
        ]
        for group in changes(old, new)
    }


def test_the_same_contents_differ_in_nothing():
    one = contents(themes=[theme()], contacts=[contact()], items={"resource:1": item("A")})

    assert changes(one, deepcopy(one)) == []


def test_numbers_and_hours_stand_first_and_whole():
    old = contents(contacts=[contact()], themes=[theme()])
    new = contents(
        contacts=[contact(title="Renamed", points=[point(value="01962 845000", hours="Monday, 9am to 5pm")])],
        themes=[theme(title="Theme, renamed")],
    )

    found = told(old, new)

    assert list(found) == ["Numbers", "Themes"]
    assert found["Numbers"] == [
        (
            "Renamed",
            "changed",
            {
                "Title": [("removed", "Contact 1"), BREAK, ("added", "Renamed")],
                "Main: number or address": [("removed", "01962 876364"), BREAK, ("added", "01962 845000")],
                "Main: hours": [("removed", "Every day, 24 hours"), BREAK, ("added", "Monday, 9am to 5pm")],
            },
            [],
        )
    ]


def test_a_number_and_a_contact_that_came_or_went_are_told_with_their_hours():
    old = contents(contacts=[contact(1), contact(2)])
    new = contents(contacts=[contact(1, points=[point(id=9, value="999", hours="")]), contact(3)])

    assert told(old, new) == {
        "Numbers": [
            (
                "Contact 1",
                "changed",
                {},
                [("added", "Main: 999"), ("removed", "Main: 01962 876364 · Every day, 24 hours")],
            ),
            ("Contact 3", "added", {}, [("added", "Main: 01962 876364 · Every day, 24 hours")]),
            ("Contact 2", "removed", {}, [("removed", "Main: 01962 876364 · Every day, 24 hours")]),
        ]
    }


def test_the_other_words_of_a_contact_stand_apart_from_its_numbers():
    old, new = contents(contacts=[contact(purpose="Old")]), contents(contacts=[contact(purpose="New")])

    assert told(old, new) == {
        "Contacts: other words": [
            ("Contact 1", "changed", {"What it is for": [("removed", "Old"), BREAK, ("added", "New")]}, [])
        ]
    }


def test_themes_that_came_went_or_were_renamed_are_told():
    old = contents(themes=[theme(1), theme(2)])
    new = contents(themes=[theme(1, title="Theme one"), theme(3)])

    assert told(old, new)["Themes"] == [
        ("Theme one", "changed", {"Title": [("same", "Theme "), ("removed", "1"), ("added", "one")]}, []),
        ("Theme 3", "added", {}, []),
        ("Theme 2", "removed", {}, []),
    ]


def test_a_theme_that_was_made_anew_is_known_by_its_address():
    old, new = contents(themes=[theme(1)]), contents(themes=[theme(8, slug="theme-1")])

    assert told(old, new) == {
        "Themes": [
            ("Theme 8", "changed", {"Title": [("same", "Theme "), ("removed", "1"), ("added", "8")]}, [])
        ]
    }


def test_a_changed_text_is_shown_word_by_word():
    old = contents(themes=[theme(introduction="Keep this, drop that.")])
    new = contents(themes=[theme(introduction="Keep this, add more.")])

    [(_, _, fields, _)] = told(old, new)["Themes"]

    assert (
        "".join(text for mark, text in fields["Introduction"] if mark != "added") == "Keep this, drop that."
    )
    assert (
        "".join(text for mark, text in fields["Introduction"] if mark != "removed") == "Keep this, add more."
    )
    assert fields["Introduction"][0] == ("same", "Keep this, ")


def test_a_text_that_was_written_anew_is_shown_whole():
    old = contents(themes=[theme(key_message="If a child is in danger.")])
    new = contents(themes=[theme(key_message="Press 2 for advice.")])

    [(_, _, fields, _)] = told(old, new)["Themes"]

    assert fields["If you do one thing"] == [
        ("removed", "If a child is in danger."),
        BREAK,
        ("added", "Press 2 for advice."),
    ]


def test_items_that_came_went_or_moved_are_told_with_their_place():
    items = {f"resource:{n}": item(f"Item {n}") for n in range(1, 6)}
    old = contents(
        items=items,
        themes=[
            theme(
                entries=[
                    entry("resource:1"),
                    entry("resource:2"),
                    entry("resource:3"),
                    entry("resource:4", under="resource:3"),
                ]
            )
        ],
    )
    new = contents(
        items=items,
        themes=[
            theme(
                entries=[
                    entry("resource:2", "Case studies"),
                    entry("resource:3"),
                    entry("resource:4"),
                    entry("resource:5"),
                ]
            )
        ],
    )

    [(_, _, _, rows)] = told(old, new)["Themes"]

    assert rows == [
        ("moved", "Item 2 (guidance), from Strategy to Case studies"),
        ("added", "Item 5 (guidance), in Strategy"),
        ("removed", "Item 1 (guidance), in Strategy"),
        ("moved", "Item 4 (guidance), in Strategy, now on its own"),
    ]


def test_another_order_is_told_once():
    items = {f"resource:{n}": item(f"Item {n}") for n in (1, 2, 3)}
    old = contents(
        items=items,
        contacts=[contact(1), contact(2)],
        themes=[
            theme(
                1, contacts=[1, 2], entries=[entry("resource:1"), entry("resource:2"), entry("resource:3")]
            ),
            theme(2),
        ],
    )
    new = deepcopy(old)
    new["themes"][0]["entries"].reverse()
    new["themes"][0]["contacts"].reverse()
    new["themes"].reverse()
    new["contacts"].reverse()

    assert told(old, new) == {
        "Themes": [
            ("The order of the themes", "changed", {}, [("moved", "Theme 2; Theme 1")]),
            (
                "Theme 1",
                "changed",
                {},
                [("moved", "Contacts: Contact 2; Contact 1"), ("moved", "Another order in Strategy")],
            ),
        ],
        "Contacts: other words": [
            ("The order of the contacts", "changed", {}, [("moved", "Contact 2; Contact 1")])
        ],
    }


def test_an_item_that_changed_is_told_once_however_many_themes_list_it():
    themes = [theme(n, entries=[entry("resource:1")]) for n in (1, 2)]
    old = contents(themes=themes, items={"resource:1": item("Guide", target="https://old.example")})
    new = contents(themes=themes, items={"resource:1": item("Guide", target="https://new.example")})

    assert told(old, new) == {
        "Toolkits, courses, resources and processes": [
            (
                "Guide (guidance)",
                "changed",
                {"Leads to": [("removed", "https://old.example"), BREAK, ("added", "https://new.example")]},
                [],
            )
        ]
    }


def test_an_item_that_was_made_anew_is_the_same_item():
    old = contents(themes=[theme(entries=[entry("resource:1")])], items={"resource:1": item("Guide")})
    new = contents(themes=[theme(entries=[entry("resource:7")])], items={"resource:7": item("Guide")})

    assert changes(old, new) == []


def test_what_one_of_the_two_was_not_asked_about_is_not_compared():
    old, new = (
        contents(themes=[theme()], contacts=[contact()]),
        contents(themes=[theme()], contacts=[contact()]),
    )
    del old["themes"][0]["short_title"], old["contacts"][0]["urgency"]
    new["themes"][0]["short_title"] = "Now we ask"
    new["a_new_list"] = ["something"]
    new["contacts"][0]["points"][0]["a_new_key"] = "something"

    assert changes(old, new) == []


def test_a_list_that_one_of_the_two_lacks_is_not_compared():
    whole = contents(themes=[theme(entries=[entry("resource:1")])], contacts=[contact()], title="Other")

    assert told(whole, {}) == told({}, whole) == {}


def leaves(value, way=()):
    """Yield the way (keys and places) to each text and number in `value`."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in pairs:
            yield from leaves(part, (*way, key))
    else:
        yield way


def altered(value, way):
    """Return a copy of `value` with another text or number at the end of `way`."""
    copy = deepcopy(value)
    *steps, last = way
    place = copy
    for step in steps:
        place = place[step]
    place[last] = place[last] + 1000 if isinstance(place[last], int) else f"{place[last]} otherwise"
    return copy


# A record is known by its number or else by its address: these alone say nothing to a reader.
UNTOLD = {"id", "shape"}


@pytest.mark.django_db
def test_nothing_that_an_edition_holds_can_change_unseen():
    old = contents_of(make_whole_brochure())

    unseen = [way for way in leaves(old) if way[-1] not in UNTOLD and not changes(old, altered(old, way))]

    assert unseen == []
    assert len(list(leaves(old))) > 100


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_the_contents_take_as_many_queries_however_much_there_is(django_assert_num_queries, count):
    brochure = make_whole_brochure()
    for _ in range(count):
        fill_pack(make_theme(), count)

    with django_assert_num_queries(15):
        contents_of(brochure)
