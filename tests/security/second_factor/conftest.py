"""Members of staff with a second step, and what they do at its pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hscp.security.second_factor.app_codes import code_now, new_key
from hscp.security.second_factor.enums import DeviceKind
from hscp.security.second_factor.models import SignInDevice

PASSWORD = "a long enough pass phrase"
STEP = "/admin/second-step/"
DEVICES = "/admin/sign-in-devices/"
LATER = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def forced(settings, empty_cache):
    """Ask for a second step as in production, and count wrong codes from none."""
    settings.HSCP_SECOND_FACTOR = True
    settings.HSCP_ADDRESS = "http://localhost:8000"


@pytest.fixture
def member(person):
    """Return a function that makes a member of staff with a password and, unless `app` is False, an app."""

    def make(role="editor", *, app=True, **fields):
        user = person(role, password=PASSWORD, **({"username": "ada", "email": "ada@example.org"} | fields))
        if app:
            user.app = SignInDevice.objects.create(
                user=user, kind=DeviceKind.APP, name="Phone", key=new_key()
            )
        return user

    return make


@pytest.fixture
def ada(member):
    return member()


def give_password(client, user, *, password=PASSWORD, next_page="/admin/"):
    return client.post("/admin/login/", {"username": user.username, "password": password, "next": next_page})


def code_of(user, *, at=None):
    """Return the code that the app of `user` shows."""
    return code_now(user.app.key, at=at)


def wrong_code_of(user):
    """Return six digits that no app of `user` shows about now."""
    now = timezone.now()
    right = {code_of(user, at=now + timedelta(seconds=30 * step)) for step in range(-3, 4)}
    return next(code for number in range(10) if (code := f"{number:06}") not in right)


def give_code(client, code):
    return client.post(STEP, {"code": code})


def sign_in(user, client=None):
    """Return a client that has given both steps as `user`."""
    client = client or Client()
    give_password(client, user)
    response = give_code(client, code_of(user))
    assert response.status_code == 302, response.text
    return client


def is_in(client):
    """Return whether the start page of the editors opens."""
    return client.get("/admin/").status_code == 200
