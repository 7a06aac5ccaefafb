"""What cannot wait needs somebody at night, or a reason: the rule itself. The doors it guards are in tests/contacts/admin."""

from datetime import timedelta

import pytest

from contacts.hours.night_cover import needs_night_cover, refusals, without_night_cover
from contacts.models import Pathway
from hscp.records.state import State
from tests.clock import CLOCK
from tests.factories import make_contact_point, make_opening_hours, make_pathway

pytestmark = pytest.mark.django_db
QUERIES = 4


def give_hours(point, opens, closes, days=range(1, 8)):
    for day in days:
        make_opening_hours(point, day, opens, closes)
    return point


def office_of(pathway, **fields):
    return give_hours(
        make_contact_point(pathway, label="Office", **fields), "09:00", "17:00", days=range(1, 6)
    )


def night_line(pathway, **fields):
    return make_contact_point(pathway, label="Night", value="0300 555 1373", **fields)


def lacking():
    return [pathway.title for pathway in without_night_cover()]


def urgent(**fields):
    return make_pathway(**({"title": "Urgent", "urgency": "same_day"} | fields))


def test_office_hours_are_no_night_cover():
    office_of(urgent())

    assert lacking() == ["Urgent"]


@pytest.mark.parametrize(
    ("opens", "closes", "days", "covered"),
    [
        ("00:00", "00:00", range(1, 8), True),
        ("17:00", "09:00", range(1, 8), False),  # nobody on Saturday at noon
        ("00:00", "00:00", range(1, 6), False),  # nobody at the weekend
        ("07:00", "22:00", range(1, 8), False),  # nobody at two in the morning
    ],
)
def test_somebody_must_be_known_to_answer_through_nights_and_weekends(opens, closes, days, covered):
    pathway = urgent()
    office_of(pathway)
    give_hours(night_line(pathway), opens, closes, days)

    assert lacking() == ([] if covered else ["Urgent"])


def test_a_line_of_unknown_hours_is_nobody_even_if_it_is_ticked():
    night_line(urgent(), out_of_hours=True)

    assert lacking() == ["Urgent"]


def test_a_line_that_answers_whenever_the_office_is_closed_is_somebody():
    pathway = urgent()
    night_line(pathway, answers_when_closed=office_of(pathway))

    assert lacking() == []


def test_the_emergency_number_is_not_night_cover():
    pathway = urgent()
    give_hours(make_contact_point(pathway, kind="short", value="999"), "00:00", "00:00")

    assert lacking() == ["Urgent"]


@pytest.mark.parametrize("kind", ["email", "form", "post"])
def test_what_nobody_answers_at_once_is_not_night_cover(kind):
    values = {"email": "a@example.org", "form": "https://example.org/", "post": "The Castle"}
    give_hours(make_contact_point(urgent(), kind=kind, value=values[kind]), "00:00", "00:00")

    assert lacking() == ["Urgent"]


@pytest.mark.parametrize(("reason", "lacks"), [("Call 999: agreed with the LADO.", False), ("  ", True)])
def test_a_written_reason_is_enough(reason, lacks):
    office_of(urgent(night_cover_reason=reason))

    assert lacking() == (["Urgent"] if lacks else [])


@pytest.mark.parametrize(
    ("fields", "needs"),
    [
        ({"urgency": "emergency"}, True),
        ({"urgency": "same_day"}, True),
        ({"urgency": "routine"}, False),
        ({"state": State.DRAFT}, False),
        ({"state": State.ARCHIVED}, False),
        ({"publish_at": CLOCK + timedelta(days=9)}, True),
        ({"expire_at": CLOCK + timedelta(days=9)}, True),
        ({"expire_at": CLOCK - timedelta(days=9)}, False),
    ],
)
def test_what_is_urgent_and_public_now_or_later_needs_it(fields, needs):
    pathway = urgent(**fields)

    assert needs_night_cover(pathway, CLOCK) is needs
    assert refusals([pathway]).keys() == ({pathway.pk} if needs else set())


def test_values_that_are_not_stored_yet_are_judged():
    pathway = make_pathway(urgency="routine")
    pathway.urgency = "emergency"

    assert refusals([pathway]).keys() == {pathway.pk}
    assert refusals([Pathway(urgency="emergency", state=State.PUBLISHED)]).keys() == {None}
    assert lacking() == []


@pytest.mark.parametrize("number", [1, 5])
def test_it_takes_as_many_queries_for_one_contact_as_for_five(number, django_assert_num_queries):
    for _ in range(number):
        pathway = urgent()
        night_line(pathway, answers_when_closed=office_of(pathway))

    with django_assert_num_queries(QUERIES):
        assert without_night_cover() == []
