"""Certificates: who gets one, what it says, and what anybody can find out with a number."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import page
import pikepdf
import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from hscp.documents import compiler
from hscp.documents.compiler import Compiled
from tests.documents.pdf_checks import gate, texts_of
from tests.factories import make_booking, make_course, make_session
from tests.training.booking.booking_pages import opened
from training.enums import Attendance, BookingState
from training.follow_up import attendance, certificates
from training.models import Booking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
CHECK = "/training/certificates/"


def make_attended(session=None, mark=Attendance.ATTENDED, **fields):
    """Return the booking of somebody who attended a session that has ended."""
    session = session or make_past_session()
    before = session.starts_at - timedelta(days=9)
    booking = make_booking(session, at=before, **fields)
    attendance.mark(booking_ids=[booking.pk], attendance=mark, by=None)
    booking.refresh_from_db()
    return booking


def make_past_session(course=None, start=datetime(2026, 3, 3, 10, tzinfo=UTC), minutes=90):
    return make_session(course, starts_at=start, ends_at=start + timedelta(minutes=minutes))


def rows(response):
    """Return the facts that a page lists, as {label: value}."""
    found = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", response.content.decode())
    return dict(found)


def said(response):
    return re.search(r'id="answer">([^<]+)', response.content.decode()).group(1)


def test_the_register_gives_a_number_once():
    booking = make_attended()
    first = booking.certificate

    attendance.mark(booking_ids=[booking.pk], attendance=Attendance.NO_SHOW, by=None)
    attendance.mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=None)
    again = certificates.issue(booking)

    booking.refresh_from_db()
    assert first == again == booking.certificate
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", first)


def test_what_was_marked_by_other_means_gets_its_number_when_it_is_opened():
    booking = make_attended()
    Booking.objects.filter(pk=booking.pk).update(certificate=None)

    number = certificates.issue(Booking.objects.get(pk=booking.pk))

    assert Booking.objects.get(pk=booking.pk).certificate == number


def test_numbers_are_80_random_bits():
    numbers = {certificates.number_for(Booking()) for _ in range(200)}

    assert len(numbers) == 200
    assert len(certificates.DIGITS) ** 16 == 2**80


@pytest.mark.parametrize("mark", [Attendance.PART, Attendance.NO_SHOW, Attendance.APOLOGY])
def test_only_people_who_attended_the_whole_session_have_a_certificate(mark):
    booking = make_attended(mark=mark)

    with pytest.raises(certificates.NoCertificate) as refused:
        certificates.certificate_pdf(booking)

    assert str(refused.value) == "Only people marked as attended on the register get a certificate."
    assert Booking.objects.get(pk=booking.pk).certificate is None


def test_an_anonymised_booking_gets_no_new_certificate():
    booking = make_attended()
    Booking.objects.filter(pk=booking.pk).update(certificate=None, anonymised_at=timezone.now())

    with pytest.raises(certificates.NoCertificate):
        certificates.issue(booking)


def test_the_certificate_is_filled_with_what_the_register_holds(monkeypatch, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    course = make_course(
        title="Neglect tour",
        level="Level 2",
        valid_months=24,
        aims="<p>You can:</p><ul><li>see neglect</li><li>say so</li></ul>",
        signed_by="Jo Example",
        signed_by_role="Training lead",
    )
    booking = make_attended(make_past_session(course), name="Zoë Łuk", organisation="Oak School")
    filled = {}
    monkeypatch.setattr(
        certificates,
        "compile_about_a_person",
        lambda document, data: filled.update(data) or Compiled(b"%PDF", None, [], []),
    )

    certificates.certificate_pdf(booking)

    code = filled.pop("code")
    assert code.startswith("<svg")
    assert filled == {
        "name": "Zoë Łuk",
        "organisation": "Oak School",
        "course": "Neglect tour",
        "outcomes": ["You can:", "see neglect", "say so"],
        "signed": {"name": "Jo Example", "role": "Training lead"},
        "facts": [
            ("Date", "3 March 2026"),
            ("Length", "1 hour 30 minutes"),
            ("Level", "Level 2"),
            ("Refresh by", "3 March 2028"),
        ],
        "number": booking.certificate,
        "address": "https://portal.example.org/training/certificates/",
    }


def test_whoever_the_settings_name_signs_unless_the_course_names_somebody_else(settings):
    settings.HSCP_CERTIFICATES_SIGNED_BY = "Sam Example, Board manager, Hampshire"
    own = make_course(signed_by="Jo Example", signed_by_role="Training lead")

    assert certificates.signatory(make_course()) == {
        "name": "Sam Example",
        "role": "Board manager, Hampshire",
    }
    assert certificates.signatory(own) == {"name": "Jo Example", "role": "Training lead"}


@pytest.mark.parametrize("fields", [{"signed_by": "Jo Example"}, {"signed_by_role": "Training lead"}])
def test_a_course_names_both_who_signs_and_as_what(fields):
    with pytest.raises(IntegrityError):
        make_course(**fields)


@pytest.mark.parametrize("number", [0, 3, 40])
def test_outcomes_are_the_first_of_the_aims_and_none_is_endless(number):
    items = "".join(f"<li>Aim {n} {'very ' * 60}long</li>" for n in range(number))
    found = certificates.outcomes(make_course(aims=f"<ul>{items}</ul>" if number else ""))

    assert [line.split(" very")[0] for line in found] == [f"Aim {n}" for n in range(min(number, 5))]
    assert all(len(line) <= 160 and line.endswith("…") for line in found)


def test_the_longest_texts_fit_on_one_page(settings):
    settings.HSCP_CERTIFICATES_SIGNED_BY = "Name " * 16 + ", " + "Role " * 24
    aims = "".join(f"<li>{'words ' * 40}</li>" for _ in range(9))
    course = make_course(
        title="Responding to neglect, " * 8 + "and more",
        aims=f"<ul>{aims}</ul>",
        level="L" * 60,
        valid_months=12,
    )
    booking = make_attended(
        make_past_session(course), name="Wolfeschlegelstein " * 6, organisation="School " * 22
    )

    pdf = certificates.certificate_pdf(booking)

    gate(pdf, f"Certificate of attendance: {course.title}")
    assert len(texts_of(pdf)) == 1


def test_the_pdf_says_for_whom_what_was_learnt_and_who_signs(settings):
    settings.HSCP_CERTIFICATES_SIGNED_BY = "Sam Example, Board manager"
    course = make_course(title="Neglect tour", level="Level 2", aims="<p>Name the signs of neglect.</p>")
    booking = make_attended(make_past_session(course), organisation="Oak School")

    [text] = texts_of(certificates.certificate_pdf(booking))

    said = [
        "Oak School",
        "Level 2",
        "Name the signs of neglect.",
        "Signed by",
        "Sam Example",
        "Board manager",
    ]
    assert [words for words in said if words not in text] == []


def test_a_certificate_that_nobody_signs_is_given_by_the_partnership():
    [text] = texts_of(certificates.certificate_pdf(make_attended()))

    assert "Given by" in text
    assert "Signed by" not in text


def test_the_pdf_is_one_page_with_its_title_language_and_tags():
    booking = make_attended(make_past_session(make_course(title="Neglect tour")))

    pdf = certificates.certificate_pdf(booking)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        facts = (
            len(document.pages),
            str(document.docinfo["/Title"]),
            str(document.docinfo["/Author"]),
            str(document.Root.Lang),
            bool(document.Root.MarkInfo.Marked),
        )
    assert facts == (
        1,
        "Certificate of attendance: Neglect tour",
        "Hampshire Safeguarding Children Partnership",
        "en-GB",
        True,
    )
    assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1).is_compliant


@pytest.mark.parametrize(
    ("stated", "took", "words"),
    [
        (None, 60, "1 hour"),
        (None, 135, "2 hours 15 minutes"),
        (45, 90, "45 minutes"),
        (61, 5, "1 hour 1 minute"),
    ],
)
def test_length_is_what_the_course_states_or_else_what_the_session_took(stated, took, words):
    session = make_past_session(make_course(duration_minutes=stated), minutes=took)

    assert certificates.length(session) == words


@pytest.mark.parametrize(
    ("held", "months", "until"),
    [
        (datetime(2026, 3, 3, 10, tzinfo=UTC), 24, date(2028, 3, 3)),
        (datetime(2026, 8, 31, 10, tzinfo=UTC), 6, date(2027, 2, 28)),
        (datetime(2026, 12, 15, 10, tzinfo=UTC), 1, date(2027, 1, 15)),
        # In summer, half past eleven at night by UTC is the next day in London.
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), 12, date(2027, 7, 1)),
        (datetime(2026, 3, 3, 10, tzinfo=UTC), None, None),
    ],
)
def test_refresh_by_counts_calendar_months_from_the_day_in_london(held, months, until):
    session = make_past_session(make_course(valid_months=months), start=held)

    assert certificates.refresh_by(session) == until


def test_a_person_downloads_it_from_their_booking():
    session = make_session()
    client, booking, _ = opened(session)
    over = timezone.now() - timedelta(hours=2)
    session.starts_at, session.ends_at = over, over + timedelta(hours=1)
    session.save()
    attendance.mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=None)
    before = Booking.objects.values().get(pk=booking.pk)

    response = client.get(reverse("training:certificate"))

    day = timezone.localdate(over).isoformat()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="certificate-{day}.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF-")
    assert Booking.objects.values().get(pk=booking.pk) == before


def test_without_the_register_there_is_none_to_download():
    client, _, _ = opened(make_session())

    response = client.get(reverse("training:certificate"))

    assert response.status_code == 404
    assert "There is no certificate" in response.content.decode()


def test_without_the_cookie_there_is_none_to_download(client):
    make_attended()

    assert client.get(reverse("training:certificate")).status_code == 404


def test_a_compiler_that_fails_says_try_again(monkeypatch):
    def fail(*args):
        raise compiler.CannotCompile("certificate.typ took more than 10 seconds")

    monkeypatch.setattr(certificates, "compile_about_a_person", fail)
    start = timezone.now() - timedelta(hours=2)
    client, _, _ = opened(booking=make_attended(make_past_session(start=start)))

    response = client.get(reverse("training:certificate"))

    assert response.status_code == 503
    assert "Nothing is lost" in response.content.decode()


def test_a_number_shows_course_day_length_and_initials_only(client):
    course = make_course(
        title="Neglect tour",
        level="Level 2",
        aims="<p>Name the signs.</p>",
        signed_by="Jo Example",
        signed_by_role="Training lead",
    )
    booking = make_attended(
        make_past_session(course), name="Zoë Łukasiewicz", email="zoe@example.org", organisation="Oak School"
    )

    response = client.get(CHECK, {"number": booking.certificate})

    assert said(response) == "This certificate is genuine"
    assert rows(response) == {
        "Number": booking.certificate,
        "Course": "Neglect tour",
        "Date": "3 March 2026",
        "Length": "1 hour 30 minutes",
        "Level": "Level 2",
        "Outcomes": '<ul class="govuk-list govuk-list--bullet govuk-!-margin-bottom-0"><li>Name the signs.</li></ul>',
        "Signed by": "Jo Example, Training lead",
        "Given to": "Z Ł (initials only)",
    }
    html = response.content.decode()
    assert [word for word in ("Łukasiewicz", "zoe@", "Oak School") if word in html] == []
    assert response.cookies == {}
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_number_may_be_typed_in_any_way(client):
    booking = make_attended()
    Booking.objects.filter(pk=booking.pk).update(certificate="0123-4567-89AB-1111")

    typed = ["0123456789ab1111", "o123 4567 89ab lI1i", " 0123-4567-89AB-1111 "]

    assert [certificates.find(number).pk for number in typed] == [booking.pk] * 3


@pytest.mark.parametrize("number", ["0000-0000-0000-0000", "x", "é" * 16, "١" * 16, "%00", "'; drop table"])
def test_an_unknown_number_gets_one_answer(client, number):
    make_attended()

    response = client.get(CHECK, {"number": number})

    assert (response.status_code, said(response)) == (200, "No certificate has this number")


@pytest.mark.parametrize("mark", [Attendance.NO_SHOW, Attendance.PART, Attendance.NOT_MARKED])
def test_a_number_is_not_valid_once_the_register_says_otherwise(client, mark):
    booking = make_attended()
    attendance.mark(booking_ids=[booking.pk], attendance=mark, by=None)

    assert said(client.get(CHECK, {"number": booking.certificate})) == "No certificate has this number"
    assert booking.state == BookingState.CONFIRMED


def test_no_number_is_an_error_of_the_field(client):
    response = client.get(CHECK, {"number": " "})

    assert response.context["form"].errors == {"number": ["Enter the certificate number"]}


def test_checking_many_numbers_is_slowed_down(client):
    booking = make_attended()

    statuses = [client.get(CHECK, {"number": booking.certificate}).status_code for _ in range(31)]
    other = client.get(CHECK, {"number": booking.certificate}, REMOTE_ADDR="203.0.113.9")

    assert statuses == [200] * 30 + [429]
    assert other.status_code == 200
