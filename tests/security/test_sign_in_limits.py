"""Floods of guesses: few reach the hashing of a password, readers do not feel them, and the editor still gets in."""

import threading

import pytest
from axes.models import AccessLog
from django.contrib.auth import hashers
from django.core.exceptions import ValidationError

from hscp.security import sign_in_limits
from hscp.security.rate_limits import SIGN_INS_BY_NETWORK
from hscp.security.sign_in_limits import FREE_FAILURES, MustWait, check_pace, hashing
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
PASSWORD, WRONG = "a long enough pass phrase", "a wrong pass phrase"


@pytest.fixture
def hashed(monkeypatch):
    """Count the passwords that are hashed."""
    found = []
    check, make = hashers.check_password, hashers.make_password
    monkeypatch.setattr(
        "django.contrib.auth.base_user.check_password",
        lambda *args, **kwargs: found.append(1) or check(*args, **kwargs),
    )
    monkeypatch.setattr(
        "django.contrib.auth.base_user.make_password",
        lambda *args, **kwargs: found.append(1) or make(*args, **kwargs),
    )
    return found


@pytest.fixture
def ada():
    return make_staff(username="ada", password=PASSWORD)


def sign_in(client, name="ada", password=WRONG, address="192.0.2.1"):
    data = {"username": name, "password": password, "next": "/admin/"}
    return client.post("/admin/login/", data, REMOTE_ADDR=address)


def test_one_name_from_many_addresses_is_guessed_ever_more_slowly(client, ada, hashed):
    answers = [sign_in(client, address=f"198.51.100.{number}") for number in range(60)]

    assert len(hashed) <= FREE_FAILURES + 2
    assert "Too many wrong passwords were entered for this name" in answers[-1].text


def test_many_names_from_one_address_are_slowed(client, hashed):
    answers = [sign_in(client, name=f"person{number}") for number in range(SIGN_INS_BY_NETWORK.most + 20)]

    assert len(hashed) <= SIGN_INS_BY_NETWORK.most
    assert "came from your network" in answers[-1].text


def test_addresses_of_one_ipv6_network_are_one(client, hashed):
    for number in range(SIGN_INS_BY_NETWORK.most + 20):
        sign_in(client, name=f"person{number}", address=f"2001:db8::{number:x}")

    assert len(hashed) <= SIGN_INS_BY_NETWORK.most


def test_who_has_signed_in_from_there_gets_in_while_others_guess(client, ada):
    AccessLog.objects.create(
        username="ada", ip_address="192.0.2.77", user_agent="", path_info="/admin/login/"
    )
    for number in range(30):
        sign_in(client, address=f"198.51.100.{number}")

    elsewhere = sign_in(client, password=PASSWORD, address="203.0.113.5")
    at_home = sign_in(client, password=PASSWORD, address="192.0.2.77")

    assert (elsewhere.status_code, at_home.status_code) == (200, 302)


def test_what_is_refused_before_hashing_is_refused_the_same_for_names_that_are_none(client, ada):
    texts = []
    for name in ("ada", "nobody"):
        for number in range(30):
            answer = sign_in(client, name=name, address=f"198.51.100.{number}")
        texts.append(answer.text.replace(name, "NAME"))

    csrf = [text.split("csrfmiddlewaretoken")[0] for text in texts]
    assert csrf[0] == csrf[1]


def test_one_hashes_one_waits_and_the_next_is_told_to_come_again():
    entered, leave = threading.Event(), threading.Event()

    def hold():
        with hashing():
            entered.set()
            leave.wait(10)

    first = threading.Thread(target=hold)
    first.start()
    entered.wait(10)
    second = threading.Thread(target=hold)
    second.start()
    while sign_in_limits._threads._value:
        pass
    with pytest.raises(MustWait, match="just now"), hashing():
        pass
    leave.set()
    first.join()
    second.join()

    with hashing():
        pass


def test_a_forged_header_makes_no_new_network(rf, settings):
    settings.HSCP_PROXY_COUNT = 0
    requests = [
        rf.post("/", HTTP_X_FORWARDED_FOR=f"1.1.1.{number}", REMOTE_ADDR="192.0.2.1")
        for number in range(SIGN_INS_BY_NETWORK.most + 1)
    ]
    for request in requests[:-1]:
        check_pace(request, "ada")

    with pytest.raises(MustWait):
        check_pace(requests[-1], "ada")


def test_the_form_says_what_to_do(client, ada, monkeypatch):
    def wait(request, name):
        raise MustWait("Wait.")

    monkeypatch.setattr("hscp.security.sign_in.check_pace", wait)

    form = sign_in(client, password=PASSWORD).context["form"]

    assert isinstance(form.non_field_errors().as_data()[0], ValidationError)
    assert form.non_field_errors() == ["Wait."]
