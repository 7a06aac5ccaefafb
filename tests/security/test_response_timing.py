"""Answers to a POST take even times, so that their timing reveals nothing."""

import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from hscp.security import response_timing
from hscp.security.response_timing import even_response_timing
from tests.factories import make_course, make_session

STEP = 0.2


def seconds_of(method, working):
    """Return how long a request takes if its view works for so many seconds."""

    @even_response_timing
    def view(request):
        time.sleep(working)
        return HttpResponse("done")

    started = time.monotonic()
    assert view(getattr(RequestFactory(), method)("/")).content == b"done"
    return time.monotonic() - started


@pytest.mark.parametrize(("working", "steps"), [(0, 1), (0.1, 1), (0.21, 2)])
def test_a_post_is_answered_at_the_next_full_step(monkeypatch, working, steps):
    monkeypatch.setattr(response_timing, "STEP_SECONDS", STEP)

    assert seconds_of("post", working) // STEP == steps


def test_a_page_that_is_read_is_not_held_back(monkeypatch):
    monkeypatch.setattr(response_timing, "STEP_SECONDS", STEP)

    assert seconds_of("get", 0) < STEP


@pytest.mark.django_db
def test_forms_that_take_an_email_answer_at_an_even_pace(monkeypatch, client):
    monkeypatch.setattr(response_timing, "STEP_SECONDS", STEP)
    addresses = [
        reverse("training:book", args=[make_session().pk]),
        reverse("training:interest", args=[make_course().slug]),
        reverse("training:record_request"),
    ]
    for address in addresses:
        started = time.monotonic()

        client.post(address, {})

        assert (address, time.monotonic() - started >= STEP) == (address, True)
