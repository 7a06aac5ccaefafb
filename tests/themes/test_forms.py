"""One record in several packs at once: as on the themes' own forms, and nobody's change is overwritten unseen."""

import pytest
from django.contrib.contenttypes.models import ContentType
from reversion.models import Version

from hscp.editing.drafts.keeping import draft_of
from hscp.editing.drafts.publishing import fingerprint, publish
from hscp.editing.models import KindRule
from hscp.vocabulary import Section
from tests.admin.pages import address, filled_in, messages_of
from tests.factories import make_course, make_pathway, make_resource, make_theme, make_toolkit, put_in_pack
from themes.models import Theme, ThemeResource, ThemeToolkit

pytestmark = pytest.mark.django_db


def choose(client, record, **places):
    """Open the page of a record's packs, choose, and save; return the page that follows."""
    where = address(record, "packs")
    data = filled_in(client.get(where)) | {f"theme-{pk}": place for pk, place in places.items()}
    return client.post(where, {name: value for name, value in data.items() if value is not None}, follow=True)


@pytest.mark.parametrize("make", [make_toolkit, make_course, make_pathway])
def test_a_record_is_put_in_several_packs_and_taken_out_of_others(publisher, make):
    record, other = make(), make()
    had, first, second = (make_theme(title=title, order=n) for n, title in enumerate(["Had", "One", "Two"]))
    put_in_pack(had, record)
    put_in_pack(first, other, order=4)

    after = choose(publisher, record, **{str(had.pk): None, str(first.pk): "in", str(second.pk): "in"})

    assert messages_of(after) == ["Changed the packs of Had; One; Two."]
    assert list(record.themes.in_order()) == [first, second]
    assert other.themes.get() == first
    version = Version.objects.get_for_object(first).get()
    assert version.revision.comment == f"Packs of “{record}”."
    assert version.revision.version_set.count() > 3


def test_what_is_new_comes_last_in_its_section(publisher):
    resource, theme = make_resource(), make_theme()
    put_in_pack(theme, make_resource(), section=Section.STRATEGY, order=7)
    put_in_pack(theme, make_resource(), section=Section.CASE_STUDIES, order=2)

    choose(publisher, resource, **{str(theme.pk): Section.CASE_STUDIES})
    moved = ThemeResource.objects.get(resource=resource)
    places = [(moved.section, moved.order)]
    choose(publisher, resource, **{str(theme.pk): Section.STRATEGY})
    moved = ThemeResource.objects.get(resource=resource)

    assert [*places, (moved.section, moved.order)] == [(Section.CASE_STUDIES, 3), (Section.STRATEGY, 8)]


def test_a_resource_in_two_sections_of_a_pack_is_left_to_the_form_of_the_theme(publisher):
    resource, theme = make_resource(), make_theme()
    for section in (Section.STRATEGY, Section.CASE_STUDIES):
        put_in_pack(theme, resource, section=section)

    page = publisher.get(address(resource, "packs"))
    by_force = publisher.post(
        address(resource, "packs"), {f"seen-{theme.pk}": Section.STRATEGY, f"theme-{theme.pk}": ""}
    )

    assert "It is in several sections" in page.text
    assert by_force.status_code == 403
    assert ThemeResource.objects.count() == 2


def test_an_editor_changes_the_pack_of_a_live_theme_by_its_draft(editor):
    toolkit, kept = make_toolkit(), make_toolkit()
    live, draft = make_theme(title="Live"), make_theme(title="Draft", state="draft")
    put_in_pack(live, kept)

    after = choose(editor, toolkit, **{str(live.pk): "in", str(draft.pk): "in"})
    shown = filled_in(editor.get(address(toolkit, "packs")))
    stored = list(live.toolkits.all())
    kept_draft = draft_of(live)
    publish(live, by=kept_draft.changed_by, seen=fingerprint(kept_draft))

    assert messages_of(after)[0].endswith("changes once somebody publishes the drafts.")
    assert shown[f"theme-{live.pk}"] == "in"
    assert (stored, list(draft.toolkits.all())) == ([kept], [toolkit])
    assert list(live.toolkits.order_by("pk")) == [toolkit, kept]


def test_a_change_joins_the_draft_that_there_is(editor):
    first, second, live = make_toolkit(), make_toolkit(), make_theme()

    choose(editor, first, **{str(live.pk): "in"})
    choose(editor, second, **{str(live.pk): "in"})
    choose(editor, first, **{str(live.pk): None})
    kept_draft = draft_of(live)
    publish(live, by=kept_draft.changed_by, seen=fingerprint(kept_draft))

    assert list(live.toolkits.all()) == [second]


def test_themes_that_a_second_person_publishes_change_by_their_draft(publisher):
    toolkit, live = make_toolkit(), make_theme()
    KindRule.objects.create(content_type=ContentType.objects.get_for_model(Theme), four_eyes=True)

    choose(publisher, toolkit, **{str(live.pk): "in"})

    assert not toolkit.themes.exists()
    assert draft_of(live) is not None


def test_a_pack_that_somebody_else_changed_meanwhile_is_looked_at_again(publisher):
    toolkit, theme, other = make_toolkit(), make_theme(title="Boats"), make_theme(title="Piers")
    page = publisher.get(address(toolkit, "packs"))
    put_in_pack(theme, toolkit)

    data = filled_in(page) | {f"theme-{theme.pk}": "in", f"theme-{other.pk}": "in"}
    refused = publisher.post(address(toolkit, "packs"), data)

    assert "Nothing was saved" in refused.text
    assert "Changed meanwhile. Now: In the pack." in refused.text
    assert ThemeToolkit.objects.count() == 1
    assert filled_in(refused)[f"theme-{other.pk}"] == "in"


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_few_and_many_themes(publisher, count, django_assert_num_queries):
    toolkit = make_toolkit()
    for _ in range(count):
        put_in_pack(make_theme(), toolkit)

    with django_assert_num_queries(8):
        publisher.get(address(toolkit, "packs"))


def test_the_form_leads_to_the_packs_of_those_records_that_packs_hold(publisher):
    toolkit = make_toolkit()

    assert publisher.get(address(toolkit, "change")).context["packs_url"] == address(toolkit, "packs")
    assert publisher.get(address(make_theme(), "change")).context["packs_url"] == ""
