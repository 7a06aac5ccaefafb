"""Where the guided path ends: who answers now for the reader who walked it, what to do next, and never 999 as the first line."""

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils.html import strip_tags

from contacts.models import FinderAnswer, FinderQuestion
from hscp.records.state import State
from tests.factories import make_answer, make_contact_point, make_opening_hours, make_pathway, make_question

pytestmark = pytest.mark.django_db
QUERIES = 3
SATURDAY_NIGHT = datetime(2026, 11, 28, 21, 45, tzinfo=ZoneInfo("Europe/London"))


def main_of(response):
    return response.text.partition("<main")[2].partition("</main>")[0]


def words(html):
    return " ".join(unescape(strip_tags(html)).split())


def end(pathway, reader="public"):
    return f"/contacts/find/{reader}/{pathway.slug}/"


@pytest.fixture
def concern():
    """A contact for every urgent worry: an office, a night line, a line for professionals, and 999 first in the list."""
    pathway = make_pathway(
        urgency="same_day",
        for_professionals=True,
        have_ready="<p>The child's name.</p>",
        what_happens_next="<p>They call back.</p>",
        when_not_to_use="<p>Not for parking.</p>",
    )
    always = make_contact_point(pathway, kind="short", value="999", order=0)
    for day in range(1, 8):
        make_opening_hours(always, day, "00:00", "00:00")
    office = make_contact_point(pathway, label="Office", value="0300 555 1384", order=1)
    for day in range(1, 6):
        make_opening_hours(office, day)
    make_contact_point(pathway, label="Night", value="0300 555 1373", answers_when_closed=office, order=2)
    make_contact_point(
        pathway, label="Professionals", value="01329 225379", for_whom="professionals", order=3
    )
    make_contact_point(
        pathway, kind="form", label="Referral form", value="https://example.org/f", for_whom="professionals"
    )
    return pathway


@pytest.mark.parametrize("reader", ["everyone", "public", "professionals"])
def test_the_first_line_is_who_answers_at_this_minute(client, concern, reader):
    with time_machine.travel(SATURDAY_NIGHT, tick=False):
        main = main_of(client.get(end(concern, reader)))

    numbers = re.findall(r'href="tel:(\d+)"', main)
    assert numbers[0] == "03005551373"
    assert numbers.index("999") > numbers.index("03005551384")
    assert "Open now, until 9am on Monday" in words(main)


def test_the_ends_differ_by_reader(client, concern):
    main = {reader: main_of(client.get(end(concern, reader))) for reader in ("public", "professionals")}

    for text, for_professionals, for_public in (
        ("safeguarding lead", True, False),
        ("tel:01329225379", True, False),
        ("Referral form", True, False),
        ("/thresholds/", True, False),
        ("you need no proof", False, True),
        ("tel:03005551384", True, True),
        ("/a-child-has-told-me/", True, True),
        ("The child's name.", True, True),
        ("They call back.", True, True),
        ("Not for parking.", True, True),
    ):
        assert (text, text in main["professionals"], text in main["public"]) == (
            text,
            for_professionals,
            for_public,
        )


@pytest.mark.parametrize(
    "fields", [{"urgency": "routine"}, {"urgency": "same_day", "case": "Is it about a teacher?"}]
)
def test_what_is_not_for_every_worry_gives_no_advice_for_one(client, fields):
    main = main_of(client.get(end(make_pathway(for_professionals=True, **fields), "professionals")))

    assert "safeguarding lead" not in main
    assert "/a-child-has-told-me/" not in main


@pytest.mark.parametrize(
    ("reader", "fields"),
    [
        ("professionals", {}),
        ("young-people", {}),
        ("nobody", {}),
        ("public", {"state": State.DRAFT}),
        ("public", {"for_public": False, "for_professionals": True}),
    ],
)
def test_there_is_no_end_for_whom_the_contact_is_not(client, reader, fields):
    assert client.get(end(make_pathway(**fields), reader)).status_code == 404


def test_an_answer_leads_to_the_end_for_its_reader(client):
    question = make_question(is_first=True)
    pathway = make_pathway(slug="lado", for_young_people=True)
    make_answer(question, pathway, reader="young_people")
    make_answer(question, pathway, reader="professionals")

    urls = [url for _, url in client.get("/contacts/find/").context["answers"]]

    assert urls == ["/contacts/find/young-people/lado/", "/report-a-concern/#now"]


def test_an_end_can_be_left_at_once_and_tells_the_next_page_nothing(client, concern):
    response = client.get(end(concern))

    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "govuk-exit-this-page" in response.text
    assert 'href="/contacts/find/"' in main_of(response)


def test_without_a_number_the_helplines_come_first(client):
    pathway = make_pathway(for_young_people=True)
    make_contact_point(pathway, kind="form", value="", label="Lost form")

    for reader, first in (("public", "08088005000"), ("young-people", "08001111")):
        numbers = re.findall(r'href="tel:(\d+)"', main_of(client.get(end(pathway, reader))))
        assert (numbers[0], numbers[-1]) == (first, "999")


@pytest.mark.parametrize("number", [1, 30])
def test_an_end_takes_as_many_queries_with_one_number_as_with_thirty(
    client, number, django_assert_num_queries
):
    pathway = make_pathway()
    for order in range(number):
        make_contact_point(pathway, value=f"01962 8763{order:02}", order=order)

    with django_assert_num_queries(QUERIES):
        client.get(end(pathway))


def ends_of_the_path():
    """Return the addresses of the ends that somebody can reach who says that no child is in danger."""
    waiting = [FinderQuestion.objects.get(is_first=True).answers.get(emergency=False).next_question]
    found = set()
    while waiting:
        for answer in FinderAnswer.objects.filter(question=waiting.pop()).select_related("pathway"):
            assert not answer.emergency
            if answer.next_question:
                waiting.append(answer.next_question)
            elif answer.pathway:
                found.add(end(answer.pathway, answer.reader.replace("_", "-")))
    return found


@pytest.mark.usefixtures("starter_content")
def test_no_end_of_the_starter_path_begins_with_999(client):
    firsts = {
        address: re.search(r'href="tel:(\d+)"', main_of(client.get(address)))[1]
        for address in ends_of_the_path()
    }

    assert len(firsts) >= 15
    assert "999" not in firsts.values()
