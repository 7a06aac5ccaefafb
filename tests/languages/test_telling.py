"""What readers are told of wordings: at the page in English, which they know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.records.publishing import change_state
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.updates.models import Update
from hscp.updates.versions import GONE
from tests.factories import make_toolkit, make_wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def toolkit():
    toolkit = make_toolkit(title="Neglect", slug="neglect", audience_group="parents_and_carers")
    refresh_all()
    return toolkit


def told():
    return [
        (update.kind, update.object_id, update.words, update.major)
        for update in Update.objects.order_by("pk")
    ]


def publish(wording):
    change_state(queryset=type(wording).objects.filter(pk=wording.pk), state=State.PUBLISHED, by=None)


@pytest.mark.parametrize(
    ("code", "words"), [("pl", "now also in Polish"), ("easy-read", "now also in easy read")]
)
def test_a_new_wording_is_told_of_its_record(client, toolkit, code, words):
    publish(make_wording(toolkit, code, state=State.DRAFT))

    assert told() == [("toolkit", toolkit.pk, words, False)]
    html = client.get("/updates/").content.decode()
    assert "Neglect" in html
    assert f"<p>{words[0].upper()}{words[1:]}</p>" in html


def test_new_words_in_it_are_told(toolkit):
    wording = make_wording(toolkit, title="Zaniedbanie")
    refresh_all()

    with content_change() as change:
        wording.body = "<p>Dziecko potrzebuje każdego dnia jedzenia, ciepła i opieki.</p>"
        change.save(wording)

    assert told() == [("toolkit", toolkit.pk, "reworded in Polish", False)]


def test_it_is_told_when_it_appears_and_not_before(toolkit):
    later = timezone.now() + timedelta(days=2)
    wording = make_wording(toolkit, state=State.DRAFT, publish_at=later)
    publish(wording)
    assert [update.said_at for update in Update.objects.all()] == [later]

    with content_change() as change:
        wording.refresh_from_db()
        wording.publish_at = later + timedelta(days=3)
        change.save(wording)

    assert [update.said_at for update in Update.objects.all()] == [later + timedelta(days=3)]

    with content_change() as change:
        wording.state = State.DRAFT
        change.save(wording)

    assert told() == []


def test_one_that_is_taken_off_is_told(toolkit):
    wording = make_wording(toolkit)
    refresh_all()

    change_state(queryset=type(wording).objects.all(), state=State.ARCHIVED, by=None)

    assert told() == [("toolkit", toolkit.pk, "no longer in Polish", False)]
    publish(wording)
    assert told()[-1] == ("toolkit", toolkit.pk, "in Polish again", False)


def test_a_record_that_is_taken_off_says_nothing_of_its_wordings(toolkit):
    make_wording(toolkit)
    refresh_all()

    change_state(queryset=type(toolkit).objects.all(), state=State.ARCHIVED, by=None)

    assert [words for _, _, words, _ in told()] == [GONE]


def test_one_change_of_both_is_one_line(toolkit):
    wording = make_wording(toolkit, state=State.DRAFT)

    with content_change() as change:
        toolkit.summary = "What neglect is, what it does, and who helps."
        change.save(toolkit)
        wording.state = State.PUBLISHED
        change.save(wording)

    assert told() == [("toolkit", toolkit.pk, "reworded; now also in Polish", False)]


def test_nothing_is_told_of_a_wording_whose_record_nobody_sees():
    toolkit = make_toolkit(state=State.DRAFT)
    publish(make_wording(toolkit, state=State.DRAFT))

    assert told() == []
