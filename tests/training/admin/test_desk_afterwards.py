"""After a session: certificates issued again and withdrawn, who did not come, and what people thought."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import address, messages_of
from tests.factories import make_booking, make_course, make_session, make_staff
from training.desk.correcting import correct
from training.desk.no_shows import no_shows
from training.enums import Attendance, EvaluationMoment
from training.follow_up import certificates
from training.follow_up.answers import answers_of_course, answers_of_session
from training.follow_up.attendance import mark
from training.follow_up.evaluation import FEWEST_ANSWERS
from training.models import Booking, Evaluation, Message, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(signed_in):
    return signed_in("training")


def over(session):
    """Let the session have been an hour ago."""
    start = timezone.now() - timedelta(hours=2)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    session.refresh_from_db()
    return session


@pytest.fixture
def attended():
    """A booking of somebody who came."""
    booking = make_booking(make_session(), name="An Lee")
    over(booking.session)
    mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=make_staff())
    booking.refresh_from_db()
    return booking


def test_a_certificate_issued_again_keeps_its_number_says_so_and_is_mailed(desk, attended):
    correct(booking_ids=[attended.pk], changes={"name": "Ann Lee"}, by=make_staff(), send=True)
    number = attended.certificate

    desk.post(address(attended.session, "certificates"), {"booking": attended.pk, "reissue": "1"})

    attended.refresh_from_db()
    assert attended.certificate == number
    assert certificates.name_of(attended) == "Ann Lee"
    assert certificates.facts_of(attended)[-1][0] == "Issued again"
    assert "has been issued again" in Message.objects.get(kind="certificate").body
    assert attended.events.last().what == "reissued"


def test_a_withdrawn_certificate_checks_no_longer_until_it_is_valid_again(desk, client, attended):
    check = reverse("training:certificate_check"), {"number": attended.certificate}
    where = address(attended.session, "certificates")

    refused = desk.post(where, {"booking": attended.pk, "withdraw": "1", "reason": ""})
    assert "reason" in refused.context["form"].errors
    assert "This certificate is genuine" in client.get(*check).text

    desk.post(where, {"booking": attended.pk, "withdraw": "1", "reason": "The wrong person"})
    page = client.get(*check).text
    assert "This certificate has been withdrawn" in page
    assert attended.session.title not in page
    mail = Message.objects.get(kind="certificate_withdrawn")
    assert mail.to == attended.email
    assert "The reason: The wrong person" in mail.body
    assert attended.events.last().reason == "The wrong person"
    with pytest.raises(certificates.NoCertificate, match="withdrawn"):
        certificates.issue(attended)

    desk.post(where, {"booking": attended.pk, "restore": "1"})
    assert "This certificate is genuine" in client.get(*check).text
    said = Message.objects.filter(kind="certificate").last().body
    assert "valid again" in " ".join(said.split())


def test_certificates_come_as_a_file_and_the_log_says_who_made_it(desk, attended):
    Booking.objects.filter(pk=attended.pk).update(name="Ann/../Lee")

    file = desk.post(address(attended.session, "certificates_zip"))

    [name] = zipfile.ZipFile(io.BytesIO(file.content)).namelist()
    assert name == "001-Ann-Lee.pdf"
    assert LogEntry.objects.get().change_message == "Exported the certificates of 1 person as ZIP."


def test_nobody_without_a_certificate_gets_one_from_the_page(desk):
    booking = make_booking(make_session())

    done = desk.get(address(booking.session, "certificate", booking.pk), follow=True)

    assert messages_of(done) == ["Only people marked as attended on the register get a certificate."]


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_of_certificates_costs_the_same_for_many(desk, count, django_assert_num_queries):
    session = make_session(capacity=20)
    bookings = [make_booking(session) for _ in range(count)]
    over(session)
    mark(booking_ids=[each.pk for each in bookings], attendance=Attendance.ATTENDED, by=make_staff())
    desk.get(address(session, "certificates"))

    with django_assert_num_queries(7):
        desk.get(address(session, "certificates"))


def missed(*marks, email, **fields):
    for each in marks:
        booking = make_booking(make_session(), email=email, **fields)
        over(booking.session)
        Booking.objects.filter(pk=booking.pk).update(attendance=each)


def found(least=2):
    today = timezone.localdate()
    return no_shows(today - timedelta(days=30), today, least)


def test_who_did_not_come_twice_is_listed_and_who_was_told_too_late_is_not():
    missed("no_show", "no_show", "attended", email="ann@example.org", name="Ann", organisation="Oak")
    missed("no_show", "not_told", "apology", "", email="bo@example.org", name="Bo", organisation="oak ")

    [person] = found().people
    [organisation] = found().organisations

    assert (person.name, person.missed, person.marked, len(person.sessions)) == ("Ann", 2, 3, 2)
    assert (organisation.missed, organisation.marked) == (3, 4)


def test_a_name_that_was_deleted_counts_for_its_organisation_alone():
    missed("no_show", "no_show", email="ann@example.org", organisation="Oak")
    Booking.objects.update(anonymised_at=timezone.now(), name="", email="", email_key="")

    assert (found().people, found().organisations[0].missed) == ([], 2)


def test_the_list_is_a_page_and_a_file(desk):
    missed("no_show", "no_show", email="ann@example.org", name="=Ann", organisation="Oak")
    where = reverse("admin:training_session_no_shows")

    page = desk.get(where)
    file = desk.post(where, {"file": "csv", "least": 2})

    assert [row.name for row in page.context["found"].people] == ["=Ann"]
    assert "'=Ann" in file.content.decode()
    assert desk.get(where, {"first": "32 May"}).context["found"] is None


def answer(session, number, **fields):
    Evaluation.objects.bulk_create(
        Evaluation(
            **{
                "session": session,
                "moment": EvaluationMoment.AFTER,
                "organisation_type": "school",
                "confidence_before": 2,
                "confidence_after": 4,
                "comment": f"Comment {one}",
                **fields,
            }
        )
        for one in range(number)
    )


def test_answers_are_shown_from_five_on():
    session = make_session()
    answer(session, FEWEST_ANSWERS - 1)
    few = answers_of_session(session)[EvaluationMoment.AFTER]
    answer(session, 1)
    enough = answers_of_session(session)[EvaluationMoment.AFTER]

    assert (few.number, few.shown, few.before, few.comments) == (4, False, None, ())
    assert (enough.number, enough.before, enough.after, len(enough.comments)) == (5, 2.0, 4.0, 5)


def test_a_figure_that_few_gave_is_not_shown():
    session = make_session()
    answer(session, 4)
    answer(session, 4, confidence_before=None)

    shown = answers_of_session(session)[EvaluationMoment.AFTER]

    assert (shown.before, shown.after) == (None, 4.0)


def test_the_answers_of_a_course_do_not_tell_those_of_one_small_session():
    course = make_course()
    large, small, other = (make_session(course) for _ in range(3))
    answer(large, 6)
    answer(small, 2, confidence_after=1)

    assert answers_of_course(course)[EvaluationMoment.AFTER].number == 6
    answer(other, 3)
    assert answers_of_course(course)[EvaluationMoment.AFTER].number == 11


def test_the_page_shows_comments_and_no_names(desk):
    booking = make_booking(make_session(), name="Canary Wren")
    over(booking.session)
    answer(booking.session, 5)

    page = desk.get(address(booking.session, "answers"))

    assert "Comment 3" in page.text
    assert "Canary" not in page.text
