"""Every page of the starter content owns up to a thing once, and marks no line of a list with it."""

import re

import pytest
from django.urls import reverse

from tests.site.sitemaps import sitemap_addresses
from tests.site.test_page_notes import notes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_content")]
# What says a debt, in whatever words: the badge of each line is gone for good.
DEBTS = re.compile(
    r"not have a link|not yet available|not yet checked|has checked|been checked|hold the address",
    re.IGNORECASE,
)


def test_no_page_of_the_starter_content_owns_up_to_the_same_thing_twice(client):
    addresses = sitemap_addresses(client)
    searches = [f"{reverse('site:search')}?q={words}" for words in ("neglect", "camhs", "tour")]
    said = {}
    for address in addresses + searches:
        page = client.get(address).content.decode()
        said[address] = [note for note, _ in notes(page)], DEBTS.findall(page)

    assert len(said) > 400
    assert sum(bool(names) for names, _ in said.values()) > 100
    assert {
        address: (names, words)
        for address, (names, words) in said.items()
        if len(names) > len(set(names)) or len(words) > len(names)
    } == {}
