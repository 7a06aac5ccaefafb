"""The cards that answer a search which sounds like a crisis: which searches show which, for whom, and which show none."""

from pathlib import Path

import pytest
import yaml

from hscp.search.enums import Reader
from hscp.search.index.documents import refresh
from hscp.search.models import CrisisAnswer, CrisisCard, SearchDocument
from hscp.search.query.crises import CrisisCards
from hscp.search.query.engine import engine
from hscp.search.query.find import is_sensitive, search
from hscp.search.query.parsing import parse
from tests.factories import make_pathway, make_situation, make_theme

HERE = Path(__file__).parent
# At least this share of the searches that need help show a card, and at most this share of ordinary ones.
LEAST_FOUND, MOST_FALSE = 0.70, 0.01


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
        ("jump in front of a train", "he said he would jump in front of a train", True),
        ("self harm", "self harm toolkit", False),
        ("self harm", "self-harm", True),
    ],
)
def test_a_line_fits_a_search_that_says_it(line, typed, fits):
    assert bool(CrisisCards([card(line)]).card_for(parse(typed))) == fits


def test_a_word_that_a_card_is_never_with_takes_back_a_short_line_alone():
    cards = CrisisCards([card("took phone", "locked me in room", never_with=["phone", "escape room"])])

    assert cards.card_for(parse("he took my phone")) is None
    assert cards.card_for(parse("he locked me in my room and took my phone"))


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
