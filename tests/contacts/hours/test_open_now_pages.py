"""What readers see of whether a number is answered now: beside its hours, and fetched again by the page's script."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.hours import open_now
from contacts.hours.timetable import timetable_of
from contacts.models import Pathway
from contacts.templatetags import contact_cards
from hscp.records.state import State
from tests.factories import make_contact_point, make_opening_hours, make_pathway, make_theme

pytestmark = pytest.mark.django_db
ADDRESS = reverse("contacts:open_now")
THURSDAY = datetime.datetime(2026, 6, 4, 9, tzinfo=datetime.UTC)  # 10am in London
SATURDAY = datetime.datetime(2026, 6, 6, 9, tzinfo=datetime.UTC)
OPEN = {"is_open": True, "words": "Open now, until 2pm", "is_known": True, "opens_at": None}
CLOSED = {
    "is_open": False,
    "words": "Closed, opens Monday 9am",
    "is_known": True,
    "opens_at": "2026-06-08T08:00:00+00:00",
}


@pytest.fixture
def clock(monkeypatch):
    """Freeze the clock on a Thursday; call it to move to another moment."""

    def set_to(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    set_to(THURSDAY)
    return set_to


def make_office(pathway, **fields):
    point = make_contact_point(pathway, **fields)
    for weekday in range(1, 6):
        make_opening_hours(point, weekday, "09:00", "14:00")
    return point


def ask(client, *points):
    return client.get(ADDRESS, {"points": ",".join(str(getattr(point, "pk", point)) for point in points)})


def test_the_answer_is_that_of_the_moment(client, clock):
    office = make_office(make_pathway())

    first = ask(client, office).json()
    clock(SATURDAY)
    second = ask(client, office).json()

    assert (first, second) == ({str(office.pk): OPEN}, {str(office.pk): CLOSED})


def test_the_answer_is_never_cached(client):
    response = ask(client)

    assert (response.status_code, response["Cache-Control"], response.json()) == (200, "no-store", {})
    assert response.cookies == {}


def test_the_answer_names_only_points_with_hours_of_live_pathways(client, clock):
    day = datetime.timedelta(days=1)
    live = make_office(make_pathway())
    hidden = [
        make_office(make_pathway(state=State.DRAFT)),
        make_office(make_pathway(state=State.IN_REVIEW)),
        make_office(make_pathway(state=State.ARCHIVED)),
        make_office(make_pathway(publish_at=THURSDAY + day)),
        make_office(make_pathway(expire_at=THURSDAY - day)),
        make_contact_point(make_pathway()),
    ]

    assert ask(client, live, *hidden).json() == {str(live.pk): OPEN}


@pytest.mark.parametrize(
    "junk", ["", ",", "x", "-1", "1.5", "٣", "²", "9" * 18, "9" * 19, "9" * 5000, "1;2", "' or 1=1", "\x00"]
)
def test_junk_is_left_out(client, clock, junk):
    office = make_office(make_pathway())

    assert ask(client, junk, f" {office.pk} ", office, junk).json() == {str(office.pk): OPEN}
    assert client.get(ADDRESS).json() == {}


def test_no_more_than_200_points_are_looked_up(client, clock):
    office = make_office(make_pathway())
    others = range(office.pk + 1, office.pk + 200)

    assert ask(client, *others, office).json() == {str(office.pk): OPEN}
    assert ask(client, *others, office.pk + 200, office).json() == {}


def test_the_answer_is_read_only(client):
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_the_answer_takes_two_queries(client, clock, number, django_assert_num_queries):
    offices = [make_office(make_pathway()) for _ in range(number)]

    with django_assert_num_queries(3):
        answer = ask(client, *offices).json()

    assert len(answer) == number


def statuses_on(page):
    return re.findall(r'<span class="portal-open-now[^"]*"[^>]*>([^<]*)</span>', page)


def test_the_status_is_beside_the_hours(client, clock):
    pathway = make_pathway()
    office = make_office(pathway)
    make_contact_point(pathway, label="No hours")

    page = client.get(pathway.get_absolute_url()).content.decode()

    assert statuses_on(page) == ["Open now, until 2pm"]
    assert f'portal-open-now--open" data-open-now="{office.pk}" data-source="{ADDRESS}"' in page
    assert page.index("Open now, until 2pm") < page.index("Monday to Friday, 9am to 2pm")
    assert page.count("Closed on bank holidays") == 1


def test_a_closed_status_is_not_shown_as_open(client, clock):
    clock(SATURDAY)
    pathway = make_pathway()
    make_office(pathway)

    page = client.get(pathway.get_absolute_url()).content.decode()

    assert statuses_on(page) == ["Closed, opens Monday 9am"]
    assert "portal-open-now--open" not in page


def test_bank_holidays_are_mentioned_only_where_they_close_the_hours(client, clock):
    pathway = make_pathway()
    make_office(pathway, bank_holidays="usual")
    make_contact_point(pathway, bank_holidays="closed")

    page = client.get(pathway.get_absolute_url()).content.decode()

    assert "bank holiday" not in page.lower()


def while_closed(pathway, at, clock):
    """What the component shows: its text, or "" if it is hidden or missing."""
    clock(at)
    pathway = Pathway.objects.with_numbers().get(pk=pathway.pk)
    markup = contact_cards.while_closed(pathway)
    if not markup.strip() or " hidden>" in markup:
        return ""
    return " ".join(re.sub(r"<[^>]*>|\{#.*#\}", " ", markup).split()).replace(" .", ".")


TITLE = "Closed now: what to do meanwhile"


def test_while_the_office_is_closed_the_out_of_hours_number_comes_first(clock):
    pathway = make_pathway(when_closed="Leave a message.")
    make_office(pathway)
    make_contact_point(
        pathway, label="Night line", value="0300 555 1373", out_of_hours=True, for_whom="professionals"
    )

    assert while_closed(pathway, THURSDAY, clock) == ""
    assert while_closed(pathway, SATURDAY, clock) == (
        f"{TITLE} Night line (for professionals): 0300 555 1373 Leave a message."
    )


def test_what_to_do_meanwhile_reads_the_hours_of_a_number_once(monkeypatch):
    """Also those of a form or email, which tell only through their hours whether somebody answers."""
    read = []
    monkeypatch.setattr(open_now, "timetable_of", lambda point: read.append(point.pk) or timetable_of(point))
    pathway = make_pathway()
    points = [make_office(pathway), make_contact_point(pathway, kind="email", value="office@example.org")]
    make_opening_hours(points[1], 1, "09:00", "17:00")

    contact_cards.while_closed(Pathway.objects.with_numbers().get(pk=pathway.pk))

    assert sorted(read) == sorted(point.pk for point in points)


def test_a_number_for_out_of_hours_that_answers_does_not_open_the_office(clock):
    pathway = make_pathway(when_closed="Wait.")
    make_office(pathway)
    night = make_contact_point(pathway, label="Night line", value="0300 555 1373", out_of_hours=True)
    make_opening_hours(night, 6, "00:00", "00:00")

    assert while_closed(pathway, SATURDAY, clock) == f"{TITLE} Night line: 0300 555 1373 Wait."


def test_an_office_is_closed_only_when_each_of_its_numbers_is(clock):
    pathway = make_pathway()
    make_office(pathway)
    make_opening_hours(make_contact_point(pathway), 6, "09:00", "17:00")

    assert while_closed(pathway, SATURDAY, clock) == ""


def test_a_pathway_with_nothing_else_to_say_names_999(clock):
    pathway = make_pathway()
    make_office(pathway)

    assert while_closed(pathway, SATURDAY, clock) == f"{TITLE} If a child is in immediate danger, call 999."


def test_a_pathway_that_has_only_numbers_for_out_of_hours_is_closed_with_them(clock):
    pathway = make_pathway(when_closed="Wait.")
    make_office(pathway, out_of_hours=True, label="Night line", value="0300 555 1373")

    assert while_closed(pathway, THURSDAY, clock) == ""
    assert while_closed(pathway, SATURDAY, clock) == f"{TITLE} Night line: 0300 555 1373 Wait."


def test_a_pathway_without_hours_says_what_to_do_if_nobody_answers(clock):
    pathway = make_pathway(when_closed="Wait.")
    make_contact_point(pathway)

    assert while_closed(pathway, THURSDAY, clock) == "If nobody answers Wait."

    make_contact_point(pathway, label="Night line", value="0300 555 1373", out_of_hours=True)

    assert while_closed(pathway, THURSDAY, clock) == "If nobody answers, call Night line: 0300 555 1373 Wait."


def test_a_number_without_hours_never_looks_open_beside_one_that_is_closed(client, clock):
    clock(SATURDAY)
    pathway = make_pathway()
    make_office(pathway)
    make_contact_point(pathway, label="Duty team")

    page = client.get(pathway.get_absolute_url()).content.decode()

    assert page.count("Hours not known here") == 1
    assert "Open now" not in page
    assert while_closed(pathway, SATURDAY, clock).startswith("If nobody answers ")


def test_a_pathway_at_which_nobody_is_to_answer_says_nothing_of_it(client, clock):
    pathway = make_pathway(when_closed="Wait.")
    make_contact_point(pathway, kind="email", value="team@example.org")

    assert while_closed(pathway, SATURDAY, clock) == ""
    assert "Hours not known" not in client.get(pathway.get_absolute_url()).content.decode()


def test_the_block_for_closed_hours_is_there_for_the_script_while_the_office_is_open(clock):
    pathway = make_pathway()
    first, second = make_office(pathway), make_office(pathway)
    make_office(pathway, out_of_hours=True)

    markup = contact_cards.while_closed(pathway)

    assert re.findall(r'data-while-closed="([^"]*)"( hidden)?>', markup) == [
        (f"{first.pk},{second.pk}", " hidden")
    ]


def test_pages_are_revalidated_before_a_cached_copy_is_shown(client):
    pathway = make_pathway()
    pages = [
        reverse("contacts:pathway_list"),
        pathway.get_absolute_url(),
        make_theme().get_absolute_url(),
        "/none/",
    ]

    assert {client.get(page)["Cache-Control"] for page in pages} == {"no-cache"}


def test_a_page_keeps_its_own_cache_header(client):
    assert client.get(reverse("site:search"))["Cache-Control"] == "private, no-store"
