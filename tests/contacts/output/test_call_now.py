"""Who answers at this minute comes first, then who opens soonest, then those whose hours nobody knows."""

import datetime

import pytest
from django.template import Context

from contacts.enums import ForWhom
from contacts.models import Pathway
from contacts.output.call_now import UNKNOWN, call_now
from contacts.templatetags.call_now import call_now as component
from hscp.london_time import LONDON
from tests.factories import make_contact_point, make_opening_hours, make_pathway

pytestmark = pytest.mark.django_db
SATURDAY_NIGHT = datetime.datetime(2026, 11, 28, 21, 45, tzinfo=LONDON)
FRIDAY_AFTERNOON = datetime.datetime(2026, 11, 27, 16, 45, tzinfo=LONDON)
FRIDAY_NOON = datetime.datetime(2026, 11, 27, 12, 0, tzinfo=LONDON)
BOXING_DAY = datetime.datetime(2026, 12, 28, 11, 0, tzinfo=LONDON)  # the Monday that replaces a Saturday
CHRISTMAS_EVE = datetime.datetime(2026, 12, 24, 11, 0, tzinfo=LONDON)


@pytest.fixture
def services():
    """Children's Services with the hours of the found facts, their line for all other times, and one for professionals."""
    pathway = make_pathway(
        title="Report a concern", urgency="same_day", for_professionals=True, slug="report"
    )
    office = make_contact_point(pathway, label="Office", value="0300 555 1384", order=1)
    for day in range(1, 6):
        make_opening_hours(office, day, "08:30", "16:30" if day == 5 else "17:00")
    make_contact_point(
        pathway, label="Night", value="0300 555 1373", answers_when_closed=office, out_of_hours=True, order=2
    )
    make_contact_point(
        pathway, label="For professionals", value="01329 225379", for_whom="professionals", order=3
    )
    make_contact_point(pathway, kind="short", label="Police", value="999", order=0)
    return pathway


def lines(at, reader=""):
    """Return (label, words) of each line in order."""
    pathways = Pathway.objects.in_order().with_numbers()
    return [(line.point.label, line.words) for line in call_now(pathways, at, reader).lines]


@pytest.mark.parametrize(
    ("at", "first", "second"),
    [
        (SATURDAY_NIGHT, "Night", ("Office", "Closed, opens Monday 8:30am")),
        (FRIDAY_AFTERNOON, "Night", ("Office", "Closed, opens Monday 8:30am")),
        (FRIDAY_NOON, "Office", None),
        (BOXING_DAY, "Night", ("Office", "Closed for the bank holiday, opens 8:30am tomorrow")),
    ],
)
def test_who_answers_at_this_minute_is_first(services, at, first, second):
    found = lines(at)

    assert found[0][0] == first
    assert found[0][1].startswith("Open now")
    assert second is None or found[1] == second


def test_a_closure_with_a_date_is_followed(services):
    office = services.contact_points.get(label="Office")
    office.exceptions.create(first_day=CHRISTMAS_EVE.date(), last_day=CHRISTMAS_EVE.date())

    found = lines(CHRISTMAS_EVE)

    assert [label for label, _ in found][:2] == ["Night", "Office"]
    assert (found[0][1].startswith("Open now"), found[1][1].startswith("Closed")) == (True, True)


def test_unknown_hours_are_last_and_never_called_open(services):
    for at in (SATURDAY_NIGHT, FRIDAY_NOON):
        assert lines(at)[-1] == ("For professionals", UNKNOWN)


def test_the_emergency_number_is_not_in_the_list(services):
    assert "Police" not in dict(lines(SATURDAY_NIGHT))


def test_what_nobody_answers_at_once_is_not_in_the_list(services):
    for kind, value in (("email", "a@example.org"), ("form", "https://example.org/"), ("chat", "")):
        make_contact_point(services, kind=kind, value=value, label=kind)

    assert {"email", "form", "chat"} & set(dict(lines(FRIDAY_NOON))) == set()


@pytest.mark.parametrize(
    ("reader", "order"),
    [
        ("", ["Anybody", "Public", "Professionals"]),
        (ForWhom.PROFESSIONALS, ["Professionals", "Anybody"]),
        (ForWhom.PUBLIC, ["Public", "Anybody"]),
    ],
)
def test_a_readers_own_number_comes_first(reader, order):
    pathway = make_pathway(urgency="same_day")
    for number, (label, whom) in enumerate(
        [("Professionals", "professionals"), ("Anybody", "everyone"), ("Public", "public")]
    ):
        make_contact_point(pathway, label=label, value=f"01962 87636{number}", for_whom=whom, order=number)

    found = [label for label, _ in lines(FRIDAY_NOON, reader)]

    assert sorted(found) == sorted(order)
    assert (found[0], found[-1]) == (order[0], order[-1]) or reader == ""
    assert reader or found[-1] == "Professionals"


def test_a_number_of_two_contacts_is_listed_once():
    for number in range(2):
        make_contact_point(make_pathway(urgency="same_day", order=number), label=f"Line {number}")

    assert [label for label, _ in lines(FRIDAY_NOON)] == ["Line 0"]


def shown(pathways, **context):
    return component(Context(), pathways, **context)


def test_the_component_takes_of_a_list_what_is_for_any_urgent_worry():
    make_contact_point(make_pathway(urgency="routine"), value="01962 111111")
    make_contact_point(make_pathway(urgency="same_day", case="Is it about a teacher?"), value="01962 222222")
    make_contact_point(make_pathway(urgency="emergency"), value="01962 333333")
    pathways = list(Pathway.objects.in_order().with_numbers())

    part = shown(pathways)

    assert [f"tel:01962{digit * 6}" in part for digit in "123"] == [False, False, True]
    assert "tel:01962222222" in component(Context(), pathway=pathways[1])


@pytest.mark.parametrize("known", [True, False])
def test_the_component_says_so_if_nobody_is_known_to_answer(known):
    point = make_contact_point(make_pathway(urgency="same_day"))
    if known:
        for day in range(1, 8):
            make_opening_hours(point, day, "00:00", "00:00")

    part = shown(Pathway.objects.with_numbers())

    assert ("data-call-now-none hidden>" in part) is known
    assert (UNKNOWN in part) is not known
    assert part.index("tel:01962876364") < part.index("In immediate danger")


def test_the_component_makes_no_query_of_its_own(services, django_assert_num_queries):
    pathways = list(Pathway.objects.with_numbers())

    with django_assert_num_queries(0):
        assert "0300 555 1373" in shown(pathways)
