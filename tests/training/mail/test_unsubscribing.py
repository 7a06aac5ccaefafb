"""Saying that one does not want to be invited: by link, by mail program, by telephone, and taking it back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hscp.privacy import declarations, subject_access
from tests.admin.pages import address, filled_in
from tests.factories import make_booking, make_course, make_session
from training.desk.inviting import invite, invited
from training.enums import InviteWhom
from training.mail.delivery import as_email, send_due
from training.mail.reading import text_of
from training.mail.unsubscribing import has_refused, mailbox_of, refuse, unsubscribe_link
from training.models import InvitationRefusal, Message

pytestmark = pytest.mark.django_db
ANN = "Ann@example.org"


@pytest.fixture
def session():
    """A session whose course was booked before by Ann and Bob."""
    course = make_course()
    for email in (ANN, "bob@example.org"):
        make_booking(make_session(course), email=email, role="lead")
    return make_session(course)


def link_in(message):
    return re.search(r"(/training/invitations/\S+)", message.body)[1]


def invite_leads(session):
    invite(session, [InviteWhom.LEADS], text="")
    return Message.objects.get(to=ANN, kind="invitation")


def test_opening_the_link_changes_nothing_and_the_button_stops_invitations(client, session):
    link = link_in(invite_leads(session))

    assert "Do not invite me again" in client.get(link).text
    assert not InvitationRefusal.objects.exists()
    page = client.post(link, {"answer": "stop"}, follow=True)

    assert "You will get no more invitations" in page.text
    found = invited(make_session(session.course), [InviteWhom.LEADS])
    assert (list(found.people.values()), found.refusing) == (["bob@example.org"], 1)


def test_another_spelling_of_the_address_is_left_out_too(session):
    refuse(mailbox_of("ＡNN@EXAMPLE.org."))

    assert invited(session, [InviteWhom.LEADS]).refusing == 1


def test_the_same_link_takes_it_back(client, session):
    link = link_in(invite_leads(session))
    client.post(link, {"answer": "stop"})

    assert "Invite me again" in client.get(link).text
    client.post(link, {"answer": "invite"})

    assert not has_refused(mailbox_of(ANN))


def test_a_mail_program_stops_them_with_one_request_and_no_cookie(session):
    email = as_email(invite_leads(session))
    link = email.extra_headers["List-Unsubscribe"]

    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.search(r"<https?://[^/]+(/\S+)>", link)[1]
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert has_refused(mailbox_of(ANN))


def test_other_mails_offer_no_such_button(session):
    confirmed = Message.objects.filter(kind="confirmed").first()

    assert "List-Unsubscribe" not in as_email(confirmed).extra_headers


@pytest.mark.parametrize("change", [lambda link: link[:-3] + "/", lambda link: link.replace("s/", "s/a", 1)])
def test_a_link_cut_short_or_altered_stops_nobody(client, session, change):
    link = change(link_in(invite_leads(session)))

    assert client.post(link, {"answer": "stop"}).status_code == 404
    assert not InvitationRefusal.objects.exists()


def test_an_invitation_that_still_waits_is_not_sent_after_a_no(session, mailoutbox):
    invite_leads(session)
    refuse(mailbox_of(ANN))

    send_due()

    invitations = [mail.to for mail in mailoutbox if "Places to book" in mail.subject]
    assert invitations == [["bob@example.org"]]


def test_an_objection_outlives_the_erasure_of_everything_else(session):
    refuse(mailbox_of(ANN))

    assert subject_access.held_on(ANN, declarations.DECLARATIONS)["invitation_refusals"]
    subject_access.erase(ANN, declarations.DECLARATIONS)

    assert has_refused(mailbox_of(ANN))
    assert "example.org" not in InvitationRefusal.objects.get().email_hash


def test_an_objection_follows_a_corrected_address(session):
    refuse(mailbox_of(ANN))

    subject_access.correct(ANN, {"email": "ann@new.example.org"}, declarations.DECLARATIONS)

    assert has_refused(mailbox_of("ann@new.example.org"))


def test_staff_see_it_on_the_person_and_change_it_for_whoever_telephones(signed_in, session):
    booking = session.course.sessions.exclude(pk=session.pk).first().bookings.get()
    desk = signed_in("training")
    change = reverse("admin:training_session_person_invite", args=[booking.pk])
    page = reverse("admin:training_session_person", args=[booking.pk])

    desk.post(change, {"answer": "stop"})
    assert "Asked not to be invited" in desk.get(page).text
    desk.post(change, {"answer": "invite"})

    assert "Asked not to be invited" not in desk.get(page).text


def test_staff_are_told_how_many_are_left_out(signed_in, session):
    refuse(mailbox_of(ANN))
    desk, where = signed_in("training"), address(session, "invite")

    page = desk.post(where, filled_in(desk.get(where), whom=["leads"]))
    assert "1 person who asks not to be invited" in page.text
    refuse(mailbox_of("bob@example.org"))
    page = desk.post(where, filled_in(desk.get(where), whom=["leads"]))

    assert "asked not to be invited (2)" in page.text


def test_the_link_of_staff_reading_the_mail_is_hidden(session):
    assert unsubscribe_link(ANN) not in text_of(invite_leads(session), joining_link=True)
