"""Every document of the starter content is made, keeps to its pages, and passes the gate.

The documents are dealt out to a few tests, so that several workers share them.
"""

import pytest

from hscp.brochure.printing.catalogue import faults_of
from hscp.documents import compiler
from hscp.documents.cache import get_or_make
from tests.documents.pdf_checks import gate

# The database is made for tests that are marked; the starter content is read from it.
pytestmark = pytest.mark.django_db

HANDS = 8
THEMES = 21


def test_the_starter_content_makes_all_of_them(starter):
    kinds = [kind for kind, _ in starter.documents]

    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    assert counts == {"packs": THEMES, "posters": 4 * THEMES, "brochure": 1, "sheet": 1}
    assert len({document.name for _, document in starter.documents}) == len(kinds)


@pytest.mark.parametrize("hand", range(HANDS))
def test_documents_of_the_starter_content_pass_the_gate(starter, hand, monkeypatch):
    # This does not test how long a document takes: the machine may be busy with other tests.
    monkeypatch.setattr(compiler, "SECONDS", 60)

    for _, document in starter.documents[hand::HANDS]:
        found = get_or_make(document)

        # The starter content's numbers are unchecked, which is for editors to mend; how it is set has no fault.
        assert (document.name, faults_of(document, found)) == (document.name, [*document.faults])
        assert bool(document.faults) is document.name.startswith("posters/")
        gate(found.content, document.title)
