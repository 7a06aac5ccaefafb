"""How much HTML a page with the starter content is: what a list has fifty of is made of short markup."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_content")]


def test_a_page_of_search_results_stays_small(client):
    """Twenty results with where they lead, and five facets with 46 choices. The frame that all pages share is a third of it, with
    seven hundred bytes for what messengers show of a link, and the way to other languages."""
    response = client.get("/search/", {"q": "neglect"})

    assert len(response.context["cards"]) == 20
    assert len(response.content) < 22_900
