"""How often the booking form may be sent, by one network and for one email; and what is said when it is too often."""

import re
from dataclasses import replace

import pytest
from django.core.cache import cache

from hscp.security.rate_limits import BOOKINGS_BY_NETWORK, BOOKINGS_IN_A_MINUTE, RateLimit
from tests.factories import make_session
from tests.training.booking.booking_pages import KEY, book_url, filled
from training.booking.locking import Busy
from training.models import Booking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def statuses(client, posts):
    """Send each of `posts` (url, data, extra) and return the answers' statuses."""
    return [client.post(url, data, **extra).status_code for url, data, extra in posts]


def test_forty_colleagues_behind_one_address_all_book_as_booking_opens(client):
    url = book_url(make_session(capacity=40))

    answers = statuses(client, [(url, filled({"email": f"p{n}@example.org"}), {}) for n in range(40)])

    assert answers == [302] * 40
    assert Booking.objects.filter(state="confirmed").count() == 40


def test_more_than_sixty_in_a_minute_wait_with_what_they_typed_and_book_the_next(client, monkeypatch):
    url = book_url(make_session(capacity=100))
    monkeypatch.setattr(RateLimit, "allows", few(RateLimit.allows, "booking-pace", 2))
    first = statuses(client, [(url, filled({"email": f"p{n}@example.org"}), {}) for n in range(2)])

    waits = client.post(url, filled({"name": "Ann Oak", "email": "ann@example.org"}))
    cache.clear()
    then = statuses(client, [(url, filled({"name": "Ann Oak", "email": "ann@example.org"}), {})])

    html = waits.content.decode()
    assert (first, waits.status_code, waits["Retry-After"], then) == ([302] * 2, 503, "30", [302])
    assert "so yours waits its turn" in html
    assert 'value="Ann Oak"' in html
    assert 'data-module="portal-retry" data-form="booking" data-seconds="30"' in html
    assert '<button class="govuk-button" type="submit" form="booking"' in html


def test_waiting_does_not_use_up_the_bookings_of_an_email(client, monkeypatch):
    url = book_url(make_session(capacity=100))
    monkeypatch.setattr(RateLimit, "allows", few(RateLimit.allows, "booking-pace", 0))
    waited = statuses(client, [(url, filled({"email": "ann@example.org"}), {}) for _ in range(7)])
    monkeypatch.undo()
    cache.clear()

    assert waited == [503] * 7
    assert statuses(client, [(url, filled({"email": "ann@example.org"}), {})]) == [302]


def test_a_script_is_stopped(client, monkeypatch):
    """It waits a minute again and again, as the page says, and is stopped after 300 people all the same."""
    url = book_url(make_session(capacity=1000))
    monkeypatch.setattr(RateLimit, "allows", few(RateLimit.allows, "booking-address", 30))

    answers = statuses(
        client,
        [(url, filled(*({"email": f"p{n}-{m}@example.org"} for m in range(10))), {}) for n in range(5)],
    )

    assert answers == [302] * 3 + [429] * 2
    assert Booking.objects.count() == 30


def few(allows, kind, most):
    """Return `allows` of RateLimit with a limit of `most` for one kind."""

    def allowed(self, value, times=1):
        limit = replace(self, most=most) if self.kind == kind else self
        return allows(limit, value, times)

    return allowed


def test_the_limits_leave_an_office_room_and_a_script_none():
    assert (BOOKINGS_IN_A_MINUTE.most, BOOKINGS_IN_A_MINUTE.seconds) == (60, 60)
    assert (BOOKINGS_BY_NETWORK.most, BOOKINGS_BY_NETWORK.seconds) == (300, 600)


def test_another_network_has_a_limit_of_its_own(client, monkeypatch):
    url = book_url(make_session(capacity=100))
    monkeypatch.setattr(RateLimit, "allows", few(RateLimit.allows, "booking-address", 2))
    statuses(client, [(url, filled({"email": f"p{n}@example.org"}), {}) for n in range(3)])

    [answer] = statuses(client, [(url, filled({"email": "other@example.org"}), {"REMOTE_ADDR": "192.0.2.9"})])

    assert answer == 302


def test_a_client_cannot_say_it_is_another(client, monkeypatch):
    url = book_url(make_session(capacity=100))
    monkeypatch.setattr(RateLimit, "allows", few(RateLimit.allows, "booking-address", 2))

    answers = statuses(
        client,
        [
            (url, filled({"email": f"p{n}@example.org"}), {"HTTP_X_FORWARDED_FOR": f"192.0.2.{n}"})
            for n in range(3)
        ],
    )

    assert answers == [302] * 2 + [429]


def test_five_bookings_for_one_email_and_no_more(client):
    sessions = [make_session() for _ in range(6)]

    answers = statuses(
        client,
        [
            (book_url(session), filled({"email": "ann@example.org"}), {"REMOTE_ADDR": f"192.0.2.{n}"})
            for n, session in enumerate(sessions)
        ],
    )

    assert answers == [302] * 5 + [429]


def test_mistakes_and_changes_of_the_form_do_not_count(client):
    url = book_url(make_session())
    statuses(client, [(url, filled({"name": ""}), {}) for _ in range(20)])
    statuses(client, [(url, filled(change="add"), {}) for _ in range(20)])

    assert statuses(client, [(url, filled(), {})]) == [302]


def test_too_often_says_what_to_do_whom_to_call_and_keeps_the_form(client, monkeypatch):
    url = book_url(make_session(capacity=100))
    monkeypatch.setattr(RateLimit, "allows", few(RateLimit.allows, "booking-address", 0))

    response = client.post(url, filled({"name": "Ann Oak"}))

    html = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (429, "600")
    assert "Wait 10 minutes, then send this page again." in html
    main = re.search(r"<main.*</main>", html, re.DOTALL).group()
    assert [number in main for number in ("999", "0808 800 5000", "0800 1111")] == [True] * 3
    assert 'value="Ann Oak"' in html
    assert f'value="{KEY}"' in html


def test_the_cache_holds_no_email_and_no_address(client):
    client.post(
        book_url(make_session()), filled({"email": "ann.canary@example.org"}), REMOTE_ADDR="192.0.2.77"
    )

    kept = repr(cache._cache)
    assert len(cache._cache) == 3
    assert [word for word in ("canary", "192.0.2.77") if word in kept] == []


def test_a_lock_that_is_not_to_be_had_keeps_the_form(client, monkeypatch):
    def busy(**_):
        raise Busy

    monkeypatch.setattr("training.views.booking.book_for_public", busy)

    response = client.post(book_url(make_session()), filled({"name": "Ann Oak", "access_needs": "Captions"}))

    html = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Wait a minute, then try again." in html
    assert 'value="Ann Oak"' in html
    assert ">\nCaptions</textarea>" in html
