"""Where a record is used: shown on its page, and as the reason for not deleting it."""

import pytest

from hscp.records.state import State
from hscp.records.where_used import where_used
from resources.models import Publisher, Resource, Toolkit
from tests.admin.pages import act, address
from tests.factories import (
    make_audience,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_publisher,
    make_resource,
    make_situation,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import Audience, Theme

pytestmark = pytest.mark.django_db


def told(records):
    """Return the uses as a list of (record, how), in a fixed order."""
    return sorted((str(use.record), str(use.how)) for use in where_used(records))


def test_a_toolkit_is_used_by_packs_themes_and_courses():
    toolkit = make_toolkit()
    put_in_pack(make_theme(title="A pack"), toolkit)
    make_theme(title="Led", lead_toolkit=toolkit)
    make_course(title="Tour", toolkit=toolkit)

    assert told([toolkit]) == [
        ("A pack", "toolkit"),
        ("Led", "lead toolkit"),
        ("Tour (Webinar)", "toolkit toured"),
    ]


def test_a_resource_is_used_once_by_a_theme_that_has_it_in_two_sections():
    resource = make_resource()
    theme = make_theme(title="Twice")
    put_in_pack(theme, resource, section="strategy")
    put_in_pack(theme, resource, section="additional")

    assert told([resource]) == [("Twice", "resource")]


def test_a_collection_is_used_by_its_members_and_as_a_heading_of_packs():
    collection = make_resource(kind="collection")
    make_resource(title="Member", collection=collection)
    put_in_pack(make_theme(title="Pack"), make_resource(title="Listed"), collection=collection)
    make_process(title="Process").resources.add(collection)
    make_resource(title="Older", superseded_by=collection)

    assert told([collection]) == [
        ("Member", "collection"),
        ("Older", "replaced by"),
        ("Pack", "collection"),
        ("Process", "resources"),
    ]


def test_a_pathway_is_used_by_packs_processes_situations_and_levels_but_not_by_its_own_numbers():
    pathway = make_pathway()
    make_contact_point(pathway)
    put_in_pack(make_theme(title="Theme"), pathway)
    make_process(title="Process").pathways.add(pathway)
    make_situation(title="Situation").pathways.add(pathway)
    make_threshold_level(number=1, title="Universal").pathways.add(pathway)

    assert told([pathway]) == [
        ("Level 1: Universal", "pathways"),
        ("Process", "pathways"),
        ("Situation", "pathways"),
        ("Theme", "pathway"),
    ]


def test_a_theme_is_not_used_by_its_own_rows():
    theme = make_theme()
    put_in_pack(theme, make_toolkit())

    assert told([theme]) == []


def test_the_change_page_lists_the_uses_with_links(publisher):
    toolkit = make_toolkit()
    theme = make_theme(title="A pack")
    put_in_pack(theme, toolkit)

    page = publisher.get(address(toolkit, "change"))

    assert page.context["uses"] == [("Theme", [(theme, "toolkit", address(theme, "change"))])]
    assert f'<a href="{address(theme, "change")}">A pack</a>' in page.text


def test_a_record_in_use_is_not_deleted_and_the_page_says_why(publisher):
    resource = make_resource(title="Guide")
    theme = make_theme(title="A pack")
    put_in_pack(theme, resource)

    page = publisher.get(address(resource, "delete"))
    publisher.post(address(resource, "delete"), {"post": "yes"})

    assert "“Guide” cannot be deleted yet, because it is still used." in page.text
    assert f'Theme: <a href="{address(theme, "change")}">A pack</a>' in page.text
    assert "Yes, I’m sure" not in page.text
    assert Resource.objects.count() == 1


def test_a_theme_that_a_process_names_is_not_deleted(publisher):
    theme = make_theme()
    make_process(title="Fostering").themes.add(theme)

    publisher.post(address(theme, "delete"), {"post": "yes"})

    assert Theme.objects.count() == 1


def test_a_bulk_delete_is_refused_as_a_whole_with_the_list(publisher):
    used, free = make_toolkit(), make_toolkit()
    put_in_pack(make_theme(title="A pack"), used)

    page = act(publisher, Toolkit, "delete_selected", used, free)
    act(publisher, Toolkit, "delete_selected", used, free, post="yes")

    assert "Not all of these can be deleted" in page.text
    assert "A pack" in page.text
    assert Toolkit.objects.count() == 2


def test_what_nothing_uses_is_deleted_with_its_own_rows(publisher):
    theme = make_theme()
    put_in_pack(theme, make_toolkit())

    publisher.post(address(theme, "delete"), {"post": "yes"})

    assert (Theme.objects.count(), Toolkit.objects.count()) == (0, 1)


def test_organisations_and_audiences_in_use_are_not_deleted(publisher):
    organisation, audience = make_publisher(), make_audience()
    make_resource(publisher=organisation).audiences.add(audience)

    for record in (organisation, audience):
        publisher.post(address(record, "delete"), {"post": "yes"})

    assert (Publisher.objects.count(), Audience.objects.count()) == (1, 1)


def test_an_editor_deletes_drafts_but_nothing_that_is_published(editor):
    draft, live = make_toolkit(state=State.DRAFT), make_toolkit()

    editor.post(address(draft, "delete"), {"post": "yes"})
    refused = editor.post(address(live, "delete"), {"post": "yes"})
    act(editor, Toolkit, "delete_selected", live, post="yes")

    assert refused.status_code == 403
    assert list(Toolkit.objects.all()) == [live]
