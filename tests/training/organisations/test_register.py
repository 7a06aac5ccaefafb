"""The register of organisations: who is found on it, what the form suggests, and what staff say of names it does not have."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories import make_booking, make_session, make_staff
from tests.training.booking.booking_pages import book_url, filled
from training.models import Booking, NotAnOrganisation, Organisation
from training.organisations.reconciling import (
    link_bookings,
    make_alias,
    make_new,
    merge,
    say_no_organisation,
    unlisted,
)
from training.organisations.register import organisation_of, suggestions

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer_role(signed_in):
    return signed_in("training")


def on_register(name, *aliases, **fields):
    organisation = Organisation.objects.create(name=name, **fields)
    for alias in aliases:
        organisation.aliases.create(name=alias)
    return organisation


def names(found):
    return [each.name for each in found[1]]


def test_an_organisation_is_found_by_any_of_its_names():
    oak = on_register("Oak School", "The Acorn")

    assert [organisation_of(name) for name in ("OAK school", "Acorn", "Elm")] == [oak, oak, None]


def test_a_name_stands_on_the_register_once():
    oak = on_register("Oak School", "Acorn")

    for name in ("oak-school", "ACORN"):
        with pytest.raises(ValidationError):
            Organisation(name=name).full_clean(exclude=["key"])
        with pytest.raises(ValidationError):
            make_alias(name=name, organisation=on_register(f"Other {name}"), by=make_staff())
    oak.full_clean()


def test_suggestions_are_names_alone_those_that_begin_so_first(client):
    on_register("Oak School", "Acorn")
    on_register("Great Oak")
    on_register("Oak Hidden", is_suggested=False)
    make_booking(make_session(), organisation="Oak of Jane Smith")

    response = client.get(reverse("training:organisations"), {"q": "oak"})

    assert response.json() == {"suggestions": [{"text": "Oak School"}, {"text": "Great Oak"}]}
    assert response["Cache-Control"] == "public, max-age=300"
    assert suggestions("acorn") == ["Oak School"]
    assert suggestions("o") == []


def test_suggestions_are_few():
    for number in range(20):
        on_register(f"Oak {number}")

    assert len(suggestions("Oak")) == 8


def test_the_form_keeps_words_that_nobody_suggested_and_books_them(client):
    session = make_session()
    page = client.get(book_url(session)).content.decode()
    client.post(book_url(session), filled(organisation="Kids@Play"))

    assert 'data-source="/training/organisations.json"' in page
    assert Booking.objects.get().organisation == "Kids@Play"


def test_names_to_settle_are_counted_by_organisation_with_what_they_may_be():
    oak = on_register("Oak Tree Nursery")
    session = make_session(capacity=50)
    for name in ("Oak Tree Nursry", "oak-tree nursry", "Elm", "Oak Tree Nursery"):
        make_booking(session, organisation=name)

    number, found = unlisted(10)

    assert number == 2
    assert [(each.name, each.bookings, each.likely) for each in found] == [
        ("Oak Tree Nursry", 2, (oak,)),
        ("Elm", 1, ()),
    ]
    assert found[0].spellings == ("oak-tree nursry",)
    assert names(unlisted(1)) == ["Oak Tree Nursry"]


def test_a_name_settled_as_another_name_moves_its_bookings_and_those_to_come():
    oak, session = on_register("Oak"), make_session()
    make_booking(session, organisation="SMS")

    make_alias(name="SMS", organisation=oak, by=make_staff())
    make_booking(session, organisation="S.M.S.")

    assert [each.listed_organisation for each in Booking.objects.all()] == [oak, oak]
    assert {each.organisation for each in Booking.objects.all()} == {"SMS", "S.M.S."}
    assert unlisted(10) == (0, [])


def test_a_new_organisation_has_the_bookings_of_its_name():
    make_booking(make_session(), organisation="Oak  School")

    oak = make_new(name="Oak  School", kind="school", district="hart", by=make_staff())

    assert (oak.name, Booking.objects.get().listed_organisation) == ("Oak School", oak)


def test_what_is_no_organisation_is_asked_about_no_more():
    make_booking(make_session(), organisation="n/a")

    say_no_organisation(name="n/a", by=make_staff())
    say_no_organisation(name="N/A", by=make_staff())

    assert NotAnOrganisation.objects.count() == 1
    assert unlisted(10) == (0, [])


def test_two_made_one_keep_all_names_bookings_and_what_either_knew():
    kept, other = on_register("Oak"), on_register("Elm", "Elm Tree", kind="school", district="hart")
    booking = make_booking(make_session(), organisation="Elm Tree")

    merge(kept=kept, other=other, by=make_staff())

    kept.refresh_from_db()
    booking.refresh_from_db()
    assert (booking.listed_organisation, kept.kind, kept.district) == (kept, "school", "hart")
    assert [organisation_of(name) for name in ("Elm", "Elm Tree", "Oak")] == [kept] * 3


def test_a_kind_learnt_later_passes_on_the_place_that_it_frees():
    session = make_session(capacity=5)
    session.quotas.create(value="school", places=1)
    make_booking(session, organisation="Elm", organisation_type="school")
    waiting = make_booking(session, organisation_type="school")

    make_new(name="Elm", kind="health", by=make_staff())

    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_a_name_taken_away_takes_its_bookings_with_it():
    oak = on_register("Oak", "Elm")
    booking = make_booking(make_session(), organisation="Elm")
    oak.aliases.all().delete()

    assert link_bookings(oak) == 1
    booking.refresh_from_db()
    assert booking.listed_organisation is None


def test_the_desk_settles_several_names_at_once(trainer_role):
    oak, session = on_register("Oak Tree Nursery"), make_session(capacity=9)
    for name in ("Oak Tree Nursry", "Elm", "none", "Later"):
        make_booking(session, organisation=name)
    page = trainer_role.get(reverse("admin:training_organisation_names"))
    rows = {row.unlisted.name: row.prefix for row in page.context["rows"]}
    data = {f"{prefix}-name": name for name, prefix in rows.items()}
    data |= {
        f"{rows['Oak Tree Nursry']}-decision": f"is-{oak.pk}",
        f"{rows['Elm']}-decision": "new",
        f"{rows['Elm']}-district": "hart",
        f"{rows['none']}-decision": "none",
    }

    trainer_role.post(reverse("admin:training_organisation_names"), data)

    assert organisation_of("Oak Tree Nursry") == oak
    assert organisation_of("Elm").district == "hart"
    assert names(unlisted(10)) == ["Later"]


def test_a_mistake_at_the_desk_changes_nothing_and_keeps_what_was_chosen(trainer_role):
    session = make_session(capacity=9)
    for name in ("Elm", "Ash"):
        make_booking(session, organisation=name)
    data = {
        "elm-name": "Elm",
        "elm-decision": "new",
        "ash-name": "Ash",
        "ash-decision": "other",
        "ash-other": "Oka",
    }

    page = trainer_role.post(reverse("admin:training_organisation_names"), data)

    assert "The register has no organisation of this name." in page.content.decode()
    assert 'value="Oka"' in page.content.decode()
    assert not Organisation.objects.exists()


def test_a_renamed_organisation_is_still_found_by_its_old_name(trainer_role):
    oak = on_register("Oak School")
    make_booking(make_session(), organisation="Oak School")
    data = {"name": "Oak Academy", "is_suggested": "on", "aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}

    trainer_role.post(reverse("admin:training_organisation_change", args=[oak.pk]), data)

    assert organisation_of("Oak School") == organisation_of("Oak Academy") == oak
    assert Booking.objects.get().listed_organisation == oak


def test_ticked_organisations_are_made_one(trainer_role):
    oak, elm = on_register("Oak"), on_register("Elm")

    asked = trainer_role.post(
        reverse("admin:training_organisation_changelist"),
        {"action": "make_one", "_selected_action": [oak.pk, elm.pk]},
        follow=True,
    )
    trainer_role.post(asked.redirect_chain[-1][0], {"kept": oak.pk})

    assert organisation_of("Elm") == oak
    assert Organisation.objects.count() == 1
