"""Links that were sent out name a theme's documents by its address, which may have changed since."""

import pytest

from hscp.records.merging import merge
from hscp.records.redirects import keep_old_address
from hscp.records.state import State
from tests.factories import make_staff, make_theme

pytestmark = pytest.mark.django_db
ADDRESSES = ["pack.pdf", "posters/", "poster.pdf?for=parents&paper=a3"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_from_before_a_rename_leads_on(client, address):
    theme = make_theme(slug="new")
    keep_old_address("/themes/old/", "/themes/new/")

    response = client.get(f"/themes/old/{address}")

    assert (response.status_code, response.url) == (301, f"/themes/new/{address}")
    theme.state = State.ARCHIVED
    theme.save()
    assert client.get(f"/themes/old/{address}").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_from_before_a_merge_leads_on(client, address):
    merge(keep=make_theme(slug="kept"), drop=make_theme(slug="gone"), by=make_staff())

    assert client.get(f"/themes/gone/{address}").url == f"/themes/kept/{address}"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("slug", ["draft", "unknown"])
def test_a_theme_that_is_not_live_is_not_found(client, slug, address):
    make_theme(slug="draft", state=State.DRAFT)
    make_theme(slug="other")

    assert client.get(f"/themes/{slug}/{address}").status_code == 404
