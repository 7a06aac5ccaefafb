"""The three-way comparison, on plain values."""

import pytest

from hscp.brochure.importing.three_way_comparison import (
    NOTHING,
    Outcome,
    canonical_html,
    compare_guess,
    compare_lists,
    compare_values,
    weave,
)


@pytest.mark.parametrize(
    ("current", "wanted", "imported", "blank", "outcome"),
    [
        ("a", "a", ["a"], False, Outcome.UNCHANGED),
        ("a", "b", ["a"], False, Outcome.CHANGED),
        ("mine", "a", ["a"], False, Outcome.CONFLICT),
        ("mine", "b", ["a"], False, Outcome.CONFLICT),
        ("b", "b", ["a"], False, Outcome.UNCHANGED),
        ("", "a", [], True, Outcome.CHANGED),
        ("mine", "a", [], False, Outcome.CONFLICT),
        ("", "a", ["a"], True, Outcome.CONFLICT),
    ],
)
def test_compare_values_keeps_what_an_editor_changed(current, wanted, imported, blank, outcome):
    assert compare_values(current=current, wanted=wanted, imported=imported, blank=blank) == outcome


@pytest.mark.parametrize(
    ("current", "own", "others", "blank", "outcome"),
    [
        ("old guess", "old guess", [], False, Outcome.CHANGED),
        ("mine", "old guess", [], False, Outcome.UNCHANGED),
        ("", NOTHING, [], True, Outcome.CHANGED),
        ("", NOTHING, [""], True, Outcome.UNCHANGED),
        ("mine", NOTHING, [], False, Outcome.UNCHANGED),
    ],
)
def test_compare_guess_gives_way_to_everyone(current, own, others, blank, outcome):
    assert compare_guess(current=current, wanted="guess", own=own, others=others, blank=blank) == outcome


def rows(text):
    return [(letter, "") for letter in text]


def compared(current, wanted, imported):
    comparison = compare_lists(
        current=rows(current), wanted=rows(wanted), imported=None if imported is None else rows(imported)
    )
    return comparison, [(change.action, change.key, change.outcome) for change in comparison.changes]


def result(comparison, taken=False):
    return "".join(key for key, _ in comparison.result(lambda change: taken))


def test_compare_lists_adds_what_the_document_adds():
    comparison, changes = compared("ac", "abc", "ac")

    assert changes == [("add", "b", Outcome.CHANGED)]
    assert result(comparison) == "abc"


def test_compare_lists_removes_what_the_document_no_longer_prints():
    comparison, changes = compared("abc", "ac", "abc")

    assert changes == [("remove", "b", Outcome.CHANGED)]
    assert result(comparison) == "ac"


def test_compare_lists_keeps_out_what_an_editor_took_out():
    comparison, changes = compared("ac", "abc", "abc")

    assert changes == [("add", "b", Outcome.CONFLICT)]
    assert result(comparison) == "ac"
    assert result(comparison, taken=True) == "abc"


def test_compare_lists_keeps_what_an_editor_added_without_a_word():
    comparison, changes = compared("axbc", "abc", "abc")

    assert changes == []
    assert result(comparison) == "axbc"


def test_compare_lists_follows_the_order_of_the_document():
    comparison, changes = compared("abc", "cab", "abc")

    assert changes == [("order", None, Outcome.CHANGED)]
    assert result(comparison) == "cab"


def test_compare_lists_keeps_the_order_that_an_editor_made():
    comparison, changes = compared("bac", "abcd", "abc")

    assert changes == [("add", "d", Outcome.CHANGED), ("order", None, Outcome.CONFLICT)]
    assert result(comparison) == "bacd"
    assert result(comparison, taken=True) == "abcd"


def test_compare_lists_has_no_conflict_without_an_earlier_import():
    comparison, changes = compared("x", "ab", None)

    assert changes == [("add", "a", Outcome.CHANGED), ("add", "b", Outcome.CHANGED)]
    assert sorted(result(comparison)) == ["a", "b", "x"]


@pytest.mark.parametrize(
    ("current", "imported", "outcome"),
    [("one", "one", Outcome.CHANGED), ("mine", "one", Outcome.CONFLICT), ("", None, Outcome.CHANGED)],
)
def test_compare_lists_compares_attributes_three_ways(current, imported, outcome):
    comparison = compare_lists(
        current=[("a", current)],
        wanted=[("a", "two")],
        imported=None if imported is None else [("a", imported)],
    )

    assert [(change.action, change.outcome) for change in comparison.changes] == [("attribute", outcome)]
    assert comparison.result(lambda change: True) == [("a", "two")]


def test_compare_lists_keeps_a_row_that_an_editor_changed_and_the_document_dropped():
    comparison = compare_lists(current=[("a", "mine")], wanted=[], imported=[("a", "one")])

    assert [(change.action, change.outcome) for change in comparison.changes] == [
        ("remove", Outcome.CONFLICT)
    ]
    assert comparison.result(lambda change: False) == [("a", "mine")]


def test_weave_puts_what_only_the_second_has_after_the_one_before_it():
    assert weave(list("acd"), list("xabcy")) == list("xabcyd")


def test_canonical_html_forgives_what_another_editor_writes():
    ours = '<ul>\n<li>One</li>\n<li><a href="/x" rel="noreferrer">Two</a></li>\n</ul>'
    theirs = '<ul><li><p>One</p></li><li><p><a href="/x">Two</a></p></li></ul>'

    assert canonical_html(ours) == canonical_html(theirs)
    assert canonical_html("<p>One</p>") != canonical_html("<p>Two</p>")
