"""Parsing what readers type, and 10,000 strings that nobody should type."""

from itertools import islice

import pytest
from django.urls import reverse

from hscp.search.index.documents import refresh
from hscp.search.index.schema import exact_key
from hscp.search.popular_searches import term_of
from hscp.search.query.english import asks_for_a_contact, readers, sounds_urgent
from hscp.search.query.find import search, suggest
from hscp.search.query.lists import matching_ids
from hscp.search.query.parsing import clean, parse, to_words
from hscp.search.query.spelling import Vocabulary, distance, sound
from hscp.search.query.synonyms import read_expansions
from hscp.search.query.variants import other_spellings
from tests.effort import runaway_guard
from tests.factories import make_resource, make_term
from tests.search.hostile_strings import hostile_strings


@pytest.mark.parametrize(
    ("typed", "words", "phrases", "excluded"),
    [
        ("two words", ["two", "words"], [], []),
        ('one "two words" three', ["one", "three"], [["two", "words"]], []),
        ("one -two -", ["one"], [], [["two"]]),
        ('one -"two words"', ["one"], [], [["two", "words"]]),
        ("TYPED IN CAPITALS", ["typed", "in", "capitals"], [], []),
        ("MASH LADO", ["MASH", "LADO"], [], []),
        ("well-known – thing", ["well", "known", "thing"], [], []),
        ('"single"', ["single"], [], []),
        ('an open "quote stays', ["an", "open", "quote", "stays"], [], []),
        (
            "-- --- -! +x ^2 a:b (c) d~1 [e TO f] *",
            ["x", "2", "a", "b", "c", "d", "1", "e", "TO", "f"],
            [],
            [],
        ),
        ("", [], [], []),
        ("L.A.D.O. and e.g. this", ["LADO", "and", "eg", "this"], [], []),
    ],
)
def test_a_search_is_read(typed, words, phrases, excluded):
    query = parse(typed)

    assert [word.text for word in query.words] == words
    assert [[word.text for word in phrase] for phrase in query.phrases] == phrases
    assert [[word.text for word in phrase] for phrase in query.excluded] == excluded


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  two \t words\n", "two words"),
        ("nul\x00byte", "nul byte"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("cafe\u0301", "café"),
        ("x" * 500, "x" * 200),
        (12, "12"),
    ],
)
def test_text_is_cleaned_in_one_place(typed, cleaned):
    assert clean(typed) == cleaned


def test_at_most_sixteen_words_are_read():
    query = parse(" ".join(f"w{number}" for number in range(1000)))

    assert len(query.words) == 16


def test_titles_that_are_the_same_to_a_reader_have_one_key():
    assert (
        exact_key("Early Help & Prevention")
        == exact_key("early help and preventions")
        == "earli help prevent"
    )
    assert exact_key("On") == "on"


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("behaviour", "behavior"),
        ("behavior", "behaviour"),
        ("radicalization", "radicalisation"),
        ("counselling", "counseling"),
        ("paediatrician", "pediatrician"),
        ("centre", "center"),
        ("mum", "mom"),
    ],
)
def test_british_and_american_spellings_lead_to_each_other(word, other):
    assert other in other_spellings(word)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("my son is sad", ["parents_and_carers"]),
        ("toolkit for parents", ["parents_and_carers"]),
        ("my mum hits me", ["children_and_young_people"]),
        ("mum kicked me out", ["children_and_young_people", "parents_and_carers"]),
        ("I am a dad and my son hits me", ["parents_and_carers"]),
        ("they beat me up after school", []),
        ("my teenager is cutting", ["parents_and_carers"]),
        ("i feel i will hurt my baby", ["parents_and_carers"]),
        ("my grandad touches me", ["children_and_young_people"]),
        ("my stepdad hits me", ["children_and_young_people"]),
        ("my brother hits me", ["children_and_young_people"]),
        ("my brother hits his little boy", ["parents_and_carers"]),
        ("my friend leaves her toddler alone", ["parents_and_carers"]),
        ("when should a school call", ["professionals"]),
        ("I'm 14 and scared", ["children_and_young_people"]),
        ("training for social workers", ["professionals"]),
        ("neglect", []),
    ],
)
def test_words_show_who_is_asking(text, groups):
    assert readers(text) == groups


@pytest.mark.parametrize(
    ("text", "asks", "urgent"),
    [
        ("who should I tell", True, False),
        ("phone number for the LADO", True, False),
        ("how do I report abuse", True, False),
        ("a child was hurt", False, True),
        ("suicidal", False, True),
        ("annual report", False, False),
        ("he tracks my phone", False, False),
        ("wrong number", False, False),
        ("ring doorbell", False, False),
        ("call of duty", False, False),
        ("who do I ring about a coach", True, False),
        ("whom should we tell", True, False),
        ("what is the number for camhs", True, False),
        ("neglect toolkit", False, False),
    ],
)
def test_words_tell_what_is_needed(text, asks, urgent):
    assert (asks_for_a_contact(text), sounds_urgent(text)) == (asks, urgent)


@pytest.mark.parametrize(
    ("one", "other", "off"),
    [
        ("neglect", "neglect", 0),
        ("negelct", "neglect", 1),
        ("neglct", "neglect", 1),
        ("abc", "xyz", 3),
        ("a", "abcdef", 3),
    ],
)
def test_distance_counts_changed_and_swapped_letters(one, other, off):
    assert distance(one, other, 2) == off


def test_words_that_sound_alike_have_one_sound():
    assert sound("physical") == sound("fizikal")
    assert sound("bereavement") == sound("bereevment")
    assert sound("neglect") != sound("exploit")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("safegarding", "safeguarding"),
        ("safegaurding", "safeguarding"),
        ("fisical", "physical"),
        ("chidl", "child"),
        ("chld", "child"),
        ("cat", None),
        ("fmg", "fgm"),
        ("fm", None),
        ("2023x", None),
        ("driving", None),
        ("xylophone", None),
    ],
)
def test_the_vocabulary_knows_which_word_was_meant(typed, meant):
    vocabulary = Vocabulary(
        {
            "safeguarding": 50,
            "physical": 5,
            "child": 90,
            "chill": 1,
            "drinking": 9,
            "cart": 3,
            "fgm": 4,
            "mf": 2,
        }
    )

    assert next(iter(vocabulary.meant(typed)), None) == meant


def test_a_longer_synonym_speaks_for_the_shorter_ones_in_it():
    expansions = read_expansions(
        [
            {"settings": {"words": ["hits"], "means": ["One"], "both_ways": False}},
            {"settings": {"words": ["partner hits"], "means": ["Two"], "both_ways": False}},
            {"settings": {"words": ["want to die"], "means": ["Three"], "both_ways": False}},
        ]
    )

    def meant(text):
        return [phrases[0][0].text for _, phrases in expansions.meant_by(to_words(text))]

    assert meant("my partner often hits me") == ["Two"]
    assert meant("he hits") == ["One"]
    assert meant("plants that die") == []
    assert meant("I want to die") == ["Three"]


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(4))
def test_ten_thousand_hostile_strings_are_answered(share):
    refresh(
        make_resource(title="Neglect of a child"),
        make_term(title="FGM", stands_for="Female genital mutilation"),
    )

    for text in islice(hostile_strings(), share, None, 4):
        with runaway_guard():
            results = search(text)
            suggest(text)
            term_of(text)
        results.query.encode()
        assert len(results.query) <= 200


@pytest.mark.django_db
def test_hostile_strings_get_a_page_of_json(client):
    refresh(make_resource(title="Neglect of a child"))
    address = reverse("search:api_search")

    for number, text in enumerate(hostile_strings()):
        if number % 50:
            continue
        text = text.encode(errors="replace").decode()
        data = {"q": text, "kind": text, "theme": [text, "x"], "page": text, "page_size": text, "sort": text}
        assert client.get(address, data).status_code == 200
        assert client.get(reverse("search:api_suggest"), {"q": text}).status_code == 200
        assert matching_ids(text, text, 100) == []


@pytest.mark.parametrize(
    "text",
    [
        "a." * 25_000,
        "-" * 50_000,
        '"' * 50_000,
        "my " * 16_000,
        "report a " * 6_000,
        "how do i " * 6_000,
        "ab1 2" * 10_000,
    ],
    ids=lambda text: text[:9],
)
def test_no_pattern_takes_long_on_a_near_miss(text):
    with runaway_guard():
        parse(text)
        readers(text)
        asks_for_a_contact(text)
        sounds_urgent(text)
        term_of(text)
        sound(text[:2_000])
