"""Pairs that look alike: decided once, and the decision survives the next import."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError

from hscp.brochure.duplicates.deciding import AlreadyDecided, attach_records, keep_apart, merge_pair
from hscp.brochure.importing.applying import apply_plan
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import Decision, ImportedValue, PossibleDuplicate
from hscp.records.merging import CannotMerge
from hscp.vocabulary import AudienceGroup, Section
from resources.models import Resource, Toolkit
from tests.brochure.read_brochures import course, document, pack, resource, toolkit
from tests.factories import make_course, make_resource, make_staff
from themes.models import Theme
from training.enums import CourseFormat
from training.models import Course

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_staff()


def bring_in(read):
    return apply_plan(plan_import(read), by=None, state="published")


def make_pair(one, two, **fields):
    first, second = sorted((one.pk, two.pk))
    kind = ContentType.objects.get_for_model(one)
    return PossibleDuplicate.objects.create(
        content_type=kind, first_id=first, second_id=second, reason="Alike.", **fields
    )


def test_merged_titles_stay_merged_at_the_next_import(person):
    read = document(
        pack("Boats", course("Knots"), course("An Introduction to Knots")),
        pack("Ice", course("An Introduction to Knots"), order=2),
    )
    bring_in(read)
    pair = PossibleDuplicate.objects.get()
    keep = Course.objects.get(title="Knots")

    record, moved = merge_pair(pair_id=pair.pk, keep_id=keep.pk, by=person)
    plan = plan_import(read)

    assert (record.title, moved) == ("Knots", {"theme course": 1})
    assert plan.changes_nothing
    assert plan.conflicts == []
    assert [theme.courses.get() for theme in Theme.objects.in_order()] == [keep, keep]
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by) == (Decision.MERGED, person)


@pytest.mark.parametrize("kept", [CourseFormat.WEBINAR, CourseFormat.ELEARNING])
def test_courses_of_two_formats_stay_merged_at_the_next_import(person, kept):
    read = document(pack("Boats", course("Knots"), course("Knots", CourseFormat.ELEARNING)))
    bring_in(read)
    keep = Course.objects.get(format=kept)

    merge_pair(pair_id=PossibleDuplicate.objects.get().pk, keep_id=keep.pk, by=person)
    done = bring_in(read)

    assert done.nothing
    assert list(Course.objects.values_list("title", "format", "aliases")) == [("Knots", kept, "")]
    assert plan_import(read).conflicts == []


@pytest.mark.parametrize("kept", ["Fog", "The Fog"])
def test_records_that_were_in_different_sections_stay_merged_at_the_next_import(person, kept):
    read = document(
        pack(
            "Boats",
            resource("Guides", is_collection=True),
            resource("Maps", is_collection=True),
            resource("The Fog", collection="Maps", note="Thick."),
            resource("Fog", Section.ADDITIONAL),
            resource("Fog", collection="Guides", note="Thin."),
        ),
        pack("Ice", resource("Fog"), resource("The Fog", collection="Maps"), order=2),
    )
    bring_in(read)
    keep = Resource.objects.get(title=kept)
    Resource.objects.filter(pk=keep.pk).update(kind="video", summary="")

    merge_pair(pair_id=PossibleDuplicate.objects.get().pk, keep_id=keep.pk, by=person)
    plan = plan_import(read)

    assert [(each.label, each.old, each.new) for entry in plan.of("changed") for each in entry.changes] == []
    assert plan.conflicts == []
    assert Resource.objects.get(pk=keep.pk).kind == "video"
    assert ImportedValue.objects.exclude(object_id=keep.pk).filter(field="kind").count() == 2


def test_toolkits_of_two_audiences_stay_merged_at_the_next_import(person):
    read = document(pack("Boats", toolkit("Ropes"), toolkit("Ropes", AudienceGroup.PARENTS_AND_CARERS)))
    bring_in(read)
    keep = Toolkit.objects.get(audience_group=AudienceGroup.PROFESSIONALS)

    merge_pair(pair_id=PossibleDuplicate.objects.get().pk, keep_id=keep.pk, by=person)

    assert plan_import(read).changes_nothing
    assert plan_import(read).conflicts == []


def test_a_record_made_by_hand_is_found_by_its_format_after_a_merge(person):
    keep = make_course(title="Knots", format=CourseFormat.ELEARNING)
    drop = make_course(title="Knots", format=CourseFormat.VIDEO)
    pair = make_pair(keep, drop)

    merge_pair(pair_id=pair.pk, keep_id=keep.pk, by=person)
    bring_in(document(pack("Boats", course("Knots", CourseFormat.VIDEO))))

    assert list(Course.objects.all()) == [keep]


def test_a_pair_that_is_kept_apart_is_not_offered_again(person):
    read = document(pack("Boats", resource("Fog"), resource("The Fog")))
    bring_in(read)
    pair = PossibleDuplicate.objects.get()

    keep_apart(pair_id=pair.pk, by=person)
    bring_in(read)

    assert list(PossibleDuplicate.objects.values_list("decision", flat=True)) == ["kept_apart"]
    assert list(PossibleDuplicate.objects.waiting()) == []


def test_a_pair_is_decided_once(person):
    one, two = make_resource(), make_resource()
    pair = make_pair(one, two)
    keep_apart(pair_id=pair.pk, by=person)

    with pytest.raises(AlreadyDecided):
        merge_pair(pair_id=pair.pk, keep_id=one.pk, by=person)

    assert Resource.objects.count() == 2


def test_a_pair_whose_record_is_gone_waits_for_nobody(person):
    one, two = make_resource(), make_resource()
    pair = make_pair(one, two)
    two.delete()

    assert list(PossibleDuplicate.objects.waiting()) == []
    with pytest.raises(AlreadyDecided):
        keep_apart(pair_id=pair.pk, by=person)


def test_a_pair_is_merged_into_one_of_its_own_records(person):
    pair, third = make_pair(make_resource(), make_resource()), make_resource()

    with pytest.raises(CannotMerge):
        merge_pair(pair_id=pair.pk, keep_id=third.pk, by=person)

    assert Resource.objects.count() == 3


def test_the_other_pairs_of_a_merged_record_follow_it(person):
    one, two, three, four = (make_resource() for _ in range(4))
    pair = make_pair(one, two)
    make_pair(two, three, decision=Decision.KEPT_APART, decided_at="2031-01-01T00:00Z")
    make_pair(one, four)
    make_pair(two, four)

    merge_pair(pair_id=pair.pk, keep_id=one.pk, by=person)

    others = PossibleDuplicate.objects.exclude(pk=pair.pk).values_list("first_id", "second_id", "decision")
    assert sorted(others) == [(one.pk, three.pk, "kept_apart"), (one.pk, four.pk, "open")]


@pytest.mark.parametrize("count", [1, 5])
def test_records_are_attached_to_pairs_with_one_query_for_each_kind(count, django_assert_num_queries):
    pairs = [make_pair(make_resource(), make_resource()) for _ in range(count)]
    pairs += [make_pair(make_course(), make_course()) for _ in range(count)]

    with django_assert_num_queries(2):
        attach_records(pairs)

    assert isinstance(pairs[0].first, Resource)
    assert isinstance(pairs[-1].second, Course)


def test_a_pair_is_stored_once_and_in_order():
    one, two = make_resource(), make_resource()
    kind = ContentType.objects.get_for_model(Resource)

    with pytest.raises(IntegrityError):
        PossibleDuplicate.objects.create(
            content_type=kind, first_id=two.pk, second_id=one.pk, reason="Alike."
        )
