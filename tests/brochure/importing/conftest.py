"""People who may import, signed in."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from tests.factories import make_staff


@pytest.fixture
def signed_in(db):
    """Return a function that gives a client signed in with a role; `client.person` is who it is."""

    def make(role):
        client = Client()
        client.person = make_staff()
        client.person.groups.set(Group.objects.filter(name=role))
        client.force_login(client.person)
        return client

    return make


@pytest.fixture
def publisher(signed_in):
    return signed_in("Publisher")
