"""The page that lists what can be printed: every theme's posters and pack, at the same cost for few and many."""

import pytest
from django.urls import reverse

from hscp.records.state import State
from tests.factories import make_theme

pytestmark = pytest.mark.django_db


def test_every_live_theme_has_its_posters_and_its_pack(client):
    theme = make_theme(title="Neglect", slug="neglect")
    make_theme(title="Secrets", slug="secrets", state=State.DRAFT)

    page = client.get(reverse("documents:to_print")).text

    for address in (
        reverse("documents:posters", args=[theme.slug]),
        reverse("documents:pack", args=[theme.slug]),
        reverse("contacts:sheet"),
        reverse("site:brochure"),
        reverse("documents:custom_pack"),
    ):
        assert f'href="{address}"' in page
    assert "secrets" not in page


def test_it_says_so_while_there_is_no_theme(client):
    assert "No theme has been published yet." in client.get(reverse("documents:to_print")).text


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_few_and_many(client, count, django_assert_num_queries):
    for _ in range(count):
        make_theme()
    address = reverse("documents:to_print")

    with django_assert_num_queries(1):
        client.get(address)
