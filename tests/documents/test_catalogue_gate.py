"""Every document of the starter content is made, keeps to its pages, and passes the gate.

The documents are dealt out to a few tests, so that several workers share them; each worker loads the content once.
"""

import pytest
from django.conf import settings
from django.db import transaction

from hscp.brochure.printing.catalogue import faults_of, listed
from hscp.brochure.starter import load_starter
from hscp.documents import typeset
from hscp.documents.shelf import made
from tests.documents.gate import gate

# The database is made for tests that are marked; the fixture below reads it for all.
pytestmark = pytest.mark.django_db

HANDS = 8
THEMES = 21


@pytest.fixture(scope="module")
def documents(django_db_setup, django_db_blocker):
    """The documents of the starter content, by kind. They are read once, and the content is then taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter(settings.BASE_DIR / "content")
        found = [(each.kind, each.document()) for each in listed()]
        transaction.set_rollback(True)
    return found


def test_the_starter_content_makes_all_of_them(documents):
    kinds = [kind for kind, _ in documents]

    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    assert counts == {"packs": THEMES, "posters": 4 * THEMES, "brochure": 1, "sheet": 1}
    assert len({document.name for _, document in documents}) == len(documents)


@pytest.mark.parametrize("hand", range(HANDS))
def test_documents_of_the_starter_content_pass_the_gate(documents, hand, monkeypatch):
    # How long a document may take is not what is asked here, on a machine that is busy with other tests.
    monkeypatch.setattr(typeset, "SECONDS", 60)

    for _, document in documents[hand::HANDS]:
        found = made(document)

        assert (document.name, faults_of(document, found)) == (document.name, [])
        gate(found.pdf, document.title)
