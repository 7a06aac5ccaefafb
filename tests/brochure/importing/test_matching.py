"""Which record a printed title means, and what looks alike."""

from dataclasses import replace

import pytest

from hscp.brochure.importing.applying import apply_plan
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import PossibleDuplicate
from hscp.links.deciding import lead_to
from hscp.links.enums import LinkSource
from hscp.vocabulary import Area, AudienceGroup, Section
from resources.enums import ResourceKind
from resources.models import Resource, Toolkit
from tests.brochure.read_brochures import course, document, pack, resource, toolkit
from tests.factories import make_course, make_publisher, make_resource, make_theme, make_toolkit
from themes.models import Theme
from training.enums import CourseFormat
from training.models import Course

pytestmark = pytest.mark.django_db
CARERS = AudienceGroup.PARENTS_AND_CARERS


def bring_in(read):
    return apply_plan(plan_import(read), by=None, state="published")


def test_two_things_at_one_address_are_a_pair_and_what_shares_a_page_of_many_is_none():
    where = "https://example.org/knots/"
    theirs = make_resource(title="Bends")
    lead_to([theirs], where, source=LinkSource.EDITOR)

    plan = plan_import(
        document(pack("Boats", resource("Hitches", link=where), course("Hitching", link=where)))
    )
    many = plan_import(
        document(pack("Boats", *(resource(title, link=where) for title in ("Hitches", "Loops", "Splices"))))
    )
    root = plan_import(
        document(
            pack("Boats", *(resource(title, link="https://example.org/") for title in ("Hitches", "Loops")))
        )
    )

    assert [(pair.first.record, pair.second.title, pair.reason) for pair in plan.pairs] == [
        (theirs, "Hitches", "Both lead to the same address.")
    ]
    assert many.pairs == root.pairs == []


def test_a_title_inside_a_group_and_again_by_itself_may_be_two_things():
    plan = plan_import(
        document(
            pack(
                "Boats",
                resource("Guides", is_collection=True),
                resource("River Families", collection="Guides"),
                resource("River Families", Section.ADDITIONAL),
            )
        )
    )

    told = [notice for notice in plan.notices if "two things" in notice]
    assert len(told) == 1
    assert "“River Families” is printed in “Boats” in the group “Guides”" in told[0]
    assert plan.pairs == []


def test_plan_reads_spellings_as_one_record_under_the_most_common_form():
    read = document(
        pack("Boats", resource("Rope & Anchor"), resource("Sails")),
        pack("Ice", resource("Rope and anchor."), resource("Rope and anchor.", Section.ADDITIONAL)),
    )

    bring_in(read)

    assert list(Resource.objects.values_list("title", "aliases").order_by("pk")) == [
        ("Rope and anchor.", "Rope & Anchor"),
        ("Sails", ""),
    ]


def test_plan_does_not_rename_a_record_for_a_spelling():
    there = make_resource(title="Rope & Anchor", aliases="Rope And Anchor")

    plan = plan_import(document(pack("Boats", resource("Rope And Anchor"), resource("Rope and anchor"))))

    entry = next(each for each in plan.entries if each.target.model is Resource)
    assert entry.target.record == there
    assert [(each.label, each.new) for each in entry.changes] == [
        ("other names", "Rope And Anchor\nRope and anchor")
    ]


def test_plan_finds_a_record_by_its_other_name():
    there = make_resource(title="The harbour manual", aliases="Harbour Rules")

    plan = plan_import(document(pack("Boats", resource("Harbour Rules"))))

    entry = next(each for each in plan.entries if each.target.model is Resource)
    assert (entry.target.record, entry.outcome) == (there, "unchanged")


def test_plan_finds_a_theme_by_the_short_title_of_either_side():
    one = make_theme(title="Boats")
    two = make_theme(title="Walking on the Ice", short_title="Ice")

    plan = plan_import(document(pack("Boats and Rafts", short_title="Boats"), pack("Ice", order=2)))

    found = [each.target.record for each in plan.entries if each.target.model is Theme]
    assert found == [one, two]


def test_plan_keeps_toolkits_of_one_title_for_two_audiences_apart_and_offers_them():
    bring_in(
        document(
            pack(
                "Boats",
                toolkit("Ropes"),
                toolkit("Ropes", CARERS),
                toolkit("An introduction to Ropes", CARERS),
            )
        )
    )

    assert Toolkit.objects.count() == 3
    assert sorted(PossibleDuplicate.objects.values_list("reason", flat=True)) == [
        "The same title for two audiences.",
        "They differ only in the opening “Introduction to”.",
    ]


def test_plan_keeps_courses_of_one_title_in_two_formats_apart_and_offers_them():
    bring_in(document(pack("Boats", course("Knots"), course("Knots", CourseFormat.ELEARNING))))

    assert Course.objects.count() == 2
    assert PossibleDuplicate.objects.get().reason == "The same title in two formats."


def test_plan_offers_a_new_record_that_looks_like_one_that_was_there():
    there = make_course(title="An Introduction to Knots and Splices")

    plan = plan_import(document(pack("Boats", course("Knots and Splices"))))

    assert [(pair.first.record, pair.second.title) for pair in plan.pairs] == [(there, "Knots and Splices")]


def test_plan_offers_a_pair_once():
    read = document(pack("Boats", course("Knots"), course("An Introduction to Knots")))
    bring_in(read)

    plan = plan_import(read)

    assert plan.pairs == []
    assert plan.changes_nothing


def test_plan_takes_a_course_without_format_for_the_one_of_that_title():
    read = document(
        pack("Boats", course("Knots"), course("Sailing", CourseFormat.NOT_STATED)),
        pack("Ice", course("Knots", CourseFormat.NOT_STATED)),
    )
    there = make_course(title="Sailing", format=CourseFormat.ELEARNING)

    bring_in(read)

    assert list(Course.objects.values_list("title", "format").order_by("title")) == [
        ("Knots", "webinar"),
        ("Sailing", "elearning"),
    ]
    there.refresh_from_db()
    assert there.format == CourseFormat.ELEARNING


def test_plan_states_the_format_of_a_course_that_had_none():
    there = make_course(title="Knots", format=CourseFormat.NOT_STATED)

    bring_in(document(pack("Boats", course("Knots", CourseFormat.VIDEO))))

    assert list(Course.objects.values_list("pk", "format")) == [(there.pk, "video")]


def test_plan_gives_a_course_that_had_no_format_to_one_of_two():
    make_course(title="Knots", format=CourseFormat.NOT_STATED)

    bring_in(document(pack("Boats", course("Knots", CourseFormat.VIDEO), course("Knots"))))

    assert sorted(Course.objects.values_list("format", flat=True)) == ["video", "webinar"]


def test_plan_keeps_a_course_without_format_apart_when_two_have_its_title():
    bring_in(
        document(
            pack(
                "Boats",
                course("Knots"),
                course("Knots", CourseFormat.ELEARNING),
                course("Knots", CourseFormat.NOT_STATED),
            )
        )
    )

    assert sorted(Course.objects.values_list("format", flat=True)) == ["elearning", "not_stated", "webinar"]


@pytest.mark.parametrize("title", ["Ropes Toolkit Tour", "Ropes Toolkit", "Ropes toolkit eLearning"])
def test_plan_relates_a_course_to_the_toolkit_it_is_about(title):
    make_toolkit(title="Ropes", audience_group=CARERS)
    bring_in(document(pack("Boats", toolkit("Ropes"), course(title))))

    assert str(Course.objects.get().toolkit) == "Ropes (professionals)"


@pytest.mark.parametrize("named", ["Early Help and Prevention", "Hampshire Early Help"])
def test_plan_relates_a_course_to_the_one_toolkit_with_a_longer_name(named):
    bring_in(document(pack("Boats", toolkit(named), toolkit("Ropes"), course("Early Help Toolkit Tour"))))

    assert Course.objects.get().toolkit.title == named


def test_plan_relates_no_course_to_one_of_two_toolkits_with_its_words():
    items = [toolkit("Child Abuse"), toolkit("Domestic Abuse"), course("Abuse Toolkit Tour")]
    bring_in(document(pack("Boats", *items)))

    assert Course.objects.get().toolkit is None


@pytest.mark.parametrize("title", ["Ropes", "Chains Toolkit Tour"])
def test_plan_relates_no_other_course_to_a_toolkit(title):
    bring_in(document(pack("Boats", toolkit("Ropes"), course(title))))

    assert Course.objects.get().toolkit is None


@pytest.mark.parametrize(
    ("title", "section", "kind"),
    [
        ("Pier Strategy 2030-32", Section.STRATEGY, ResourceKind.STRATEGY),
        ("Mooring Protocol", Section.ADDITIONAL, ResourceKind.PROCEDURE),
        ("Waterways Act 2029", Section.STRATEGY, ResourceKind.LAW),
        ("Leak Report Form", Section.STRATEGY, ResourceKind.FORM_OR_TEMPLATE),
        ("Many forms of damage", Section.STRATEGY, ResourceKind.GUIDANCE),
        ("A review of wrecks", Section.ADDITIONAL, ResourceKind.REPORT_OR_REVIEW),
        ("Report a wreck", Section.ADDITIONAL, ResourceKind.GUIDANCE),
        ("Two rowers", Section.CASE_STUDIES, ResourceKind.CASE_STUDY),
        ("A sailor's morning", Section.DAY_IN_THE_LIFE, ResourceKind.DAY_IN_THE_LIFE_TOOL),
        ("Buoys", Section.PROFESSIONAL, ResourceKind.GUIDANCE),
    ],
)
def test_plan_guesses_the_kind_of_a_resource(title, section, kind):
    bring_in(document(pack("Boats", resource(title, section))))

    assert Resource.objects.get().kind == kind


def test_plan_guesses_publisher_area_and_years_from_a_title():
    pier = make_publisher(name="Pier Authority", short_name="PA", area=Area.NATIONAL)
    guild = make_publisher(name="Guild of Sailors", other_names="Sailors & Co", area=Area.HIPS)
    bring_in(
        document(
            pack(
                "Boats",
                resource("PA Rules 2030–32"),
                resource("Tides | PA"),
                resource("Sailors & Co - Winds"),
                resource("Winds of Hampshire - Guild of Sailors"),
                resource("PAINT Annual Report 2028-29"),
            )
        )
    )

    fields = ("title", "publisher", "area", "valid_from_year", "valid_to_year")
    assert list(Resource.objects.values_list(*fields).order_by("pk")) == [
        ("PA Rules 2030–32", pier.pk, "national", 2030, 2032),
        ("Tides | PA", pier.pk, "national", None, None),
        ("Sailors & Co - Winds", guild.pk, "hips", None, None),
        ("Winds of Hampshire - Guild of Sailors", guild.pk, "hampshire", None, None),
        ("PAINT Annual Report 2028-29", None, "", None, None),
    ]


def test_plan_makes_a_collection_of_what_others_are_listed_under():
    bring_in(
        document(
            pack(
                "Boats",
                resource("Pilot Guides", is_collection=True),
                resource("Fog", collection="Pilot Guides", note="in two languages"),
            ),
            pack("Ice", resource("Fog"), resource("Thaw", collection="Pilot guides")),
        )
    )

    guides = Resource.objects.get(title="Pilot Guides")
    assert guides.kind == ResourceKind.COLLECTION
    assert list(guides.members.values_list("title", "summary").order_by("pk")) == [
        ("Fog", "in two languages"),
        ("Thaw", ""),
    ]


def test_plan_puts_no_resource_under_itself():
    plan = plan_import(
        document(
            pack(
                "Boats",
                resource("Guides", is_collection=True, collection="Guides"),
                resource("Fog", is_collection=True, collection="Guides"),
                resource("Guides", Section.ADDITIONAL, collection="Fog"),
            )
        )
    )
    apply_plan(plan, by=None, state="draft")

    assert [notice for notice in plan.notices if "under itself" in notice] == [
        "“Guides” is listed under itself in “Boats”: it is shown on its own.",
        "“Guides” is listed under itself in “Boats”: it is shown on its own.",
    ]
    assert Resource.objects.get(title="Guides").collection is None


def test_a_page_of_toolkits_brings_toolkits_alone_and_leaves_brochures_in_peace():
    bring_in(document(pack("Boats", toolkit("Ropes"), toolkit("Knots"))))
    page = replace(
        document(), packs=[], toolkits=[toolkit("Ropes", link="https://example.org/r"), toolkit("Ice")]
    )

    plan = plan_import(page)
    bring_in(page)
    later = plan_import(replace(page, toolkits=[toolkit("Ropes", link="https://example.org/r")]))

    assert ([entry.label for entry in plan.of("created")], plan.no_longer) == (["Ice (professionals)"], [])
    assert [entry.label for entry in plan.of("changed")] == ["Ropes (professionals)"]
    assert [target.title for target in later.no_longer] == ["Ice"]
    assert plan_import(page).changes_nothing
