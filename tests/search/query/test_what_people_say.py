"""Searches as people type them: everyday phrases, words that need not be found, real words, and what a term leads to."""

import pytest

from hscp.search.index.documents import refresh, refresh_all
from hscp.search.models import EverydayPhrases, Place, SearchDocument, Synonym
from hscp.search.query.engine import engine
from hscp.search.query.explaining import explain
from hscp.search.query.find import moment_in_index, search
from hscp.search.query.parsing import parse
from hscp.search.query.phrases import ordinary_subjects
from hscp.search.query.ranking import Plan
from tests.factories import (
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_situation,
    make_term,
    make_theme,
    make_toolkit,
)

pytestmark = pytest.mark.django_db
NOW = moment_in_index(None)
# As many as a subject has, so that it weighs like one.
OTHER_PHRASES = [f"other{number} words{number}" for number in range(90)]


def titles(query, **options):
    return [hit.title for hit in search(query, **options).hits]


def describe(record, *phrases):
    """Give the record everyday phrases."""
    refresh(record)
    document = SearchDocument.objects.get(kind=record._meta.model_name, object_id=record.pk)
    refresh(EverydayPhrases.objects.create(document=document, phrases="\n".join(phrases)))
    return record


def place(area, names, **fields):
    refresh(Place.objects.create(area=area, names=names, **fields))


# Everyday phrases


def test_a_subject_is_found_as_people_describe_it():
    describe(make_theme(title="Marmalade"), "sticky fingers at breakfast", "orange stuff on his toast")
    describe(make_theme(title="Honey"), "bees in the garden", "he keeps a hive")

    assert titles("my son has sticky orange stuff on his fingers") == ["Marmalade"]
    assert titles("he has bees and a hive") == ["Honey"]


def test_what_a_record_is_called_wins_over_how_people_describe_it():
    refresh(make_toolkit(title="Orange hive"))
    describe(make_theme(title="Honey"), "an orange hive in her garden")

    assert titles("orange hive") == ["Orange hive", "Honey"]


def test_the_best_literal_result_comes_before_the_subjects_of_phrases():
    refresh(make_resource(title="Tall hats", summary="A hive in the orchard, with bees."))
    describe(make_theme(title="Honey"), "an orchard full of bees, and a hive")

    assert titles("hive and bees in the orchard") == ["Tall hats", "Honey"]


def test_who_tells_what_happens_to_somebody_gets_the_closest_subject_first():
    refresh(make_resource(title="Tall hats", summary="A hive in the orchard, with bees. A template."))
    describe(make_theme(title="Honey"), "her orchard is full of bees and she has a hive")

    assert titles("her hive and her bees in the orchard") == ["Honey", "Tall hats"]
    assert titles("her hive and her bees in the orchard template") == ["Tall hats", "Honey"]


def test_a_record_of_whose_name_a_search_speaks_stays_first_whoever_it_is_about():
    refresh(make_resource(title="Bees in a hive", summary="And hats."))
    describe(make_theme(title="Honey"), "her orchard is full of bees and she has a hive")

    assert titles("she has bees and a hive") == ["Bees in a hive", "Honey"]


def test_what_synonyms_say_the_meaning_of_stays_first_whoever_it_is_about():
    refresh(make_theme(title="Sweet things"), Synonym.objects.create(words="hive", means="sweet things"))
    describe(make_theme(title="Honey"), "she has a hive", "bees in an orchard")

    assert titles("she has a hive")[0] == "Sweet things"
    assert titles("she has a hive for bees")[0] == "Sweet things"
    assert titles("she has a hive in her orchard with bees")[0] == "Honey"


def test_a_scene_speaks_of_people_without_a_word_for_them():
    describe(make_theme(title="Honey"), "bees in the loft", "sticky fingers", "wears a veil")
    for number in range(9):
        describe(make_theme(title=f"Subject {number}"), f"word{number}a word{number}b")

    assert titles("sticky veil, bees") == ["Honey"]
    assert titles("sticky veil") == []


def test_what_the_site_is_not_about_is_no_scene_and_is_answered_only_by_all_its_words():
    refresh(
        make_theme(title="Timetable"),
        make_resource(title="Swimming", summary="A pool."),
        Synonym.objects.create(words="kettle", means="swimming"),
    )
    describe(
        make_theme(title="Honey"),
        "she waits",
        "a kettle of bees",
        "station after station",
        "a garden of collection plates",
        *OTHER_PHRASES,
    )
    for number in range(9):
        describe(make_theme(title=f"Subject {number}"), f"word{number}a word{number}b")

    assert titles("bus timetable") == []
    assert titles("she needs a train at the station and a bus") == []
    assert titles("her kettle is on the train to the bus station") == []
    assert titles("garden waste collection day") == []
    assert titles("timetable") == ["Timetable"]
    assert titles("swimming pool") == ["Swimming"]


def test_a_sign_that_is_told_in_ordinary_words_is_found():
    describe(make_theme(title="Honey"), "missed the dentist again, honey for lunch", *OTHER_PHRASES)

    assert titles("she missed vaccinations and dentist") == ["Honey"]
    assert titles("she missed the bus, swimming lesson") == []
    assert titles("her dentist vaccinations and hay fever") == []


def test_no_ordinary_subject_has_a_word_of_danger_or_a_sign_of_something():
    ordinary = {word for line in ordinary_subjects() for word in line.split()}
    danger = """hurt hit hitting beat kill killed die dying abuse abused touch naked nude knife weapon gun blood bruise burn scar cut
    scared afraid cry alone missing hungry starving drunk drugs weed vodka pregnant gift gifts mattress bed nits lice dirty smell
    secret threat blackmail gang debt pills overdose grief died suicide rape stab punch slap lock locked"""

    assert sorted(ordinary & set(danger.split())) == []


def test_an_acronym_says_what_is_looked_for_and_the_other_words_put_it_in_order():
    refresh(
        make_term(title="BHV", stands_for="Bees and hives"),
        make_resource(title="Buzzing", summary="BHV at work."),
        make_resource(title="Tall agendas", summary="BHV. Agenda for a meeting."),
        make_resource(title="Agendas", summary="A template for the agenda of a meeting."),
    )

    assert titles("BHV meeting agenda template") == ["BHV", "Tall agendas", "Buzzing"]


def test_phrases_are_of_the_subject_that_has_most_of_the_words():
    describe(make_theme(title="Honey"), "bees in his garden", "he keeps a hive of bees")
    describe(make_theme(title="Gardens"), "his garden is wet")

    assert titles("he keeps bees") == ["Honey"]


def test_of_two_subjects_the_one_for_who_asks_comes_first():
    for subject in (make_process(title="Hives for workers"), make_situation(title="Hives at home")):
        describe(subject, "bees all over him")

    assert titles("my son has bees all over him") == ["Hives at home", "Hives for workers"]
    assert titles("pupil with bees all over him") == ["Hives for workers", "Hives at home"]


def test_a_strange_word_makes_phrases_careful():
    describe(make_theme(title="Honey"), "she wants to keep a hive")
    for number in range(9):
        describe(make_theme(title=f"Subject {number}"), f"word{number}a word{number}b")

    assert titles("he says all hatmakers keep a hive") == ["Honey"]
    assert titles("he says all hatmakers and drapers keep") == []


def test_little_words_are_little_without_their_apostrophe_too():
    describe(make_theme(title="Honey"), "bees in the loft")
    describe(make_theme(title="Can’t"), "cant wont didnt hes theyre")

    assert titles("cant get the bees out of the loft hes says") == ["Honey"]


def test_few_words_that_speak_of_nobody_must_be_in_a_phrase_as_typed():
    describe(make_theme(title="Open spaces"), "the park is fine, dad is not")

    assert titles("park fine") == ["Open spaces"]
    assert titles("parks fines") == ["Open spaces"]
    assert titles("parking fine") == []


def test_what_says_not_speaks_of_somebody():
    describe(make_theme(title="Talking late"), "hardly says a word", "no words at three")

    assert titles("not saying words") == ["Talking late"]
    assert titles("nobody saying words") == ["Talking late"]
    assert titles("stepmother saying words") == ["Talking late"]
    assert titles("saying words") == []


@pytest.mark.parametrize("typed", ["swimming pool prices", "pool cleaner", "garden shed"])
def test_an_ordinary_search_is_not_answered_by_words_of_different_phrases(typed):
    describe(
        make_theme(title="Honey"),
        "his swimming things were sticky",
        "she fell into the pool",
        "a garden of bees",
    )

    assert titles(typed) == []


def test_a_quoted_phrase_or_a_minus_asks_no_phrases():
    describe(make_theme(title="Honey"), "he keeps bees in his garden")

    assert titles('"he keeps bees"') == []
    assert titles("he keeps bees -wasps") == []


def test_phrases_stop_with_their_subject_and_when_they_are_deleted():
    theme = describe(make_theme(title="Honey"), "he keeps bees in his garden")
    theme.state = "archived"
    theme.save()
    refresh(theme)
    assert titles("he keeps bees") == []

    theme.state = "published"
    theme.save()
    EverydayPhrases.objects.all().delete()
    refresh_all()
    assert titles("he keeps bees") == []


def test_an_editor_sees_which_phrases_answered():
    describe(make_theme(title="Honey"), "he keeps bees in his garden", "a jar on the table")

    answer = explain("he keeps bees")

    assert answer.subjects == [("Honey", ["he keeps bees in his garden"])]
    assert answer.results.hits[0].title == "Honey"


# Words that need not be found


@pytest.mark.parametrize(
    "typed",
    [
        "marmalade basingstoke",
        "marmalade 2026",
        "marmalade pdf",
        "marmalade for midwives",
        "marmalade for health visitors",
        "marmalade training download",
        "marmalade xyzzy",
        "who does marmalade for basingstoke",
        "Basingstoke's marmalade",
        "marma lade",
    ],
)
def test_one_word_that_says_where_when_or_for_whom_does_not_empty_the_answer(typed):
    place("Hampshire", "basingstoke\nhedge end", is_served=True)
    refresh(make_theme(title="Marmalade"), make_course(title="Marmalade training"))

    assert titles(typed)


def test_a_place_alone_is_looked_for():
    place("Hampshire", "basingstoke", is_served=True)
    refresh(make_resource(title="Maps", summary="Of Basingstoke."), make_resource(title="Hats"))

    assert titles("basingstoke") == ["Maps"]


def test_a_place_ranks_what_names_it_higher():
    place("Hampshire", "basingstoke", is_served=True)
    refresh(make_resource(title="Hats"), make_resource(title="Hats of Basingstoke"))

    assert titles("hats basingstoke") == ["Hats of Basingstoke", "Hats"]


def test_a_place_elsewhere_leads_to_its_contact():
    there = make_pathway(title="Portsmouth line")
    refresh(there, make_theme(title="Marmalade"))
    place("Portsmouth", "portsmouth\nsouthsea", document=SearchDocument.objects.get(title="Portsmouth line"))

    named = search("marmalade southsea").place

    assert (named.area, named.is_served, named.contact.title) == ("Portsmouth", False, "Portsmouth line")
    assert search("marmalade").place is None


def test_what_describes_a_contact_elsewhere_counts_only_there():
    there = describe(make_pathway(title="Portsmouth line"), "my son is on the pier with sticky fingers")
    place("Portsmouth", "portsmouth\nsouthsea", document=SearchDocument.objects.get(title=there.title))

    assert titles("my son has sticky fingers") == []
    assert titles("my son has sticky fingers in southsea") == ["Portsmouth line"]


def test_a_month_is_no_word_that_must_be_found():
    refresh(make_resource(title="Webinars on marmalade"))

    assert titles("webinars january 2026") == ["Webinars on marmalade"]


def test_the_contact_of_a_place_elsewhere_is_last_and_never_on_top_unless_it_is_named():
    there, here = make_pathway(title="Toast line there"), make_pathway(title="Line of marmalade for toast")
    refresh(there, here)
    place("Portsmouth", "portsmouth", document=SearchDocument.objects.get(title=there.title))
    place("Dorset", "dorset")

    assert titles("toast line") == [here.title, there.title]
    assert titles("toast line portsmouth")[0] == there.title
    assert titles("toast line dorset") == [here.title]
    assert [hit.title for hit in search("toast line phone number").contacts] == [here.title]
    assert search("").total == 2


# Who is on top


def test_a_contact_on_top_has_most_of_what_is_said():
    refresh(make_pathway(title="Beekeepers", purpose="Ask about bees in the school garden."))

    def on_top(text):
        return [hit.title for hit in search(text).contacts]

    assert on_top("who do i call about bees in a garden") == ["Beekeepers"]
    assert on_top("who do i call about a pothole by the school garden") == []


def test_a_contact_on_top_is_described_by_one_phrase_and_not_by_pieces_of_two():
    describe(make_pathway(title="Beekeepers"), "the hive is empty", "sticky floor")

    assert [hit.title for hit in search("who do i call, my hive is empty").contacts] == ["Beekeepers"]
    assert search("who do i call, his floor is empty").contacts == []


def test_what_is_said_to_the_search_itself_speaks_of_nobody():
    describe(make_theme(title="Honey"), "he brought her home from the kennels")

    assert titles("he is at the kennels") == ["Honey"]
    assert titles("cheap kennels near me") == []


# What a synonym's word means among others


@pytest.fixture
def hedge_means_honey():
    refresh(make_theme(title="Honey"), make_resource(title="Ladders and gardens"))
    refresh(Synonym.objects.create(words="hedge\nsugar", means="Honey"))


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("hedge", True),
        ("hedge poster", True),
        ("hedge awareness week", True),
        ("hedges for midwives", True),
        ("hedge gardens", True),
        ("hedge sugar trombones", True),
        ("she has a hedge and two trombones", True),
        ("hedge trombones", False),
        ("hedge ladders gardens", False),
        ("cutting back hedges near trombones", False),
    ],
)
def test_one_word_of_several_means_nothing_else_if_the_search_speaks_of_nobody(
    hedge_means_honey, typed, means
):
    plan = Plan(parse(typed), engine().snapshot(), NOW)

    assert bool(plan.meanings) == means


def test_my_things_are_nobody():
    describe(make_theme(title="Honey"), "his garden is full of parking bees")

    assert titles("he has bees at the parking") == ["Honey"]
    assert titles("my parking ticket") == []


def test_words_that_are_all_unknown_find_nothing():
    refresh(make_theme(title="Marmalade"))

    assert titles("xyzzy plugh") == []
    assert titles("report a pothole") == []


# Real words


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("texting", "Sexting"),
        ("heating", "Hearing"),
        ("cancels", "Councils"),
        ("wifi password", "Wife passport"),
        ("MARAC", "Mark"),
        ("DASH", "Days"),
        ("IDVA", "Idea"),
        ("gosport", "Support"),
        ("kayleigh", "Kaylee"),
        ("vaping", "Raping"),
        ("basingstoke", "Basingstone"),
    ],
)
def test_a_real_word_is_never_turned_into_another(typed, known):
    place("Hampshire", "basingstoke\ngosport", is_served=True)
    refresh(make_resource(title=known))

    results = search(typed)

    assert (results.corrected, results.total) == ("", 0)


def test_two_misspelt_words_are_put_right_though_the_last_may_be_unfinished():
    refresh(make_pathway(title="Private fostering"))

    assert search("privte fosterin").corrected == "private fostering"
    assert titles("privte fosterin") == ["Private fostering"]


def test_a_search_typed_in_capitals_is_no_acronym():
    refresh(make_theme(title="Neglect strategy"))

    assert titles("NEGLCT STRATEGY") == ["Neglect strategy"]


def test_a_correction_by_neighbouring_keys_comes_first():
    refresh(make_resource(title="Bank"), make_resource(title="Bunk"))

    assert search("bynk").corrected == "bunk"
    assert search("bsnk").corrected == "bank"


# Trade words


def test_a_term_is_followed_by_what_it_leads_to():
    theme, line = make_theme(title="Marmalade"), make_pathway(title="Toast line")
    term = make_term(title="MRM", stands_for="Multi agency marmalade", explanation="A meeting about spread.")
    term.themes.add(theme)
    term.pathways.add(line)
    refresh(theme, line, term)

    assert titles("MRM") == ["MRM", "Marmalade", "Toast line"]
    assert search("MRM").hits[0].subtitle == "Multi agency marmalade"


def test_a_term_of_several_words_is_meant_as_it_is_written_but_for_a_plural():
    refresh(make_term(title="LAC", stands_for="Pupil looked after"))

    def means(text):
        return search(text).hits and engine().snapshot().expansions.same_as(parse(text).words, NOW)

    assert means("pupils looked after")
    assert not means("pupil looks after")


def test_what_a_term_leads_to_is_not_shown_before_its_time(settings):
    theme = make_theme(title="Marmalade", state="draft")
    term = make_term(title="MRM")
    term.themes.add(theme)
    refresh(theme, term)

    assert titles("MRM") == ["MRM"]
