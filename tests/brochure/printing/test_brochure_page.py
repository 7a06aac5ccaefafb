"""The whole brochure on one page."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from hscp.brochure.models import PublishedEdition
from hscp.brochure.printing.brochure_page import WholeBrochure
from hscp.records.page_notes import words_of
from hscp.records.state import State
from tests.factories import (
    fill_pack,
    make_brochure,
    make_contact_point,
    make_pathway,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db


def page_of(client):
    return client.get(reverse("site:brochure")).content.decode()


def text_of(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def part_of(page, anchor):
    """Return the text of the part of the page under `anchor`."""
    return text_of(page.split(f'id="{anchor}"')[1].partition("<section ")[0].partition("</main>")[0])


def test_the_newest_live_edition_gives_the_words(client):
    make_brochure(edition="2025-2026", introduction="<p>Older words.</p>")
    make_brochure(edition="2026-2027", introduction="<p>Newer words.</p>", how_to_use="<p>Use it so.</p>")
    make_brochure(edition="2027-2028", introduction="<p>Next words.</p>", state=State.DRAFT)

    page = page_of(client)

    assert "Newer words." in page
    assert "Use it so." in page
    assert "Older words." not in page
    assert "Next words." not in page


def test_every_theme_is_in_order_with_its_whole_pack(client):
    themes = [make_theme(order=number, key_message="<p>Do this.</p>") for number in (2, 1)]
    for theme in themes:
        theme.lead_toolkit = make_toolkit()
        theme.save()
        fill_pack(theme, 2)

    response = client.get(reverse("site:brochure"))

    page = response.content.decode()
    packs = response.context["whole"].packs
    assert [pack.theme for pack in packs] == themes[::-1]
    for pack in packs:
        part = page.split(f'id="{pack.theme.slug}"')[1].partition("portal-new-sheet")[0]
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
        assert [record for record in records if f'href="{record.get_absolute_url()}"' not in part] == []


def test_every_anchor_is_unique_and_every_jump_arrives(client):
    for number in range(3):
        fill_pack(make_theme(order=number), 2)
    make_threshold_level(number=1)

    page = page_of(client)

    anchors = re.findall(r'\bid="([^"]*)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) - set(anchors) == set()


def test_the_index_names_each_record_once_with_every_theme(client):
    toolkit = make_toolkit(title="Neglect")
    for_parents = make_toolkit(title="Neglect", audience_group="parents_and_carers")
    themes = [make_theme(title=f"Theme {number}", order=number) for number in (1, 2)]
    for theme in themes:
        put_in_pack(theme, toolkit)
    put_in_pack(themes[1], for_parents)

    index = part_of(page_of(client), "brochure-index")

    assert index.partition(" N ")[2] == (
        "Neglect , Toolkit for parents and carers: Theme 2 "
        "Neglect , Toolkit for professionals: Theme 1 , Theme 2 " + words_of("no_link")
    )


def test_contacts_and_levels_are_at_the_end_in_their_order(client):
    make_contact_point(make_pathway(title="Second", order=2), value="01962 845000")
    make_contact_point(make_pathway(title="First", order=1), value="01962 876364")
    make_contact_point(make_pathway(title="Hidden", state=State.DRAFT), value="01962 800000")
    make_threshold_level(number=2, title="Early help", what_to_do="<p>Do more.</p>")
    make_threshold_level(number=1, title="Universal", description="<p>All families.</p>")
    make_threshold_level(number=3, title="Unready", state=State.DRAFT)

    page = page_of(client)

    contacts, levels = part_of(page, "brochure-contacts"), part_of(page, "brochure-levels")
    assert re.findall("First|Second|01962 [0-9]+", contacts) == [
        "First",
        "01962 876364",
        "First",
        "Second",
        "01962 845000",
        "Second",
    ]
    assert (
        "Level 1: Universal All families. What to do Do this. Level 2: Early help What to do Do more."
        in levels
    )
    assert "Hidden" not in page
    assert "Unready" not in page


def test_without_an_edition_the_packs_are_still_there(client):
    theme = make_theme()

    page = page_of(client)

    assert theme.title in page
    assert page.count("<h1") == 1


def test_with_nothing_at_all_the_page_says_so(client):
    page = page_of(client)

    assert "No theme has been published yet." in page
    assert 'id="contents"' not in page


def test_the_pdf_the_text_and_the_editions_are_offered(client, settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path
    brochure = make_brochure(edition="2026-2027")
    now = timezone.now()
    facts = {"brochure": brochure, "title": "B", "edition": "2026-2027", "sha256": "0" * 64, "size": 9}
    facts |= {"pages": 1, "contents": {}}
    offered = []

    for slug, withdrawn_at in (("withdrawn", now), ("standing", None)):
        PublishedEdition.objects.create(slug=slug, file=slug, withdrawn_at=withdrawn_at, **facts)
        page = page_of(client)
        offered.append([reverse(f"documents:{name}") in page for name in ("brochure", "text", "editions")])

    assert offered == [[True, True, False], [True, True, True]]
    assert '<a class="govuk-link" href="/brochure.pdf">The brochure (PDF)</a>' in page


def test_a_preview_shows_the_edition_it_is_asked_for():
    make_brochure()
    draft = make_brochure(state=State.DRAFT, introduction="<p>Draft words.</p>")

    response = WholeBrochure.as_view(preview=True)(RequestFactory().get("/"), slug=draft.slug)

    page = response.render().content.decode()
    assert "Draft words." in page
    assert "State: draft." in page
