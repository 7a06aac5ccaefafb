"""Answers to a POST take even times, so that their timing reveals nothing."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from hscp.security import response_timing
from hscp.security.response_timing import even_response_timing
from tests.factories import make_course, make_session

STEP = 0.2


class Stopwatch:
    """A clock that goes on only while somebody sleeps by it."""

    now = 0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def stopwatch(monkeypatch):
    monkeypatch.setattr(response_timing, "STEP_SECONDS", STEP)
    watch = Stopwatch()
    monkeypatch.setattr(response_timing, "time", watch)
    return watch


def ask(stopwatch, method, working):
    """Send a request to a view that works for so many seconds."""

    @even_response_timing
    def view(request):
        stopwatch.sleep(working)
        return HttpResponse("done")

    assert view(getattr(RequestFactory(), method)("/")).content == b"done"


@pytest.mark.parametrize(("working", "steps"), [(0, 1), (0.1, 1), (0.21, 2)])
def test_a_post_is_answered_at_the_next_full_step(stopwatch, working, steps):
    ask(stopwatch, "post", working)

    assert stopwatch.now == pytest.approx(steps * STEP)


def test_a_page_that_is_read_is_not_held_back(stopwatch):
    ask(stopwatch, "get", 0.01)

    assert stopwatch.now == 0.01


@pytest.mark.django_db
def test_forms_that_take_an_email_answer_at_an_even_pace(stopwatch, client):
    addresses = [
        reverse("training:book", args=[make_session().pk]),
        reverse("training:interest", args=[make_course().slug]),
        reverse("training:record_request"),
        reverse("admin_password_reset"),
    ]
    for address in addresses:
        before = stopwatch.now

        client.post(address, {})

        assert (address, stopwatch.now) == (address, pytest.approx(before + STEP))
