"""Every kind of record: what is told when it is published, reworded and taken off, and that its own page has the history."""

import pytest

from hscp.records.publishable import Publishable
from hscp.records.publishing import change_state
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.search.index.entries import sources
from hscp.updates.enums import Change
from hscp.updates.models import Update
from hscp.updates.writing import AGAIN, GONE, NEW, REWORDED
from tests import factories

pytestmark = pytest.mark.django_db
LONG = "Talk to the child alone, write down what was said in their own words, and tell your lead today."


def make_situation(**fields):
    """Return a situation that leads to help, so that it may be published."""
    pathway = factories.make_pathway()
    factories.make_contact_point(pathway)
    situation = factories.make_situation(**fields)
    situation.pathways.add(pathway)
    return situation


# How each is made, the field whose words search has, and what several are called.
KINDS = {
    "theme": (factories.make_theme, "key_message", "Themes"),
    "process": (factories.make_process, "summary", "Agency processes"),
    "situation": (make_situation, "summary", "Help for parents and carers"),
    "term": (factories.make_term, "explanation", "Glossary"),
    "toolkit": (factories.make_toolkit, "summary", "Toolkits"),
    "resource": (factories.make_resource, "summary", "Resources"),
    "pathway": (factories.make_pathway, "purpose", "Contacts"),
    "threshold": (
        lambda **fields: factories.make_threshold_level(number=3, **fields),
        "description",
        "Levels of need",
    ),
    "course": (factories.make_course, "summary", "Courses"),
}


def test_no_kind_is_left_out():
    kinds = {source.kind for source in sources() if source.model and issubclass(source.model, Publishable)}

    # What is told of a wording stands at its page in English: tests/languages/test_telling.py.
    assert kinds == {*KINDS, "wording"}


def to(record, state):
    change_state(queryset=type(record).objects.filter(pk=record.pk), state=state, by=None)


@pytest.mark.parametrize("kind", KINDS)
def test_publishing_rewording_and_taking_off_are_told(client, kind):
    make, field, plural = KINDS[kind]
    record = make(state=State.DRAFT, title="Marmalade")
    to(record, State.PUBLISHED)
    record.refresh_from_db()
    with content_change() as content:
        setattr(record, field, LONG)
        content.save(record)

    told = [(update.change, update.words) for update in Update.objects.of(record).order_by("pk")]
    assert told == [(Change.NEW, NEW), (Change.TEXT, REWORDED)]
    list_of_all, own = client.get("/updates/").text, client.get(record.get_absolute_url(), follow=True).text
    assert "Marmalade" in list_of_all
    assert "What changed on this page" in own
    assert f": {REWORDED}</li>" in own

    to(record, State.ARCHIVED)

    for address in ("/updates/", "/updates/feed/", f"/updates/feed/?kind={kind}"):
        page = client.get(address).text
        assert "Marmalade" not in page
        assert REWORDED not in page.lower()
        assert plural in page
        assert GONE in page.replace("One page", "one page")
    to(record, State.PUBLISHED)

    page = client.get("/updates/").text.lower()
    assert AGAIN in page
    assert GONE not in page
