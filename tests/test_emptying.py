"""After a test that commits, the next one finds the portal's roles, whichever test came before it."""

import pytest
from django.contrib.auth.models import Group

from hscp.security.roles import ROLES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_roles_are_there_again_when_the_database_was_emptied(time):
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in ROLES}
