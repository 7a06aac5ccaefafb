"""The whole brochure on one page."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from hscp.publishing import State
from hscp.site.whole_brochure import WholeBrochure
from tests.factories import fill_pack, make_brochure, make_theme, make_toolkit

pytestmark = pytest.mark.django_db


def test_the_newest_live_edition_gives_the_words(client):
    make_brochure(edition="2025-2026", introduction="<p>Older words.</p>")
    make_brochure(edition="2026-2027", introduction="<p>Newer words.</p>", how_to_use="<p>Use it so.</p>")
    make_brochure(edition="2027-2028", introduction="<p>Next words.</p>", state=State.DRAFT)

    page = client.get(reverse("site:brochure")).content.decode()

    assert "Newer words." in page
    assert "Use it so." in page
    assert "Older words." not in page
    assert "Next words." not in page


def test_every_theme_stands_in_order_with_all_its_pack(client):
    themes = [make_theme(order=number, key_message="<p>Do this.</p>") for number in (2, 1)]
    for theme in themes:
        theme.lead_toolkit = make_toolkit()
        theme.save()
        fill_pack(theme, 2)

    response = client.get(reverse("site:brochure"))

    page = response.content.decode()
    packs = response.context["packs"]
    assert [pack.theme for pack in packs] == themes[::-1]
    for pack in packs:
        records = [
            pack.lead_toolkit,
            *(row.toolkit for part in pack.toolkits for row in part.entries),
            *(entry.resource for part in pack.sections for entry in part.entries),
            *(child for part in pack.sections for entry in part.entries for child in entry.children),
            *(course for part in pack.courses for course in part.entries),
            *pack.pathways,
            *pack.processes,
        ]
        assert len(records) == 1 + 2 + 1 + 2 + 2 + 2 + 2
        assert [record for record in records if f'href="{record.get_absolute_url()}"' not in page] == []


def test_no_anchor_stands_twice(client):
    for number in range(3):
        fill_pack(make_theme(order=number), 2)

    page = client.get(reverse("site:brochure")).content.decode()

    anchors = re.findall(r'\bid="([^"]*)"', page)
    assert len(anchors) == len(set(anchors))


def test_without_an_edition_the_packs_still_stand(client):
    theme = make_theme()

    page = client.get(reverse("site:brochure")).content.decode()

    assert theme.title in page
    assert page.count("<h1") == 1


def test_a_preview_shows_the_edition_it_is_asked_for():
    make_brochure()
    draft = make_brochure(state=State.DRAFT, introduction="<p>Draft words.</p>")

    response = WholeBrochure.as_view(preview=True)(RequestFactory().get("/"), slug=draft.slug)

    page = response.render().content.decode()
    assert "Draft words." in page
    assert "State: draft." in page
