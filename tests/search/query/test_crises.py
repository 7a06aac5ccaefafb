"""The cards that answer a search which sounds like a crisis: which searches show which, for whom, and which show none."""

from pathlib import Path

import pytest
import yaml

from hscp.search.enums import Reader
from hscp.search.index.documents import refresh, refresh_all
from hscp.search.models import CrisisAnswer, CrisisCard, SearchDocument
from hscp.search.query.crises import CrisisCards
from hscp.search.query.engine import engine
from hscp.search.query.find import is_sensitive, search
from hscp.search.query.parsing import parse
from tests.factories import make_pathway, make_situation, make_theme

HERE = Path(__file__).parent
# At least this share of the searches that need help show a card, and at most this share of ordinary ones.
LEAST_FOUND, MOST_FALSE = 0.86, 0.01


def card(*words, never_with=(), name="Crisis"):
    return {"crisis": name, "words": words, "never_with": never_with, "emergency": "", "answers": {}}


@pytest.mark.parametrize(
    ("line", "typed", "fits"),
    [
        ("want to die", "I want to die", True),
        ("want to die", "my pupil really wants to die", True),
        ("want to die", "plants that die", False),
        ("want to die", "he died and I want a cake", False),
        ("hit me", "my dad keeps hitting me", True),
        ("hit me", "he hit the post", False),
        ("run away", "she wants to run away tonight", True),
        ("run away", "who can run for governor", False),
        ("took pills", "she took 20 pills", True),
        ("took her pills", "he took all of her pills", True),
        ("took many pills", "she took so many blue pills", True),
        ("suicidal", "pupil is suicidal", True),
        ("suicidal", "suicidal", True),
        ("suicidal", "suicidal ideation in adolescence", False),
        ('"cutting"', "my daughter is cutting", True),
        ('"cutting"', "cutting", True),
        ('"cutting"', "she is cutting the grass", False),
        ('"cutting"', "how to stop cutting", True),
        ('"cutting"', "how to stop cutting hedges", False),
        # Capitals throughout are a way of typing.
        ("want to die", "I WANT TO DIE", True),
        ("want to die", "SHE REALLY WANTS TO DIE", True),
        ("jump in front of a train", "he said he would jump in front of a train", True),
        ("self harm", "self harm toolkit", False),
        ("self harm", "self-harm", True),
        ("self harm", "a girl in my form does self harm", True),
        ("self harm", "my sister in law and self harm", True),
        ("self harm", "a self harm form for her", False),
        # An apostrophe more or less, and one way of saying no for another.
        ("cant breathe", "I can't breathe", True),
        ("can’t breathe", "she cannot breathe", True),
        ("not breathing", "he isnt breathing", True),
        ("not breathing", "she is breathing fast", False),
        ("don't want to be here", "i dont want to be here", True),
        ("dont want to be here", "I want to be here", False),
        ("dont want to be here anymore", "she doesn't want to play here anymore", False),
        # Little words count where a line has few others.
        ("scared of what i could do", "I am scared of what I could do to him", True),
        ("scared of what i could do", "she is scared of what grandma will do", False),
        ("cant go on since", "I can't go on since he left", True),
        ("cant go on since", "he wont go in since the holidays", False),
        # Who does it to whom.
        ("slapped a teacher", "she slapped a teacher", True),
        ("slapped a teacher", "she was slapped by a teacher", False),
        ("slapped by a teacher", "my son was slapped by his teacher", True),
        ("hurting mum", "dad is hurting my mum", True),
        ("hurting mum", "dad is hurting me", False),
        # A word between gaps is meant, and people alone say nothing.
        ("friend/brother … wants/going … away … home/help", "my friend wants to get away from home", True),
        ("friend/brother … wants/going … away … home/help", "my friend wants help with homework", False),
        ("family/parents/dad wants her to marry", "dad wants her to marry his friend", True),
        ("family/parents/dad wants her to marry", "my dad is getting married in june", False),
        # Who is suicidal lives.
        ("brother suicide", "my brother is suicidal", False),
        # Alternatives, and room for other words.
        ("took/swallowed … pills/tablets", "she swallowed a whole big box of tablets", True),
        ("took/swallowed … pills/tablets", "he took his sisters pills", True),
        ("took/swallowed ... pills/tablets", "he took one two three four five pills", True),
        (
            "took/swallowed … pills/tablets",
            "he took the bus into town and later on bought seven blue pills",
            False,
        ),
        ("took/swallowed … pills/tablets", "she chewed her tablets", False),
    ],
)
def test_a_line_fits_a_search_that_says_it(line, typed, fits):
    assert bool(CrisisCards([card(line)]).card_for(parse(typed))) == fits


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("he locked me in", True),
        ("he locked me in the escape room", False),
        ("he locked me in this room to escape", True),
    ],
)
def test_what_a_card_is_never_with_takes_it_back(typed, fits):
    cards = CrisisCards([card("locked me in", "he locked me in the room", never_with=["escape room"])])

    assert bool(cards.card_for(parse(typed))) == fits


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("my dad hits me", "Hit at home"),
        ("my uncle hits me", "Hit at home"),
        ("my cousin keeps hitting me", "Hit at home"),
        ("my husband hits me", "Domestic abuse"),
        ("my ex hit me", "Domestic abuse"),
        ("my son hits me", "Violent child"),
        ("my teenage daughter hit me", "Violent child"),
    ],
)
def test_of_equal_lines_the_one_that_names_such_people_decides(typed, name):
    cards = CrisisCards(
        [
            card("husband hits me", "wife hits me", name="Domestic abuse"),
            card("dad hits me", "father hits me", name="Hit at home"),
            card("son hits me", name="Violent child"),
        ]
    )

    assert cards.card_for(parse(typed)).name == name


def test_little_words_and_nearness_decide_between_equal_lines():
    cards = CrisisCards(
        [card("kicked me out", name="Out"), card("kicked me", name="Hurt"), card("took … home", name="Far")]
        + [card("took … pills", name="Near")]
    )

    assert cards.card_for(parse("my mum kicked me out")).name == "Out"
    assert cards.card_for(parse("she took lots of pills and went home")).name == "Near"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("I am a dad and my wife hits me", "Partner"),
        ("she is a wife and her father hits me", "Parent"),
    ],
)
def test_who_stands_closest_to_what_is_done_decides(typed, name):
    cards = CrisisCards(
        [card("mum/dad/father hits me", name="Parent"), card("husband/wife hits me", name="Partner")]
    )

    assert cards.card_for(parse(typed)).name == name


def test_the_longest_line_decides():
    cards = CrisisCards([card("hit", name="Short"), card("my son hit me", name="Long")])

    assert cards.card_for(parse("my son hit me")).name == "Long"


@pytest.mark.django_db
def test_the_card_is_for_who_asks():
    for number, (title, reader) in enumerate(
        [("Young line", Reader.YOUNG_PERSON), ("Parents’ line", Reader.PARENT), ("Any line", Reader.ANYONE)]
    ):
        refresh(make_pathway(title=title))
        made, _ = CrisisCard.objects.get_or_create(
            name="Death", defaults={"words": "want to die", "emergency": "Call 999."}
        )
        document = SearchDocument.objects.get(title=title)
        CrisisAnswer.objects.create(card=made, reader=reader, document=document, order=number)
    refresh(made)

    def shown(text):
        crisis = search(text).crisis
        return crisis.reader, [hit.title for hit in crisis.contacts], crisis.emergency

    assert shown("my mum wants to die") == (Reader.YOUNG_PERSON, ["Young line"], "Call 999.")
    assert shown("my son wants to die") == (Reader.PARENT, ["Parents’ line"], "Call 999.")
    assert shown("want to die") == (Reader.ANYONE, ["Any line"], "Call 999.")
    assert shown("my pupil wants to die") == (Reader.ANYONE, ["Any line"], "Call 999.")
    assert search("my mum wants to die").contacts == []
    assert is_sensitive("want to die")


@pytest.mark.django_db
def test_a_card_is_found_with_the_spelling_put_right():
    refresh(make_pathway(title="Line for suicidal thoughts"))
    made = CrisisCard.objects.create(name="Death", words="suicidal", emergency="Call 999.")
    refresh(made)

    assert search("i am suisidal").crisis.emergency == "Call 999."
    assert is_sensitive("suisidal")
    assert search("i am suisidal", correct=False).crisis is None


def answered_by(*titles):
    """Make a card for who fell off, with the records of these titles as its answers."""
    made = CrisisCard.objects.create(name="Fall", words="fell off")
    for position, title in enumerate(titles):
        document = SearchDocument.objects.get(title=title)
        CrisisAnswer.objects.create(card=made, document=document, order=position)
    refresh(made)


@pytest.mark.django_db
def test_what_a_card_says_to_read_comes_second_among_the_results():
    refresh(make_theme(title="Walls"), make_theme(title="Walls and ladders"), make_situation(title="Page"))
    answered_by("Page")

    assert [hit.title for hit in search("she fell off walls").hits] == ["Walls", "Page", "Walls and ladders"]
    assert [hit.title for hit in search("she fell off xyzzy").hits] == ["Page"]
    assert [hit.title for hit in search("walls").hits] == ["Walls", "Walls and ladders"]
    assert len(search("she fell off walls", filters={"kind": ["theme"]}).hits) == 2


@pytest.mark.with_pages
@pytest.mark.django_db
def test_a_page_of_the_site_on_a_card_is_no_result():
    refresh_all()
    answered_by("Hide your visit")

    assert search("she fell off").crisis.pages[0].title == "Hide your visit"
    assert search("she fell off").hits == []


@pytest.mark.django_db
def test_a_card_shows_only_what_is_live_and_none_without_anything():
    line, page = make_pathway(title="Line"), make_situation(title="Page")
    refresh(line, page)
    made = CrisisCard.objects.create(name="Fall", words="fell off")
    for record in ("Line", "Page"):
        CrisisAnswer.objects.create(card=made, document=SearchDocument.objects.get(title=record))
    refresh(made)

    crisis = search("she fell off").crisis
    assert ([hit.title for hit in crisis.contacts], [hit.title for hit in crisis.pages]) == (
        ["Line"],
        ["Page"],
    )

    for record in (line, page):
        record.state = "archived"
        record.save()
        refresh(record)
    assert search("she fell off").crisis is None


@pytest.mark.django_db
def test_the_title_of_a_theme_asks_for_the_theme():
    refresh(make_theme(title="Serious harm"), make_pathway(title="Line"))
    made = CrisisCard.objects.create(name="Harm", words="serious harm", emergency="Call 999.")
    refresh(made)

    assert search("Serious harm").crisis is None
    assert search("he did her serious harm").crisis


@pytest.mark.django_db
def test_searches_that_need_help_show_a_card_and_ordinary_ones_do_not(starter_content):
    cards = engine().snapshot().crisis_cards
    urgent = [each["q"] for each in yaml.safe_load((HERE / "crisis_searches.yaml").read_text())]
    ordinary = yaml.safe_load((HERE / "ordinary_searches.yaml").read_text())

    found = [text for text in urgent if cards.card_for(parse(text))]
    false = [text for text in ordinary if cards.card_for(parse(text))]

    assert len(found) >= LEAST_FOUND * len(urgent)
    assert len(false) <= MOST_FALSE * len(ordinary), false


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("i want to die", "Childline"),
        ("self harm", "Childline"),
        ("nudes", "Report Remove"),
        ("sextortion", "CEOP"),
        ("grooming", "CEOP"),
    ],
)
def test_the_starter_cards_put_the_right_contact_on_top(starter_content, text, contact):
    assert contact in [hit.title for hit in search(text).crisis.contacts]
