"""What readers are told of a page that is taken off the site: by its kind, without its name, and while it is off."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hscp.records.merging import merge
from hscp.records.publishing import change_state
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.search.index.documents import refresh
from hscp.updates.enums import Change
from hscp.updates.models import Update
from hscp.updates.storing import MOST_LINES
from hscp.updates.writing import GONE
from resources.models import Toolkit
from tests.factories import make_pathway, make_staff, make_theme, make_toolkit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def found(record):
    """Return `record`, as a portal has it whose search was told of it."""
    refresh(record)
    return record


def take_off(record):
    change_state(queryset=type(record).objects.filter(pk=record.pk), state=State.ARCHIVED, by=None)


def change(record, **values):
    record.refresh_from_db()
    with content_change() as content:
        for name, value in values.items():
            setattr(record, name, value)
        content.save(record)


def public(at=None):
    return [(update.change, update.words, update.major) for update in Update.objects.public(at)]


@pytest.mark.parametrize(
    ("make", "kind", "major"), [(make_toolkit, "Toolkits", False), (make_pathway, "Contacts", True)]
)
def test_it_is_told_by_its_kind_and_without_its_name(client, make, kind, major):
    record = found(
        make(title="Marmalade", sensitive=True) if make is make_pathway else make(title="Marmalade")
    )
    take_off(record)

    assert public() == [(Change.GONE, GONE, major)]
    update = Update.objects.get()
    for address in ("/updates/", "/updates/feed/", "/updates/since-the-last-brochure/"):
        page = client.get(address).text
        assert "armalade" not in page, address
        assert kind in page, address
    assert client.get(f"/updates/{update.pk}/")["Location"] == "/updates/"


def test_a_page_that_was_never_seen_is_not_missed():
    for fields in ({"state": State.DRAFT}, {"publish_at": timezone.now() + DAY}):
        take_off(found(make_theme(**fields)))

    assert public() == []
    assert public(timezone.now() + 2 * DAY) == []


def test_a_page_that_is_there_again_says_so_and_no_longer_that_it_is_gone(client):
    toolkit = found(make_toolkit())
    take_off(toolkit)
    change(toolkit, state=State.PUBLISHED)

    assert public() == [(Change.NEW, "on this site again", False)]
    page = client.get(toolkit.get_absolute_url()).text
    assert "on this site again" in page
    assert GONE not in page


def test_a_page_that_ends_by_itself_is_told_from_then_on():
    ends = timezone.now() + 3 * DAY
    pathway = found(make_pathway())
    change(pathway, expire_at=ends)

    assert public(ends - timedelta(seconds=1)) == []
    assert public(ends) == [(Change.GONE, GONE, True)]


def test_its_end_moves_and_is_called_off():
    ends = timezone.now() + 3 * DAY
    pathway = found(make_pathway())
    change(pathway, expire_at=ends)
    change(pathway, expire_at=ends + DAY)
    assert [update.said_at for update in Update.objects.all()] == [ends + DAY]

    change(pathway, expire_at=None)
    assert not Update.objects.exists()


def test_a_page_taken_off_before_its_end_is_told_once():
    pathway = found(make_pathway())
    change(pathway, expire_at=timezone.now() + 3 * DAY)
    take_off(pathway)

    assert public(timezone.now() + 9 * DAY) == [(Change.GONE, GONE, True)]


def test_a_page_that_goes_until_a_moment_is_told_twice():
    at = timezone.now() + 3 * DAY
    toolkit = found(make_toolkit())
    change(toolkit, publish_at=at)

    assert public() == [(Change.GONE, GONE, False)]
    assert public(at) == [(Change.NEW, "on this site again", False)]


def test_a_page_that_was_over_and_is_prolonged_is_there_again():
    toolkit = found(make_toolkit(expire_at=timezone.now() + DAY))
    with time_machine.travel(timezone.now() + 2 * DAY):
        change(toolkit, expire_at=None)

        assert public() == [(Change.NEW, "on this site again", False)]


def test_two_that_become_one_are_no_loss():
    keep, drop = found(make_toolkit()), found(make_toolkit())
    merge(keep=keep, drop=drop, by=make_staff())

    assert not Update.objects.filter(change=Change.GONE).exists()


def test_many_at_once_are_one_line_but_for_contacts():
    neglect = found(make_theme(slug="neglect"))
    for _ in range(MOST_LINES + 1):
        neglect.toolkits.add(found(make_toolkit()))
    refresh(*Toolkit.objects.all())
    pathway = found(make_pathway())
    with content_change() as content:
        for record in (*Toolkit.objects.all(), pathway):
            record.state = State.ARCHIVED
            content.save(record)

    assert sorted((update.kind, update.words) for update in Update.objects.public()) == [
        ("pathway", GONE),
        ("theme", f"{MOST_LINES + 1} pages taken off this site"),
    ]
