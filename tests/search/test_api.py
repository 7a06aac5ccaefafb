"""Search as JSON."""

import pytest
from django.urls import reverse

from hscp.search.index.documents import refresh
from tests.factories import make_resource, make_term

pytestmark = pytest.mark.django_db


def test_the_answer_holds_results_facets_and_what_was_read(client):
    record = make_resource(title="Orange <b>marmalade</b>", kind="law", area="national")
    refresh(record)

    response = client.get(
        reverse("search:api_search"), {"q": "marmelade", "kind": ["resource", "gone"], "page_size": "5"}
    )

    answer = response.json()
    assert (answer["query"], answer["corrected"], answer["total"], answer["page_size"]) == (
        "marmelade",
        "marmalade",
        1,
        5,
    )
    assert answer["results"] == [
        {
            "kind": "resource",
            "kind_label": "Resource",
            "id": record.pk,
            "title": "Orange <b>marmalade</b>",
            "url": f"http://testserver{record.get_absolute_url()}",
            "snippet": "",
            "audiences": [{"value": "professionals", "label": "Professionals"}],
            "themes": [],
            "format": {"value": "law", "label": "Law"},
            "area": {"value": "national", "label": "National"},
            "pinned": False,
        }
    ]
    assert answer["facets"]["kind"] == [
        {"value": "resource", "label": "Resource", "count": 1, "selected": True}
    ]
    assert answer["ignored"] == [{"facet": "kind", "value": "gone"}]
    assert response["Cache-Control"] == "private, no-store"


def test_suggestions_are_at_most_eight(client):
    refresh(*[make_term(title=f"Marmalade {number}") for number in range(10)])

    answer = client.get(reverse("search:api_suggest"), {"q": "marm"}).json()

    assert len(answer["suggestions"]) == 8
    assert set(answer["suggestions"][0]) == {"text", "kind", "kind_label", "url", "audience"}


@pytest.mark.parametrize("name", ["api_search", "api_suggest"])
def test_search_is_only_read(client, name):
    assert client.post(reverse(f"search:{name}")).status_code == 405


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", ""])
def test_an_odd_page_is_answered(client, page):
    assert client.get(reverse("search:api_search"), {"page": page}).status_code == 200


def test_the_searched_words_are_not_logged(client, caplog):
    with caplog.at_level("DEBUG"):
        client.get(reverse("search:api_search"), {"q": "zanzibar"})
        client.get(reverse("search:api_suggest"), {"q": "zanzibar"})

    assert "zanzibar" not in caplog.text
