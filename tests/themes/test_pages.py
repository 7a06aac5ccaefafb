"""The pages of themes, processes and the glossary, and the preview of what is not live."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from hscp.records.state import State
from tests.factories import (
    make_contact_point,
    make_pathway,
    make_process,
    make_process_section,
    make_resource,
    make_term,
    make_theme,
    put_in_pack,
)
from themes.views import ProcessDetail, ThemeDetail

pytestmark = pytest.mark.django_db


def test_themes_are_listed_in_the_order_of_the_contents_with_the_start_of_their_text(client):
    second = make_theme(order=2)
    first = make_theme(order=1, introduction="<p>One &amp; two.</p><p>Three.</p>")

    response = client.get(reverse("themes:theme_list"))

    assert list(response.context["object_list"]) == [first, second]
    assert "One &amp; two. Three." in response.content.decode()


def test_a_process_shows_its_parts_in_order_and_what_belongs_to_it(client):
    process = make_process(summary="In short.")
    make_process_section(process, heading="Second part", order=2)
    make_process_section(process, heading="First part", body="<p>Do <strong>this</strong>.</p>", order=1)
    theme, resource, pathway = make_theme(), make_resource(), make_pathway()
    make_contact_point(pathway, value="01962 876364")
    process.themes.add(theme)
    process.resources.add(resource)
    process.pathways.add(pathway)

    page = client.get(process.get_absolute_url()).content.decode()

    assert page.index(">First part</h2>") < page.index(">Second part</h2>")
    assert "<p>Do <strong>this</strong>.</p>" in page
    for record in (theme, resource, pathway):
        assert f'href="{record.get_absolute_url()}"' in page
    assert 'href="tel:01962876364"' in page


def test_the_glossary_runs_from_a_to_z_whatever_the_case(client):
    for title in ("zeta", "Alpha", "‘Apple’", "4LSAB", "beta"):
        make_term(title=title)

    letters = client.get(reverse("themes:glossary")).context["letters"]

    assert [(letter, [term.title for term in terms]) for letter, terms in letters] == [
        ("0 to 9", ["4LSAB"]),
        ("A", ["Alpha", "‘Apple’"]),
        ("B", ["beta"]),
        ("Z", ["zeta"]),
    ]


def test_a_term_has_an_anchor_and_its_words(client):
    term = make_term(title="LADO", slug="lado", stands_for="Local Authority Designated Officer")

    page = client.get(reverse("themes:glossary")).content.decode()

    assert term.get_absolute_url() == "/glossary/#lado"
    assert 'id="lado"' in page
    assert "Local Authority Designated Officer" in page


@pytest.mark.parametrize("contact", [True, False], ids=["with a contact", "without one"])
def test_every_theme_leads_to_the_levels_of_need_and_the_guided_path(client, contact):
    theme = make_theme()
    if contact:
        put_in_pack(theme, make_pathway())

    page = client.get(theme.get_absolute_url()).content.decode()

    main = page[page.index('id="contacts"') : page.index("</main>")]
    for link in ("tel:999", reverse("contacts:threshold_list"), reverse("contacts:find")):
        assert f'href="{link}"' in main


def test_what_to_do_and_whom_to_call_come_before_all_else(client):
    theme = make_theme(introduction="<p>What it is.</p>", key_message="<p>Do this.</p>")
    put_in_pack(theme, make_resource())
    put_in_pack(theme, make_pathway())

    page = client.get(theme.get_absolute_url()).content.decode()

    parts = ["Do this.", 'id="contacts"', "<p>What it is.", 'id="strategy']
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)


@pytest.mark.parametrize(("view", "make"), [(ThemeDetail, make_theme), (ProcessDetail, make_process)])
def test_a_preview_shows_a_record_in_any_state_and_says_so(view, make):
    record = make(state=State.DRAFT)

    response = view.as_view(preview=True)(RequestFactory().get("/"), slug=record.slug)

    assert response.context_data["preview"] is True
    page = response.render().content.decode()
    assert "State: draft." in page
    assert page.count("<h1") == 1


def test_the_public_page_does_not_mention_a_preview(client):
    assert 'aria-label="Preview"' not in client.get(make_theme().get_absolute_url()).content.decode()
