"""What the tests of the starter content share."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction

from hscp.brochure.printing.catalogue import listed
from hscp.brochure.starter.loading import load_starter
from themes.models import Theme
from themes.packs import load_packs


@dataclass(frozen=True)
class Starter:
    """The starter content as it was read: the Packs of its themes, and [(kind, Document)] of all that is made of it."""

    packs: list
    documents: list


@pytest.fixture(scope="session")
def starter(django_db_setup, django_db_blocker):
    """The Starter, read once for each worker; the content is then taken back, so the database stays empty."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter(settings.BASE_DIR / "content")
        packs = load_packs(Theme.objects.live().in_order().select_related("lead_toolkit"))
        documents = [(each.kind, each.document()) for each in listed()]
        transaction.set_rollback(True)
    return Starter(packs, documents)
