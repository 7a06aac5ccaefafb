"""When two names that people type are one organisation."""

import unicodedata

import pytest

from training.organisations.names import KEY_LENGTH, organisation_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oak Tree Nursery", "  oak  TREE\tnursery "),
        ("St Mary's School", "St. Mary’s School"),
        ("St Mary's School", "St.Marys School"),
        ("St Mary's School", "Saint Mary`s School"),
        ("St Mary's School", "St Mary´s School"),
        ("St Mary's School", "St Mary\u02bcs School"),
        ("Oak & Elm", "Oak and Elm"),
        ("Oak & Elm", "Oak+Elm"),
        ("Oak & Elm", "Oak ＆ Elm"),
        ("Café Zoë", unicodedata.normalize("NFD", "Café Zoë")),
        ("St Zoë’s", "St Zoe's"),
        ("Pre-School", "Pre–school"),
        ("Pre-School", "Preschool"),
        ("N.H.S. Trust", "NHS Trust"),
        ("Oak\u200bTree\ufeff", "OakTree"),
        ("ＯＡＫ Tree", "Oak Tree"),
        ("The Oak Trust", "Oak Trust"),
        ("Oak Trust Ltd.", "Oak Trust Limited"),
        ("Oak Trust Ltd.", "Oak Trust"),
        ("Kids@Play", "Kids at Play"),
        ("St John's CofE School", "St John’s C of E School"),
        ("St John's CofE School", "St Johns Church of England School"),
        ("Straße", "STRASSE"),
    ],
)
def test_the_same_name_in_other_letters_is_one(one, other):
    assert organisation_key(one) == organisation_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oak School", "Oak Primary School"),
        ("St John's CE School", "St John's RC School"),
        ("Team 1 1", "Team 11"),
        ("Limited", "Ltd"),
        ("कि", "की"),
        ("-", "–"),
        ("The", "Ltd"),
    ],
)
def test_other_words_are_another(one, other):
    assert organisation_key(one) != organisation_key(other)


def test_no_name_is_without_a_key_and_none_is_too_long():
    assert organisation_key(" — ")
    assert len(organisation_key("\ufdfa" * 160)) == KEY_LENGTH
