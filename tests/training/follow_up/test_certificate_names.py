"""A name that no font of ours can show: the person says how it is spelt, and gets the certificate."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.documents.pdf_checks import texts_of
from tests.factories import make_booking, make_session
from tests.training.booking.booking_pages import opened
from training.booking.links import issue_record
from training.enums import Attendance, BookingEventKind
from training.follow_up import attendance, certificates
from training.models import Booking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
# Tibetan: no typeface for it comes with ours.
NAME = "བཀྲ་ཤིས་རྡོ་རྗེ།"


def make_attended(**fields):
    start = timezone.now() - timedelta(hours=2)
    session = make_session(starts_at=start, ends_at=start + timedelta(hours=1))
    booking = make_booking(session, at=start - timedelta(days=9), **fields)
    attendance.mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=None)
    return Booking.objects.get(pk=booking.pk)


def test_a_name_that_cannot_be_printed_is_asked_for_and_then_printed():
    booking = make_attended(name=NAME)
    client, booking, stamp = opened(booking=booking)

    asked = client.get(reverse("training:certificate"), follow=True)
    refused = client.post(asked.request["PATH_INFO"], {"name": NAME, "booking": stamp})
    given = client.post(asked.request["PATH_INFO"], {"name": "Tashi Dorje", "booking": stamp}, follow=True)

    assert asked.request["PATH_INFO"] == reverse("training:certificate_name")
    assert NAME in asked.content.decode()
    assert "Enter your name in Latin letters, such as Tashi Dorje" in refused.content.decode()
    assert given["Content-Type"] == "application/pdf"
    assert "Tashi Dorje" in texts_of(given.content)[0]
    assert (booking.name, Booking.objects.get().certificate_name) == (NAME, "Tashi Dorje")
    assert booking.events.filter(what=BookingEventKind.DETAILS).count() == 1


def test_the_record_asks_for_it_too(client):
    booking = make_attended(name=NAME, email="tashi@example.org")
    client.post(reverse("training:record_open", args=[issue_record("tashi@example.org")]))

    asked = client.get(reverse("training:record_certificate", args=[booking.pk]))
    stamp = client.get(asked["Location"]).wsgi_request.record_stamp
    given = client.post(asked["Location"], {"name": "Tashi Dorje", "record": stamp}, follow=True)

    assert asked["Location"] == reverse("training:record_certificate_name", args=[booking.pk])
    assert given["Content-Type"] == "application/pdf"


def test_the_check_shows_the_initials_that_the_certificate_has(client):
    booking = make_attended(name=NAME)
    certificates.spell(booking, "Tashi Dorje")

    page = client.get(reverse("training:certificate_check"), {"number": booking.certificate})

    assert "T D" in page.content.decode()


def test_nobody_else_is_asked_for_a_spelling():
    client, booking, _ = opened(booking=make_attended(name="王小明"))

    assert client.get(reverse("training:certificate"))["Content-Type"] == "application/pdf"

    Booking.objects.update(attendance=Attendance.PART)
    assert client.get(reverse("training:certificate_name")).status_code == 302
