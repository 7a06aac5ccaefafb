"""The dates and times that staff type for a session: read, refused with the reason, or asked about."""

import pytest
from django.utils import timezone

from tests.factories import make_course
from training.admin.session_form import MEANT
from training.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(signed_in):
    """Return a function that sends the form of a new session and returns (its errors on the start, the span that is stored)."""
    client, course = signed_in("training"), make_course()

    def send(day, start, end, end_day="", **more):
        data = {
            "course": course.pk,
            "state": "draft",
            "starts_at_0": day,
            "starts_at_1": start,
            "ends_at_0": end_day,
            "ends_at_1": end,
            "setting": "online",
            "joining_link_hours": 24,
            "capacity": 20,
            "promotion": "at_once",
            "offer_hours": 48,
            "quotas-TOTAL_FORMS": 0,
            "quotas-INITIAL_FORMS": 0,
            **more,
        }
        response = client.post("/admin/training/session/add/", data)
        session = Session.objects.first()
        if session is None:
            form = response.context["adminform"].form
            return [str(error) for error in form.errors.get("starts_at", [])] or form.errors, None
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        return [], f"{start:%d/%m/%Y %H:%M} {end:%H:%M}"

    return send


@pytest.mark.parametrize(
    ("start", "end", "stored"),
    [
        ("9-12", "", "12/01/2032 09:00 12:00"),
        ("1", "3pm", "12/01/2032 13:00 15:00"),
        ("11.30", "1", "12/01/2032 11:30 13:00"),
        ("half past nine", "noon", "12/01/2032 09:30 12:00"),
    ],
)
def test_the_end_guides_the_start(typed, start, end, stored):
    assert typed("12/1/2032", start, end) == ([], stored)


@pytest.mark.parametrize(
    ("day", "start", "words"),
    [
        ("Tuesday 12 January 2032", "9:30", "12 January 2032 is a Monday."),
        ("31/6/2032", "9:30", "June 2032 has 30 days."),
        ("28/3/2032", "01:30", "the clocks go forward, so 01:30 does not come."),
        ("31/10/2032", "01:30", "the clocks go back, so 01:30 comes twice."),
        ("12/1/2032", "7", "can be in the morning or in the evening"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(typed, day, start, words):
    end = "9" if start == "7" else "11:00"

    [error, *_], stored = typed(day, start, end)

    assert words in error
    assert stored is None


@pytest.mark.parametrize(
    ("day", "start", "end", "remark"),
    [
        ("12/1/2032", "01:30", "03:00", "It is in the night"),
        ("12/1/2032", "21:00", "23:00", "It is in the night"),
        ("12/1/2020", "9:30", "11:00", "It starts in the past"),
        ("12/1/2020", "23:00", "23:30", "It starts in the past and it is in the night"),
    ],
)
def test_a_night_and_the_past_are_asked_about_and_then_taken(typed, day, start, end, remark):
    [error], stored = typed(day, start, end)
    meant = error.split('value="')[1].split('"')[0]
    _, then = typed(day, start, end, **{MEANT: meant})

    assert remark in error
    assert (stored, then is None) == (None, False)


def test_agreeing_to_one_time_is_not_agreeing_to_another(typed):
    [error], _ = typed("12/1/2032", "01:30", "03:00", **{MEANT: "2032-01-12T01:00/2032-01-12T03:00"})

    assert "It is in the night" in error


def test_an_evening_that_ends_by_ten_is_not_asked_about(typed):
    assert typed("12/1/2032", "7pm", "10pm")[0] == []
