"""Merging two records: every relation moves, nothing is lost, the old address leads to the new."""

import pytest
import reversion
from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError
from reversion.models import Revision, Version

from hscp.brochure.models import KnownName
from hscp.models import OldAddress
from hscp.records.merging import CannotMerge, merge
from hscp.records.state import State
from hscp.vocabulary import Section
from resources.models import Resource, Toolkit
from tests.factories import (
    make_audience,
    make_contact_point,
    make_course,
    make_pathway,
    make_pathway_step,
    make_process,
    make_publisher,
    make_resource,
    make_staff,
    make_term,
    make_theme,
    make_toolkit,
    put_file,
    put_in_pack,
    put_link,
)
from themes.models import ThemeResource, ThemeToolkit
from training.models import Course

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_staff()


def test_merge_moves_toolkits_in_packs_lead_toolkits_and_tours(person):
    keep, drop = make_toolkit(), make_toolkit()
    led, listing = make_theme(lead_toolkit=drop), make_theme()
    put_in_pack(listing, drop, order=4)
    tour = make_course(toolkit=drop)

    moved = merge(keep=keep, drop=drop, by=person)

    led.refresh_from_db()
    tour.refresh_from_db()
    assert (led.lead_toolkit, tour.toolkit) == (keep, keep)
    assert list(ThemeToolkit.objects.values_list("theme", "toolkit", "order")) == [(listing.pk, keep.pk, 4)]
    assert moved == {"theme": 1, "theme toolkit": 1, "course": 1}
    assert list(Toolkit.objects.all()) == [keep]


def test_merge_keeps_one_row_with_the_lower_order_where_both_are_in_a_pack(person):
    keep, drop, theme = make_toolkit(), make_toolkit(), make_theme()
    other = make_theme()
    put_in_pack(theme, keep, order=5)
    put_in_pack(theme, drop, order=2)
    put_in_pack(other, keep, order=1)
    put_in_pack(other, drop, order=3)

    merge(keep=keep, drop=drop, by=person)

    assert list(ThemeToolkit.objects.order_by("theme").values_list("theme", "toolkit", "order")) == [
        (theme.pk, keep.pk, 2),
        (other.pk, keep.pk, 1),
    ]


def test_merge_moves_resources_as_items_and_as_groups(person):
    keep, drop = make_resource(kind="collection"), make_resource(kind="collection")
    theme, member = make_theme(), make_resource(collection=drop)
    put_in_pack(theme, drop, section=Section.ADDITIONAL)
    put_in_pack(theme, member, collection=drop)
    old = make_resource(superseded_by=drop)

    merge(keep=keep, drop=drop, by=person)

    member.refresh_from_db()
    old.refresh_from_db()
    assert (member.collection, old.superseded_by) == (keep, keep)
    assert set(ThemeResource.objects.values_list("section", "resource", "collection")) == {
        ("additional", keep.pk, None),
        ("strategy", member.pk, keep.pk),
    }


def test_merge_puts_nothing_under_itself(person):
    keep = make_resource(kind="collection")
    drop = make_resource(kind="collection", collection=keep)
    under_drop = make_theme()
    put_in_pack(under_drop, keep, collection=drop)
    Resource.objects.filter(pk=keep.pk).update(collection=drop, superseded_by=drop)

    merge(keep=keep, drop=drop, by=person)

    keep.refresh_from_db()
    assert (keep.collection, keep.superseded_by) == (None, None)
    assert ThemeResource.objects.values_list("resource", "collection").get() == (keep.pk, None)


def test_merge_keeps_the_group_that_either_was_in(person):
    keep, drop, group = make_resource(), make_resource(), make_resource(kind="collection")
    theme = make_theme()
    put_in_pack(theme, keep, order=1)
    put_in_pack(theme, drop, order=2, collection=group)

    merge(keep=keep, drop=drop, by=person)

    rows = ThemeResource.objects.values_list("resource", "collection", "order")
    assert list(rows) == [(keep.pk, group.pk, 1)]


def test_merge_moves_many_to_many_links_from_both_sides(person):
    keep, drop = make_resource(), make_resource()
    shared, own = make_audience(), make_audience()
    keep.audiences.add(shared)
    drop.audiences.add(shared, own)
    process = make_process()
    process.resources.add(keep, drop)

    merge(keep=keep, drop=drop, by=person)

    assert set(keep.audiences.all()) == {shared, own}
    assert list(process.resources.all()) == [keep]


def test_merge_moves_a_courses_pack_rows_and_what_it_leads_to(person):
    keep, drop = make_course(), make_course()
    theme = make_theme()
    put_in_pack(theme, drop)
    later = make_course()
    later.prerequisites.create(required=drop)

    merge(keep=keep, drop=drop, by=person)

    assert [row.required for row in later.prerequisites.all()] == [keep]
    assert list(theme.courses.all()) == [keep]


def test_merge_joins_the_packs_of_two_themes(person):
    keep, drop, toolkit, pathway = make_theme(), make_theme(), make_toolkit(), make_pathway()
    put_in_pack(keep, toolkit)
    put_in_pack(drop, toolkit)
    put_in_pack(drop, make_resource(title="Fog"))
    put_in_pack(drop, pathway)
    process = make_process()
    process.themes.add(drop)

    merge(keep=keep, drop=drop, by=person)

    assert [list(keep.toolkits.all()), list(keep.pathways.all())] == [[toolkit], [pathway]]
    assert [resource.title for resource in keep.resources.all()] == ["Fog"]
    assert list(process.themes.all()) == [keep]


def test_merge_moves_the_parts_of_a_pathway(person):
    keep, drop = make_pathway(), make_pathway()
    step = make_pathway_step(drop)

    merge(keep=keep, drop=drop, by=person)

    step.refresh_from_db()
    assert step.pathway == keep


def test_a_pathway_with_numbers_is_not_merged_by_one_person(person):
    keep, drop = make_pathway(title="Duty"), make_pathway(title="Duty team")
    make_contact_point(keep)
    point = make_contact_point(drop)

    with pytest.raises(CannotMerge) as caught:
        merge(keep=keep, drop=drop, by=person)

    point.refresh_from_db()
    assert point.pathway == drop
    assert str(caught.value) == (
        "“Duty team” has numbers and addresses of its own, which a second person must confirm. "
        "Add them to “Duty” and remove them here first."
    )


def test_merge_gathers_names_and_fills_what_is_empty(person):
    publisher = make_publisher()
    keep = make_resource(title="Fog", aliases="Mist", summary="Mine.")
    drop = make_resource(
        title="The Fog",
        aliases="Mist\nFog\nHaze",
        summary="Theirs.",
        link="https://example.org/fog",
        publisher=publisher,
        valid_from_year=2031,
    )

    merge(keep=keep, drop=drop, by=person)

    keep.refresh_from_db()
    assert keep.alias_list == ["Mist", "The Fog", "Haze"]
    assert (keep.title, keep.summary, keep.target) == ("Fog", "Mine.", "https://example.org/fog")
    assert (keep.publisher, keep.valid_from_year, keep.updated_by) == (publisher, 2031, person)


def test_merge_leaves_a_field_empty_where_filling_it_would_break_a_rule(person):
    keep = make_resource(valid_to_year=2030)
    drop = make_resource(valid_from_year=2031)

    merge(keep=keep, drop=drop, by=person)

    keep.refresh_from_db()
    assert (keep.valid_to_year, keep.valid_from_year) == (2030, None)


def test_merge_gathers_links_and_files_each_once(person):
    keep, drop = make_resource(link="https://example.org/fog"), make_resource(link="https://example.org/fog")
    put_link(drop, "https://example.org/mist")
    leaflet = put_file(drop, "libraryfile/leaflet.pdf")

    merge(keep=keep, drop=drop, by=person)

    ways = [(way.address, way.file) for way in Resource.objects.get().links_shown]
    assert ways == [
        ("https://example.org/fog", None),
        ("https://example.org/mist", None),
        (leaflet.get_absolute_url(), leaflet),
    ]


def test_merge_keeps_the_state_address_and_dates_of_the_record_it_keeps(person):
    keep = make_resource(state=State.DRAFT, slug="fog")
    drop = make_resource(state=State.PUBLISHED, slug="mist", owner=person)

    merge(keep=keep, drop=drop, by=person)

    keep.refresh_from_db()
    assert (keep.state, keep.slug, keep.owner) == (State.DRAFT, "fog", None)


def test_merge_makes_the_old_address_lead_to_the_kept_record(person, client):
    keep, drop = make_resource(), make_resource()
    old = drop.get_absolute_url()

    merge(keep=keep, drop=drop, by=person)

    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, keep.get_absolute_url())


def test_merge_leaves_the_page_that_holds_many_records_alone(person):
    keep, drop = make_term(), make_term()

    merge(keep=keep, drop=drop, by=person)

    assert list(OldAddress.objects.all()) == []


def test_merge_is_one_revision(person):
    keep, drop = make_toolkit(title="Ropes"), make_toolkit(title="Lines")
    put_in_pack(make_theme(), drop)

    merge(keep=keep, drop=drop, by=person)

    revision = Revision.objects.get()
    assert (revision.user, revision.comment) == (
        person,
        "Merged “Lines (professionals)” into “Ropes (professionals)”.",
    )


def test_merge_moves_what_points_by_content_type_but_not_the_history(person):
    keep, drop = make_resource(), make_resource()
    kind = ContentType.objects.get_for_model(Resource)
    KnownName.objects.create(content_type=kind, key="mist", object_id=drop.pk)
    with reversion.create_revision():
        drop.save()

    merge(keep=keep, drop=drop, by=person)

    assert KnownName.objects.get().object_id == keep.pk
    assert Version.objects.get_for_object_reference(Resource, drop.pk).count() == 1


def test_merge_refuses_two_kinds_itself_and_what_is_gone(person):
    resource, gone = make_resource(), make_resource()
    Resource.objects.filter(pk=gone.pk).delete()

    with pytest.raises(CannotMerge, match="same kind"):
        merge(keep=resource, drop=make_toolkit(), by=person)
    with pytest.raises(CannotMerge, match="with itself"):
        merge(keep=resource, drop=Resource.objects.get(pk=resource.pk), by=person)
    with pytest.raises(CannotMerge, match="no longer there"):
        merge(keep=resource, drop=gone, by=person)


def test_merge_changes_nothing_when_it_fails(person, monkeypatch):
    keep, drop = make_course(title="Knots"), make_course(title="Splices", format="elearning")
    theme = make_theme()
    put_in_pack(theme, drop)

    def refuse(*args, **kwargs):
        raise ProtectedError("Still used.", {drop})

    monkeypatch.setattr(Course, "delete", refuse)

    with pytest.raises(ProtectedError):
        merge(keep=keep, drop=drop, by=person)

    assert list(theme.courses.all()) == [drop]
