"""The sitemap: its index, and parts that stay small however many records there are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.site import sitemap
from tests.factories import make_course, make_resource, make_session
from tests.site.sitemaps import sitemap_addresses

pytestmark = pytest.mark.django_db


def test_the_index_names_the_parts_that_may_hold_a_record(client):
    make_resource(pk=7)

    index = client.get(reverse("site:sitemap")).text

    assert index.count("<sitemap>") == 4
    assert [part in index for part in ("pages-1.xml", "session-1.xml", "resource-1.xml")] == [True] * 3


def test_each_record_is_in_one_part_and_no_part_has_more_than_its_share(client, monkeypatch):
    monkeypatch.setattr(sitemap, "SITEMAP_PART", 2)
    records = [make_resource(pk=number) for number in range(1, 6)]

    addresses = [address for address in sitemap_addresses(client) if address.startswith("/resources/r")]

    assert sorted(addresses) == sorted(record.get_absolute_url() for record in records)
    parts = [
        client.get(reverse("site:sitemap_part", args=["resource", part])).text.count("<url>")
        for part in range(1, 5)
    ]
    assert parts == [2, 2, 1, 0]


def test_the_next_sessions_are_listed_and_no_more_than_a_part_holds(client, monkeypatch):
    monkeypatch.setattr(sitemap, "SITEMAP_PART", 2)
    course, now = make_course(), timezone.now()
    sessions = [
        make_session(course, starts_at=now + timedelta(days=day), ends_at=now + timedelta(days=day, hours=1))
        for day in (3, 1, 2)
    ]

    part = client.get(reverse("site:sitemap_part", args=["session", 1])).text

    assert [session.get_absolute_url() in part for session in sessions] == [False, True, True]
    assert part.count(f"<lastmod>{now:%Y-%m-%d}</lastmod>") == 2


@pytest.mark.parametrize("part", [("term", 1), ("no-such", 1), ("pages", 2), ("session", 2)])
def test_there_are_no_other_parts(client, part):
    assert client.get(reverse("site:sitemap_part", args=part)).status_code == 404
