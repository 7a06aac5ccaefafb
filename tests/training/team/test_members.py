"""Whom a lead asks, how often, and how a colleague says yes, no, or stops it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_booking, make_session
from tests.training.booking.booking_pages import opened
from tests.training.team.team_pages import LEAD, NAME, TEAM, LeadsBrowser, agree, book_as_lead, main
from training.booking.links import issue_record
from training.enums import TeamConsent
from training.models import Message, TeamMember
from training.team import members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def add(email="ann@example.org", **fields):
    return members.add(
        **({"lead_email": LEAD, "lead_name": NAME, "email": email, "name": "Ann Ash"} | fields)
    )


def asked():
    return list(Message.objects.filter(kind="team_asked").values_list("to", flat=True))


def link_in(kind):
    body = Message.objects.filter(kind=kind).last().body
    return re.search(r"(/training/team-consent/\S+)", body).group(1)


def test_a_colleague_who_is_added_is_asked_once_in_thirty_days():
    member = add()
    add()
    members.ask([member])
    members.remove(member.pk)
    add()
    first = asked()

    members.ask([member], at=timezone.now() + timedelta(days=31))

    assert first == ["ann@example.org"]
    assert asked() == ["ann@example.org"] * 2


def test_the_mail_says_who_asks_and_its_link_changes_nothing_by_itself(client):
    add()
    body = Message.objects.get(kind="team_asked").body

    page = client.get(link_in("team_asked"))

    assert NAME in body
    assert LEAD in body
    assert page.status_code == 200
    assert LEAD in main(page)
    assert TeamMember.objects.get().consent == TeamConsent.ASKED


def test_a_colleague_agrees_and_stops_it_with_the_same_link(client):
    add()
    link = link_in("team_asked")

    client.post(link, {"answer": "agree"})
    member = TeamMember.objects.get()
    assert member.consent == TeamConsent.AGREED
    assert "ann@example.org" in member.words
    assert member.words in " ".join(Message.objects.get(kind="team_agreed").body.split())
    client.post(link, {"answer": "refuse"})

    member.refresh_from_db()
    assert (member.consent, member.words) == (TeamConsent.WITHDRAWN, "")


def test_whoever_said_no_is_not_asked_again_whatever_the_lead_does(client):
    member = add()
    client.post(link_in("team_asked"), {"answer": "refuse"})
    later = timezone.now() + timedelta(days=100)

    members.remove(member.pk)
    add(at=later)
    members.ask([member], at=later)

    assert asked() == ["ann@example.org"]
    assert TeamMember.objects.get().consent == TeamConsent.REFUSED


def test_many_leads_cannot_fill_one_mailbox():
    for number in range(6):
        add(lead_email=f"lead-{number}@example.org")

    assert len(asked()) == 3
    assert set(TeamMember.objects.values_list("consent", flat=True)) == {TeamConsent.ASKED}


def test_a_form_that_names_a_lead_asks_nobody():
    book_as_lead(make_session(), {"email": "ann@example.org"})

    assert asked() == []
    assert TeamMember.objects.get().consent == TeamConsent.NOT_ASKED


def test_a_form_cannot_rename_or_answer_for_a_colleague():
    add()
    agree("ann@example.org")

    book_as_lead(make_session(), {"email": "ann@example.org", "name": "Somebody Else"})

    member = TeamMember.objects.get()
    assert (member.name, member.consent) == ("Ann Ash", TeamConsent.AGREED)


def test_the_lead_gets_the_same_answer_for_every_address():
    browser = LeadsBrowser()
    make_booking(make_session(), email="ann@example.org")

    answers = [
        browser.send(TEAM + "people/", {"lead_name": NAME, "name": "A B", "email": email})["Location"]
        for email in ("ann@example.org", "nobody@example.org")
    ]

    assert answers == [f"{TEAM}people/?done=added"] * 2


@pytest.mark.parametrize("email", [LEAD, "office@example.org", "no address"])
def test_a_colleague_needs_an_address_of_their_own(email):
    response = LeadsBrowser().send(TEAM + "people/", {"lead_name": NAME, "name": "A B", "email": email})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert asked() == []


@pytest.mark.parametrize("word", ["x", "", "AAAA:BBBB:CCCC"])
def test_a_wrong_link_opens_nothing(client, word):
    add()

    assert client.get(f"/training/team-consent/{word or '-'}/").status_code == 404


def test_the_link_of_a_pair_that_is_gone_opens_nothing_of_the_next(client):
    add()
    link = link_in("team_asked")
    pk = TeamMember.objects.get().pk
    TeamMember.objects.all().delete()
    TeamMember.objects.create(
        pk=pk, lead_email="x@example.org", email="y@example.org", used_at=timezone.now()
    )

    assert client.get(link).status_code == 404


def test_a_colleague_answers_from_their_own_record_and_from_a_booking():
    booking = book_as_lead(make_session(), {"email": "ann@example.org"})["ann@example.org"]
    member = TeamMember.objects.get()
    record = Client()
    record.post(f"/training/my-record/{issue_record('ann@example.org')}/")
    page = record.get("/training/my-record/courses/")
    assert LEAD in main(page)

    stamp = page.wsgi_request.record_stamp
    record.post(f"/training/my-record/leads/{member.pk}/", {"record": stamp, "answer": "agree"})
    member.refresh_from_db()
    agreed = member.consent
    client, _, stamp = opened(booking=booking)
    assert LEAD in main(client.get("/booking/leads/"))
    client.post(f"/booking/leads/{member.pk}/", {"booking": stamp, "answer": "refuse"})

    member.refresh_from_db()
    assert (agreed, member.consent) == (TeamConsent.AGREED, TeamConsent.WITHDRAWN)


def test_nobody_answers_for_another():
    book_as_lead(make_session(), {"email": "ann@example.org"})
    member = TeamMember.objects.get()
    bob = Client()
    bob.post(f"/training/my-record/{issue_record('bob@example.org')}/")
    stamp = bob.get("/training/my-record/courses/").wsgi_request.record_stamp

    bob.post(f"/training/my-record/leads/{member.pk}/", {"record": stamp, "answer": "agree"})

    member.refresh_from_db()
    assert member.consent == TeamConsent.NOT_ASKED


def test_nobody_can_agree_for_a_mailbox_that_several_people_read():
    book_as_lead(make_session(), {"email": "info@example.org", "shares_mailbox": True})
    member = TeamMember.objects.get()

    members.answer(member.pk, agrees=True)

    member.refresh_from_db()
    assert member.consent == TeamConsent.NOT_ASKED


def test_each_mail_to_somebody_who_agreed_says_how_to_stop_it(client):
    add()
    make_booking(make_session(), email="ann@example.org")
    assert "/training/team-consent/" not in Message.objects.filter(kind="confirmed").last().body
    agree("ann@example.org")

    make_booking(make_session(), email="ann@example.org")
    client.post(link_in("confirmed"), {"answer": "refuse"})

    assert LEAD in Message.objects.filter(kind="confirmed").last().body
    assert TeamMember.objects.get().consent == TeamConsent.WITHDRAWN
