"""People with the portal's roles, and a browser signed in as one of them."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from hscp.security.roles import sync_roles
from tests.factories import make_staff

ROLE_NAMES = {
    "editor": "Editor",
    "publisher": "Publisher",
    "verifier": "Contact verifier",
    "training": "Training administrator",
    "administrator": "Site administrator",
}


@pytest.fixture
def person(db):
    """Return a function that makes a member of staff with a role of ROLE_NAMES, "superuser", or "none"."""
    sync_roles()

    def make(role, **fields):
        user = make_staff(is_superuser=role == "superuser", **fields)
        if role in ROLE_NAMES:
            user.groups.add(Group.objects.get(name=ROLE_NAMES[role]))
        return user

    return make


@pytest.fixture
def signed_in(person):
    """Return a function that gives a client signed in with a role; `client.person` is who it is."""

    def make(role, **fields):
        client = Client()
        client.person = person(role, **fields)
        client.force_login(client.person)
        return client

    return make


@pytest.fixture
def publisher(signed_in):
    return signed_in("publisher")


@pytest.fixture
def editor(signed_in):
    return signed_in("editor")
