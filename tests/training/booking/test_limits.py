"""Limits of places: for one organisation by the register, for a kind of organisation, and for a district."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_booking, make_person, make_session
from training.booking.limits import agencies_holding, describe
from training.booking.locking import CannotBook
from training.booking.places import book, fill, give_back
from training.booking.public_form import book_for_public
from training.enums import BookingState, Source
from training.models import Booking, Message, NotAnOrganisation, Organisation

pytestmark = pytest.mark.django_db
CONFIRMED, WAITING = BookingState.CONFIRMED, BookingState.WAITING


def states(session):
    return [booking.state for booking in session.bookings.order_by("turn")]


def limited(what, value, places, **fields):
    session = make_session(**({"capacity": 10} | fields))
    session.quotas.create(what=what, value=value, places=places)
    return session


def test_every_spelling_and_every_other_name_of_an_organisation_counts_against_its_limit():
    oak = Organisation.objects.create(name="St Mary’s School")
    oak.aliases.create(name="SMS")
    session = make_session(capacity=10, agency_quota=1)

    for name in ("St Mary’s School", "Saint Marys School", "S.M.S."):
        make_booking(session, organisation=name)

    assert states(session) == [CONFIRMED, WAITING, WAITING]
    assert {booking.listed_organisation for booking in Booking.objects.all()} == {oak}


def test_two_people_without_an_organisation_are_of_no_one_organisation():
    NotAnOrganisation.objects.create(name="None")
    session = make_session(capacity=10, agency_quota=1)

    for name in ("none", "None."):
        make_booking(session, organisation=name)

    assert states(session) == [CONFIRMED, CONFIRMED]


def test_a_kind_of_organisation_has_no_more_places_than_its_limit():
    session = limited("kind", "school", 1)

    for kind in ("school", "school", "health"):
        make_booking(session, organisation_type=kind)

    assert states(session) == [CONFIRMED, WAITING, CONFIRMED]


def test_the_kind_on_the_register_counts_whatever_is_chosen():
    Organisation.objects.create(name="Oak School", kind="school")
    session = limited("kind", "school", 1)

    make_booking(session, organisation="Oak School", organisation_type="health")
    make_booking(session, organisation_type="school")

    assert states(session) == [CONFIRMED, WAITING]


def test_a_district_is_that_of_the_register():
    for name in ("Oak", "Elm"):
        Organisation.objects.create(name=name, district="hart")
    session = limited("district", "hart", 1)

    for name in ("Oak", "Elm", "Ash"):
        make_booking(session, organisation=name)

    assert states(session) == [CONFIRMED, WAITING, CONFIRMED]


def test_a_place_given_back_goes_to_the_first_whom_the_limits_leave_one():
    session = limited("kind", "school", 1, capacity=2)
    kinds = ("school", "health", "school", "health")
    people = [make_booking(session, organisation_type=kind) for kind in kinds]

    give_back(booking_id=people[1].pk)

    assert states(session) == [CONFIRMED, "cancelled", WAITING, CONFIRMED]


def test_the_limits_end_together():
    ends = timezone.now() + timedelta(hours=1)
    session = limited("kind", "school", 1, quota_released_at=ends)
    for _ in range(2):
        make_booking(session)

    assert fill(session_id=session.pk, at=ends) == 1


def test_without_a_waiting_list_it_says_whose_places_are_taken():
    session = limited("kind", "school", 1, waiting_list=False)
    make_booking(session)

    with pytest.raises(CannotBook) as refused:
        make_booking(session)

    assert str(refused.value) == (
        "Up to 1 place is for: School or college, and it is taken. There is no waiting list."
    )


def test_whoever_comes_on_the_day_is_let_in_whatever_the_limit():
    session = limited("kind", "school", 1)
    make_booking(session)
    session.starts_at = timezone.now() - timedelta(minutes=1)
    session.save()

    book(session_id=session.pk, people=[make_person()], key="k", source=Source.ON_THE_DAY)

    assert states(session) == [CONFIRMED, CONFIRMED]


def test_a_limit_in_words():
    session = limited("district", "hart", 5)

    assert describe(session.quotas.get()) == "Up to 5 places are for: Hart"


def test_the_places_that_are_held_are_read_in_one_query(django_assert_num_queries):
    session = make_session()
    for _ in range(3):
        make_booking(session)

    with django_assert_num_queries(1):
        assert len(agencies_holding(session)) == 3


@pytest.mark.parametrize(
    ("capacity", "quota", "said"),
    [
        (2, None, "All 2 places are taken."),
        (1, None, "The only place is taken."),
        (10, 2, "Up to 2 places are for: School or college, and all of them are taken."),
        (
            2,
            2,
            "All 2 places are taken. Up to 2 places are for: School or college, and all of them are taken.",
        ),
    ],
)
def test_who_waits_reads_why_in_the_mail_and_on_the_page(client, capacity, quota, said):
    session = make_session(capacity=capacity)
    if quota:
        session.quotas.create(what="kind", value="school", places=quota)
    for _ in range(quota or capacity):
        make_booking(session)

    waits = make_booking(session)
    [outcome] = [
        book_for_public(session_id=session.pk, people=[make_person()], key="form"),
    ]

    assert waits.state == WAITING
    assert said in " ".join(Message.objects.get(booking=waits).body.split())
    assert outcome.reasons == (said,)


def test_a_form_of_several_says_each_reason_once():
    session = make_session(capacity=10, agency_quota=1)
    session.quotas.create(what="kind", value="health", places=1)
    make_booking(session, organisation="Elm", organisation_type="health")
    people = [make_person(organisation="Oak") for _ in range(3)]
    people.append(make_person(organisation="Ash", organisation_type="health"))

    outcome = book_for_public(
        session_id=session.pk, people=people, key="form", booked_by="Ann", booked_by_email="ann@example.org"
    )

    own = "One organisation can have up to 1 place, and yours has it."
    health = next(reason for reason in outcome.reasons if reason != own)
    assert (outcome.places, set(outcome.reasons)) == (1, {own, health})
    assert "it is taken" in health
    summary = " ".join(Message.objects.get(kind="team_booked").body.split())
    assert own in summary
    assert health in summary
