"""The questions after a session and three months on: answered once, stored without the person."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_booking, make_course, make_session
from tests.training.booking.booking_pages import opened
from training.enums import Attendance
from training.follow_up import attendance, evaluation
from training.models import Booking, Evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
AFTER, LATER = Evaluation.Moment.AFTER, Evaluation.Moment.LATER
EVALUATE = "/booking/evaluation/"
THANKS = "/booking/evaluation/thank-you/"


def make_come(mark=Attendance.ATTENDED, days=1, **fields):
    """Return the booking of somebody at a session that ended `days` ago."""
    start = timezone.now() - timedelta(days=days, hours=1)
    session = make_session(
        make_course(title="Neglect tour"), starts_at=start, ends_at=start + timedelta(hours=1)
    )
    booking = make_booking(session, at=start - timedelta(days=9), **fields)
    attendance.mark(booking_ids=[booking.pk], attendance=mark, by=None)
    booking.refresh_from_db()
    return booking


def answers(**fields):
    return {"confidence_before": "2", "confidence_after": "4", "comment": "Clear."} | fields


def main(response):
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()


def test_answers_are_stored_without_the_person():
    client, booking, stamp = opened(booking=make_come(organisation_type="health"))

    response = client.post(EVALUATE, answers(booking=stamp))

    assert (response.status_code, response["Location"]) == (302, THANKS)
    kept = Evaluation.objects.values().get()
    created = kept.pop("created_on")
    assert kept.pop("id")
    assert kept == {
        "session_id": booking.session_id,
        "moment": "after",
        "organisation_type": "health",
        "confidence_before": 2,
        "confidence_after": 4,
        "practice_changed": "",
        "comment": "Clear.",
    }
    assert created
    assert "We keep your answers without your name." in main(client.get(THANKS))


def test_the_booking_holds_only_the_day_so_that_no_time_leads_to_the_answer():
    client, booking, stamp = opened(booking=make_come())

    client.post(EVALUATE, answers(booking=stamp))

    booking.refresh_from_db()
    local = timezone.localtime(booking.evaluated_at)
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    assert local.date() == timezone.localdate()


def test_a_person_counts_once():
    client, _, stamp = opened(booking=make_come())
    client.post(EVALUATE, answers(booking=stamp))

    again = client.post(EVALUATE, answers(booking=stamp))

    assert "You have answered these questions. Thank you." in main(again)
    assert Evaluation.objects.count() == 1


def test_both_moments_count_separately():
    booking = make_come(days=95)

    evaluation.answer(booking_id=booking.pk, moment=AFTER, confidence_before=1, confidence_after=5)
    evaluation.answer(booking_id=booking.pk, moment=LATER, practice_changed="some")

    assert list(Evaluation.objects.values_list("moment", flat=True)) == ["after", "later"]
    with pytest.raises(evaluation.CannotEvaluate):
        evaluation.answer(booking_id=booking.pk, moment=LATER, practice_changed="much")


def test_reading_the_questions_changes_nothing():
    booking = make_come()
    client, _, _ = opened(booking=booking)
    token = evaluation.follow_up_token(booking)
    before = Booking.objects.values().get(pk=booking.pk)

    for _ in range(5):
        assert client.get(EVALUATE).status_code == 200
        assert client.head(f"/booking/follow-up/{token}/").status_code == 200

    assert Booking.objects.values().get(pk=booking.pk) == before
    assert Evaluation.objects.count() == 0


def test_every_missing_answer_is_named_and_what_was_typed_is_kept():
    client, _, stamp = opened(booking=make_come())

    response = client.post(EVALUATE, {"booking": stamp, "comment": "Kept text"})

    assert response.context["form"].error_summary == [
        {"text": "Choose how confident you were before the session", "href": "#id_confidence_before_0"},
        {"text": "Choose how confident you are now", "href": "#id_confidence_after_0"},
    ]
    assert "Kept text" in main(response)
    assert Evaluation.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"confidence_before": "6"}, {"confidence_after": "0"}, {"comment": "x" * 1001}]
)
def test_a_wrong_answer_is_refused(wrong):
    client, _, stamp = opened(booking=make_come())

    response = client.post(EVALUATE, answers(booking=stamp, **wrong))

    assert list(response.context["form"].errors) == list(wrong)
    assert Evaluation.objects.count() == 0


def test_both_forms_warn_above_the_comment():
    booking = make_come()
    client, _, _ = opened(booking=booking)

    pages = [client.get(EVALUATE), client.get(f"/booking/follow-up/{evaluation.follow_up_token(booking)}/")]

    assert ["Do not give details of any child or family." in main(page) for page in pages] == [True, True]


@pytest.mark.parametrize("mark", [Attendance.NO_SHOW, Attendance.APOLOGY])
def test_people_who_did_not_come_are_not_asked(mark):
    client, _, _ = opened(booking=make_come(mark=mark))

    response = client.get(EVALUATE)

    assert "These questions are for people who attended the session." in main(response)
    assert "<form" not in main(response)


@pytest.mark.parametrize("mark", [Attendance.PART, Attendance.NOT_MARKED])
def test_people_who_came_for_part_or_are_not_marked_yet_may_answer(mark):
    assert evaluation.may_answer(make_come(mark=mark), AFTER) is True


def test_nobody_is_asked_before_the_end():
    session = make_session()
    booking = make_booking(session)

    asked = [
        evaluation.may_answer(booking, AFTER, session.ends_at + timedelta(seconds=seconds))
        for seconds in (-1, 0)
    ]

    assert asked == [False, True]


def test_the_link_three_months_on_opens_the_questions_without_naming_anybody(client):
    booking = make_come(days=91, name="Zoë Canary", email="canary@example.org", organisation="Canary School")
    address = reverse("training:follow_up", args=[evaluation.follow_up_token(booking)])

    shown = client.get(address)
    sent = client.post(address, {"confidence_after": "4", "practice_changed": "much", "comment": ""})

    assert "Neglect tour" in main(shown)
    assert "anary" not in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    assert sent["Location"] == THANKS
    kept = Evaluation.objects.values_list("moment", "confidence_after", "practice_changed").get()
    assert kept == ("later", 4, "much")


def test_a_link_three_months_on_that_was_altered_or_is_old_finds_nothing(client, monkeypatch):
    booking = make_come(days=91)
    token = evaluation.follow_up_token(booking)
    altered = token[:-1] + ("A" if token[-1] != "A" else "B")

    pages = [client.get(f"/booking/follow-up/{each}/") for each in (altered, token[:-4], "x")]
    monkeypatch.setattr(evaluation, "_LINK_LASTS", timedelta(seconds=-1))
    pages.append(client.get(f"/booking/follow-up/{token}/"))

    assert [page.status_code for page in pages] == [404] * 4
    assert len({main(page) for page in pages}) == 1


def test_a_link_to_an_anonymised_booking_finds_nothing(client):
    booking = make_come(days=91)
    token = evaluation.follow_up_token(booking)
    Booking.objects.filter(pk=booking.pk).update(anonymised_at=timezone.now())

    assert client.get(f"/booking/follow-up/{token}/").status_code == 404


def test_without_the_cookie_nothing_is_asked(client):
    make_come()

    assert client.get(EVALUATE).status_code == 404


def test_the_page_of_the_booking_offers_certificate_and_questions_until_they_are_answered():
    client, booking, stamp = opened(booking=make_come())

    first = main(client.get("/booking/"))
    client.post(EVALUATE, answers(booking=stamp))
    second = main(client.get("/booking/"))

    links = ["/booking/certificate.pdf", EVALUATE]
    assert [f'href="{link}"' in first for link in links] == [True, True]
    assert [f'href="{link}"' in second for link in links] == [True, False]


def test_the_certificate_does_not_wait_for_the_answers():
    client, _, _ = opened(booking=make_come())

    assert client.get("/booking/certificate.pdf").status_code == 200
