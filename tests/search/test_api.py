"""Search as JSON."""

import pytest
from django.urls import reverse

from hscp.links.deciding import not_available
from hscp.search.index.documents import refresh, refresh_all
from tests.factories import make_resource, make_term, put_link

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
            "language": "en",
            "id": record.pk,
            "title": "Orange <b>marmalade</b>",
            "url": f"http://testserver{record.get_absolute_url()}",
            "snippet": "",
            "audiences": [{"value": "professionals", "label": "Professionals"}],
            "themes": [],
            "format": {"value": "law", "label": "Law"},
            "area": {"value": "national", "label": "National"},
            "pinned": False,
            "opens": None,
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


def test_a_result_says_where_the_record_itself_is(client):
    opened = make_resource(title="Opened lighthouse", link="https://www.example.org/lighthouse")
    put_link(
        make_resource(title="Listed lighthouse"),
        "https://www.example.org/",
        parent_page=True,
        state="suggested",
    )
    put_link(make_resource(title="Mended lighthouse"), "https://www.example.org/gone", state="broken")
    make_resource(title="Lost lighthouse")
    refresh_all()

    found = client.get(reverse("search:api_search"), {"q": "lighthouse"}).json()["results"]

    assert {hit["title"]: hit["opens"] for hit in found} == {
        "Opened lighthouse": {
            "address": "https://www.example.org/lighthouse",
            "parent_page": False,
            "unchecked": False,
        },
        "Listed lighthouse": {"address": "https://www.example.org/", "parent_page": True, "unchecked": True},
        "Mended lighthouse": None,
        "Lost lighthouse": None,
    }
    page = client.get(reverse("site:search"), {"q": "lighthouse"}).content.decode()
    assert page.count('class="govuk-link portal-item__open"') == 2
    assert page.count("The partnership has not checked every link on this page yet.") == 1
    not_available([opened], "It is gone.", by=None, instead_of=[opened.link_rows.get().link])
    assert (
        client.get(reverse("search:api_search"), {"q": "opened lighthouse"}).json()["results"][0]["opens"]
        is None
    )
