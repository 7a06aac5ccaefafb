"""Whichever way an organisation is typed, one rule says which of the register it is: for a group, a lead, staff, and a correction."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import address, filled_in
from tests.factories import make_booking, make_person, make_session, make_user
from tests.training.booking.booking_pages import book_url, filled
from tests.training.team.team_pages import TEAM, LeadsBrowser, book_as_lead
from training.admin.delegates import _delegates, _row
from training.booking.consistency import problems
from training.booking.places import give_back
from training.models import Booking, Organisation
from training.organisations.reconciling import merge
from training.privacy.subject_access import TrainingAccess

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
SPELLINGS = ("St Mary's", "ST. MARY’S", "Saint Mary’s", "Mary's Nursery")


@pytest.fixture
def marys():
    made = Organisation.objects.create(name="St Mary’s")
    made.aliases.create(name="Mary's Nursery")
    return made


def listed(session):
    return list(session.bookings.order_by("pk").values_list("listed_organisation", flat=True))


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_group_and_a_lead_count_as_one_organisation_of_the_register(client, marys, typed):
    session = make_session(agency_quota=2)
    client.post(
        book_url(session), filled({"email": "a@example.org"}, {"email": "b@example.org"}, organisation=typed)
    )

    book_as_lead(session, {"email": "c@example.org", "organisation": "Mary’s nursery"}, key="another")

    assert listed(session) == [marys.pk] * 3
    assert [booking.state for booking in session.bookings.order_by("pk")] == [
        "confirmed",
        "confirmed",
        "waiting",
    ]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_staff_are_offered_its_names_and_what_they_type_is_matched(signed_in, marys, typed):
    Organisation.objects.create(name="Hidden House", is_suggested=False)
    session, client = make_session(), signed_in("training")
    where = address(session, "booking_add")
    page = client.get(where)
    person = {
        "name": "Bo",
        "email": "bo@example.org",
        "organisation": typed,
        "organisation_type": "school",
        "role": "lead",
    }

    client.post(where, filled_in(page) | person)

    assert '<option value="St Mary’s">' in page.text
    assert "Hidden House" not in page.text
    assert listed(session) == [marys.pk]
    assert _row(_delegates(session).get(), {})[1] == "St Mary’s"


def test_a_correction_on_the_persons_request_is_matched_and_passes_the_place_on(marys):
    session = make_session(capacity=9, agency_quota=1)
    first = make_booking(session, email="ann@example.org", organisation="Mary's Nursery")
    second = make_booking(session, organisation="St. Mary's")

    TrainingAccess().correct("ann@example.org", {"organisation": "Oak"}, by=None, at=timezone.now())

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.listed_organisation is None
    assert second.state == "confirmed"
    TrainingAccess().correct("ann@example.org", {"organisation": "saint mary’s"}, by=None, at=timezone.now())
    first.refresh_from_db()
    assert first.listed_organisation == marys


def test_the_form_for_a_team_begins_with_the_organisation_of_most_however_it_is_spelt():
    session = make_session(waiting_list=True)
    people = [("a", "St Mary's"), ("b", "Oak School"), ("c", "ST. MARY’S"), ("d", "Oak")]
    for name, organisation in people:
        book_as_lead(session, {"email": f"{name}@example.org", "organisation": organisation}, key=name)
    browser = LeadsBrowser()
    other = make_session(session.course)
    team = browser.get(TEAM).context["team"]

    page = browser.send(
        reverse("training:team_book"), {"session": other.pk, "who": [member.pk for member in team.members]}
    )

    assert page.context["form"]["organisation"].value() == "ST. MARY’S"


# Where the register changes


def test_organisations_made_one_keep_their_places_beyond_the_limit_and_get_no_more(marys):
    oak = Organisation.objects.create(name="Oak")
    session = make_session(capacity=9, agency_quota=1)
    bookings = [make_booking(session, organisation=name) for name in ("Oak", "St Mary's", "oak", "St Marys")]

    merge(kept=marys, other=oak, by=make_user())
    states = [Booking.objects.get(pk=each.pk).state for each in bookings]
    give_back(booking_id=bookings[0].pk)
    after_one = [Booking.objects.get(pk=each.pk).state for each in bookings]
    give_back(booking_id=bookings[1].pk)

    assert states == ["confirmed", "confirmed", "waiting", "waiting"]
    assert after_one == ["cancelled", "confirmed", "waiting", "waiting"]
    assert [Booking.objects.get(pk=each.pk).state for each in bookings[2:]] == ["confirmed", "waiting"]
    assert problems() == []


def test_a_kind_that_comes_with_the_other_frees_the_limit_of_the_kind_that_was_chosen(marys):
    session = make_session(capacity=9)
    session.quotas.create(value="school", places=1)
    make_booking(session, organisation="St Mary's")
    waits = make_booking(session, organisation="Elm")

    merge(kept=marys, other=Organisation.objects.create(name="Other", kind="health"), by=make_user())

    waits.refresh_from_db()
    assert waits.state == "confirmed"
    assert make_person().organisation_type == "school"
