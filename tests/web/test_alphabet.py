"""The order and letter of titles in an alphabetical list."""

import pytest

from hscp.web.alphabet import letter_of, sorting_key


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("Neglect", "N"),
        ("neglect", "N"),
        ("‘Was not brought’ guidance", "W"),
        ("(Early help)", "E"),
        ("Éducation", "E"),
        ("7 Golden Rules", "0 to 9"),
        ("١ rule", "0 to 9"),
        ("…", "0 to 9"),
        ("", "0 to 9"),
        ("ßuperb", "S"),
        ("محمد", "م"),
    ],
)
def test_a_title_is_listed_under_its_first_letter(title, letter):
    assert letter_of(title) == letter


def test_titles_are_sorted_without_case_accents_and_signs_in_front():
    titles = ["Neglect", "early help", "7 Golden Rules", "‘Zero’", "Économie", "١ rule", "“Economy”", "!"]

    assert sorted(titles, key=sorting_key) == [
        "!",
        "7 Golden Rules",
        "١ rule",
        "early help",
        "Économie",
        "“Economy”",
        "Neglect",
        "‘Zero’",
    ]
