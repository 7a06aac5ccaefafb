"""Applying a plan: what the database then holds, and what a later import does with it."""

import pytest
import reversion
from django.db import IntegrityError
from reversion.models import Revision, Version

from hscp.brochure.importing.applying import ALL, CannotStore, Choices, StalePlan, apply_plan
from hscp.brochure.importing.plan_as_data import archive_key, plan_as_dict
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import Brochure, ImportedValue, KnownName, PossibleDuplicate
from hscp.records.state import State
from hscp.vocabulary import AudienceGroup, Section
from resources.models import Resource, Toolkit
from tests.brochure.read_brochures import course, document, pack, resource, toolkit, toolkit_list
from tests.factories import make_publisher, make_resource, make_staff, make_theme, make_toolkit, put_in_pack
from themes.models import Theme, ThemeResource, ThemeToolkit, ThemeToolkitList
from training.enums import CourseFormat
from training.models import Course

pytestmark = pytest.mark.django_db


def bring_in(read, *, state="published", by=None, **choices):
    return apply_plan(plan_import(read), by=by, state=state, choices=Choices(**choices))


def boats(*items, **texts):
    return document(pack("Boats", *items, **texts))


def conflicts(plan):
    return [(entry.label, each.label, each.old, each.new) for entry, each in plan.conflicts]


def changes(plan):
    return [
        (entry.label, each.label, each.old, each.new)
        for entry in plan.of("changed")
        for each in entry.changes
    ]


def toolkits_of(theme):
    return [row.toolkit.title for row in ThemeToolkit.objects.filter(theme=theme).order_by("order")]


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Theme,
            Toolkit,
            Resource,
            Course,
            Brochure,
            ThemeToolkit,
            ThemeResource,
            ThemeToolkitList,
        )
    ] + [
        list(model.objects.order_by("pk").values()) for model in (ImportedValue, KnownName, PossibleDuplicate)
    ]


def test_apply_puts_everything_where_it_belongs():
    read = document(
        pack(
            "Boats and Rafts",
            toolkit("Boats", lead=True),
            toolkit("Ropes"),
            toolkit("Anchors", AudienceGroup.PARENTS_AND_CARERS),
            toolkit_list("All toolkits for children", AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE),
            resource("Log", Section.ADDITIONAL),
            resource("Guides", is_collection=True),
            resource("Fog", collection="Guides", link="https://example.org/fog"),
            course("Knots"),
            short_title="Boats",
            introduction="A boat needs a **captain** ([Guild](#)).",
            key_message="- Look\n- Listen",
        ),
        pack("Ice", order=2),
        introduction="Words before.",
        how_to_use="Turn the pages.",
    )

    done = bring_in(read)

    theme = Theme.objects.get(title="Boats and Rafts")
    assert (theme.order, theme.short_title, theme.lead_toolkit.title) == (1, "Boats", "Boats")
    assert theme.introduction == "<p>A boat needs a <strong>captain</strong> (Guild).</p>"
    assert theme.key_message == "<ul>\n<li>Look</li>\n<li>Listen</li>\n</ul>"
    assert toolkits_of(theme) == ["Ropes", "Anchors"]
    assert list(ThemeToolkitList.objects.values_list("label", "audience_group")) == [
        ("All toolkits for children", "children_and_young_people")
    ]
    rows = ThemeResource.objects.order_by("order").values_list(
        "section", "resource__title", "collection__title"
    )
    assert list(rows) == [
        ("strategy", "Guides", None),
        ("strategy", "Fog", "Guides"),
        ("additional", "Log", None),
    ]
    assert Resource.objects.get(title="Fog").target == "https://example.org/fog"
    assert [row.course.title for row in theme.themecourse_set.all()] == ["Knots"]
    brochure = Brochure.objects.get()
    assert (brochure.edition, brochure.how_to_use) == ("2031-2032", "<p>Turn the pages.</p>")
    assert done.created == 10


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_apply_brings_new_records_in_the_state_that_was_chosen(state):
    there = make_theme(title="Boats", state=State.ARCHIVED)

    bring_in(boats(resource("Fog"), introduction="Float."), state=state)

    assert Resource.objects.get().state == state
    there.refresh_from_db()
    assert there.state == State.ARCHIVED


def test_apply_twice_changes_nothing():
    read = document(
        pack(
            "Boats",
            toolkit("Boats", lead=True),
            toolkit("Ropes & Chains"),
            resource("Guides", is_collection=True),
            resource("Fog", collection="Guides", note="Two languages"),
            resource("Log", Section.ADDITIONAL),
            course("Ropes and Chains Toolkit Tour"),
            course("Knots", CourseFormat.NOT_STATED),
            introduction="- one\n- two",
        ),
        pack("Ice", toolkit("Ropes and chains"), toolkit_list("Everything"), order=2),
    )
    bring_in(read)
    before = everything()

    plan = plan_import(read)
    done = apply_plan(plan, by=None, state="draft")

    assert plan.changes_nothing
    assert done.nothing
    assert done.sentence() == "Nothing has changed: the document brings nothing new."
    assert everything() == before


def test_apply_records_one_revision_with_who_and_why():
    user = make_staff()

    bring_in(boats(resource("Fog")), by=user)

    revision = Revision.objects.get()
    assert (revision.user, revision.comment) == (user, "Imported “Lake Brochure 2031-2032”.")
    objects = {version.object for version in revision.version_set.all()}
    assert {Theme.objects.get(), Resource.objects.get(), ThemeResource.objects.get()} <= objects
    assert Resource.objects.get().updated_by == user


def test_apply_leaves_unchanged_records_out_of_the_revision():
    bring_in(boats(resource("Fog"), introduction="Float."))

    bring_in(boats(resource("Fog"), introduction="Sink."))

    assert [str(version.object) for version in Version.objects.get_for_model(Resource)] == ["Fog"]
    assert Version.objects.get_for_model(Theme).count() == 2


# Fields


def test_apply_changes_what_only_the_document_changed():
    bring_in(boats(introduction="Float."))

    plan = plan_import(boats(introduction="Sink."))
    apply_plan(plan, by=None, state="draft")

    assert changes(plan) == [("Boats", "introduction", "Float.", "Sink.")]
    assert Theme.objects.get().introduction == "<p>Sink.</p>"


def test_apply_keeps_an_editors_text_and_shows_the_conflict():
    bring_in(boats(introduction="Float."))
    Theme.objects.update(introduction="<p>Mine.</p>")

    plan = plan_import(boats(introduction="Float."))
    done = apply_plan(plan, by=None, state="draft")

    assert conflicts(plan) == [("Boats", "introduction", "Mine.", "Float.")]
    assert (done.conflicts_kept, done.nothing) == (1, True)
    assert Theme.objects.get().introduction == "<p>Mine.</p>"


def test_apply_still_shows_a_conflict_that_was_kept():
    bring_in(boats(introduction="Float."))
    Theme.objects.update(introduction="<p>Mine.</p>")
    bring_in(boats(introduction="Sink."))

    plan = plan_import(boats(introduction="Sink."))

    assert conflicts(plan) == [("Boats", "introduction", "Mine.", "Sink.")]


def test_apply_follows_the_document_again_once_an_editor_takes_the_edit_back():
    bring_in(boats(introduction="Float."))
    Theme.objects.update(introduction="<p>Mine.</p>")
    bring_in(boats(introduction="Sink."))
    Theme.objects.update(introduction="<p>Float.</p>")

    plan = plan_import(boats(introduction="Sink."))

    assert (conflicts(plan), changes(plan)) == ([], [("Boats", "introduction", "Float.", "Sink.")])


def test_apply_takes_the_document_where_the_editor_says_so():
    bring_in(boats(introduction="Float.", key_message="Row."))
    Theme.objects.update(introduction="<p>Mine.</p>", key_message="<p>Mine too.</p>")
    read = boats(introduction="Sink.", key_message="Swim.")
    key = plan_import(read).conflicts[0][1].key

    done = bring_in(read, take_document=frozenset([key]))

    theme = Theme.objects.get()
    assert (theme.introduction, theme.key_message) == ("<p>Sink.</p>", "<p>Mine too.</p>")
    assert (done.conflicts_taken, done.conflicts_kept) == (1, 1)
    assert len(plan_import(read).conflicts) == 1


def test_apply_takes_the_document_everywhere():
    bring_in(boats(toolkit("Ropes"), introduction="Float."))
    Theme.objects.update(introduction="<p>Mine.</p>")
    ThemeToolkit.objects.all().delete()

    bring_in(boats(toolkit("Ropes"), introduction="Float."), take_document=ALL)

    theme = Theme.objects.get()
    assert (theme.introduction, toolkits_of(theme)) == ("<p>Float.</p>", ["Ropes"])


def test_apply_does_not_take_other_markup_for_an_edit():
    bring_in(boats(introduction="- one\n- two"))
    Theme.objects.update(introduction="<ul><li><p>one</p></li><li><p>two</p></li></ul>")

    plan = plan_import(boats(introduction="- one\n- three"))

    assert (len(changes(plan)), conflicts(plan)) == (1, [])


def test_apply_fills_what_a_record_made_by_hand_lacks_and_keeps_what_it_has():
    make_theme(title="Boats", key_message="<p>Mine.</p>")

    plan = plan_import(boats(introduction="Float.", key_message="Row."))

    assert [each[1:] for each in changes(plan)] == [("order", "0", "1"), ("introduction", "", "Float.")]
    assert conflicts(plan) == [("Boats", "if you do one thing", "Mine.", "Row.")]


def test_apply_never_empties_what_the_document_leaves_out():
    bring_in(boats(toolkit("Ropes", link="https://example.org/ropes"), introduction="Float."))

    plan = plan_import(boats(toolkit("Ropes")))

    assert changes(plan) == []
    assert Toolkit.objects.get().target == "https://example.org/ropes"


def test_apply_sees_that_a_theme_lost_its_own_toolkit():
    bring_in(boats(toolkit("Ropes", lead=True)))

    bring_in(boats(toolkit("Ropes")))

    assert Theme.objects.get().lead_toolkit is None


def test_apply_renews_a_guess_only_while_nobody_touched_it():
    bring_in(boats(resource("Fog", note="One."), resource("Ice", note="One.")))
    Resource.objects.filter(title="Ice").update(summary="Mine.")

    plan = plan_import(boats(resource("Fog", note="Two."), resource("Ice", note="Two.")))
    apply_plan(plan, by=None, state="draft")

    assert conflicts(plan) == []
    assert dict(Resource.objects.values_list("title", "summary")) == {"Fog": "Two.", "Ice": "Mine."}


def test_apply_keeps_a_title_that_an_editor_changed():
    bring_in(boats(resource("Fog")))
    Resource.objects.update(title="Fog at sea")

    plan = plan_import(boats(resource("Fog")))
    apply_plan(plan, by=None, state="draft")

    assert conflicts(plan) == [("Fog at sea", "title", "Fog at sea", "Fog")]
    assert Resource.objects.get().title == "Fog at sea"


def test_apply_keeps_the_audience_that_an_editor_changed():
    bring_in(boats(toolkit("Ropes")))
    Toolkit.objects.update(audience_group=AudienceGroup.PARENTS_AND_CARERS)

    plan = plan_import(boats(toolkit("Ropes")))

    assert [each[1:] for each in conflicts(plan)] == [("audience", "Parents and carers", "Professionals")]
    assert plan.of("created") == []


# Packs


def test_apply_adds_to_a_pack_and_takes_out_what_is_no_longer_printed():
    bring_in(boats(toolkit("Ropes"), toolkit("Anchors")))

    plan = plan_import(boats(toolkit("Anchors"), toolkit("Sails")))
    apply_plan(plan, by=None, state="draft")

    assert changes(plan) == [
        ("Boats", "toolkits", "", "Sails (professionals)"),
        ("Boats", "toolkits", "Ropes (professionals)", ""),
    ]
    assert toolkits_of(Theme.objects.get()) == ["Anchors", "Sails"]
    assert [target.title for target in plan.no_longer] == ["Ropes"]
    assert Toolkit.objects.filter(title="Ropes", state=State.PUBLISHED).exists()


def test_apply_keeps_out_of_a_pack_what_an_editor_took_out():
    read = boats(toolkit("Ropes"), toolkit("Anchors"))
    bring_in(read)
    ThemeToolkit.objects.filter(toolkit__title="Ropes").delete()

    plan = plan_import(read)
    apply_plan(plan, by=None, state="draft")

    assert conflicts(plan) == [("Boats", "toolkits", "", "Ropes (professionals)")]
    assert toolkits_of(Theme.objects.get()) == ["Anchors"]

    bring_in(read, take_document=frozenset([plan.conflicts[0][1].key]))

    assert toolkits_of(Theme.objects.get()) == ["Ropes", "Anchors"]


def test_apply_keeps_in_a_pack_what_an_editor_added():
    read = boats(toolkit("Ropes"), toolkit("Anchors"))
    bring_in(read)
    theme = Theme.objects.get()
    put_in_pack(theme, make_toolkit(title="Mine"), order=1)

    plan = plan_import(read)
    done = apply_plan(plan, by=None, state="draft")

    assert (changes(plan), conflicts(plan), done.nothing) == ([], [], True)
    assert sorted(toolkits_of(theme)) == ["Anchors", "Mine", "Ropes"]


def test_apply_follows_the_printed_order_unless_an_editor_made_another():
    bring_in(boats(toolkit("Ropes"), toolkit("Anchors"), toolkit("Sails")))
    theme = Theme.objects.get()

    bring_in(boats(toolkit("Sails"), toolkit("Ropes"), toolkit("Anchors")))

    assert toolkits_of(theme) == ["Sails", "Ropes", "Anchors"]

    ThemeToolkit.objects.filter(toolkit__title="Anchors").update(order=0)
    plan = plan_import(boats(toolkit("Ropes"), toolkit("Sails"), toolkit("Anchors")))
    apply_plan(plan, by=None, state="draft")

    assert [each[1] for each in conflicts(plan)] == ["order of the toolkits"]
    assert toolkits_of(theme) == ["Anchors", "Sails", "Ropes"]


def test_apply_moves_a_resource_to_another_section_and_group():
    bring_in(boats(resource("Guides", is_collection=True), resource("Fog"), resource("Ice")))

    plan = plan_import(
        boats(
            resource("Guides", is_collection=True),
            resource("Fog", collection="Guides"),
            resource("Ice", Section.ADDITIONAL),
        )
    )
    apply_plan(plan, by=None, state="draft")

    rows = ThemeResource.objects.order_by("order").values_list(
        "section", "resource__title", "collection__title"
    )
    assert list(rows) == [
        ("strategy", "Guides", None),
        ("strategy", "Fog", "Guides"),
        ("additional", "Ice", None),
    ]
    assert ("Boats", "resources", "Ice (Strategy, guidance and procedures)", "") in changes(plan)


def test_apply_keeps_the_group_that_an_editor_gave_a_row():
    read = boats(resource("Guides", is_collection=True), resource("Fog", collection="Guides"))
    bring_in(read)
    mine = make_resource(title="Mine", kind="collection")
    ThemeResource.objects.filter(resource__title="Fog").update(collection=mine)

    plan = plan_import(read)
    apply_plan(plan, by=None, state="draft")

    assert [each[1] for each in conflicts(plan)] == ["resources"]
    assert ThemeResource.objects.get(resource__title="Fog").collection == mine


def test_apply_shows_once_what_a_pack_prints_twice():
    plan = plan_import(boats(toolkit("Ropes"), toolkit("ropes"), course("Knots"), course("Knots")))
    apply_plan(plan, by=None, state="draft")

    assert toolkits_of(Theme.objects.get()) == ["Ropes"]
    assert plan.notices == [
        "“Ropes” is printed twice in one list of “Boats”: it is shown once.",
        "“Knots” is printed twice in one list of “Boats”: it is shown once.",
    ]


# Records that go


def test_apply_archives_what_is_no_longer_mentioned_only_when_told():
    bring_in(boats(resource("Fog"), resource("Ice")))
    make_resource(title="Mine")
    read = boats(resource("Fog"))
    plan = plan_import(read)
    assert [target.title for target in plan.no_longer] == ["Ice"]

    done = bring_in(read, archive=frozenset([archive_key(plan.no_longer[0])]))

    assert done.archived == 1
    assert Resource.objects.get(title="Ice").state == State.ARCHIVED
    assert plan_import(read).no_longer == []


def test_apply_does_not_bring_back_what_an_editor_deleted():
    read = boats(resource("Fog"), resource("Ice"))
    bring_in(read)
    ThemeResource.objects.filter(resource__title="Fog").delete()
    Resource.objects.get(title="Fog").delete()

    plan = plan_import(read)
    done = apply_plan(plan, by=None, state="draft")

    assert conflicts(plan) == [("Fog", "record", "deleted since the last import", "Fog")]
    assert done.nothing
    assert list(Resource.objects.values_list("title", flat=True)) == ["Ice"]

    bring_in(read, take_document=ALL)

    rows = ThemeResource.objects.order_by("order").values_list("resource__title", flat=True)
    assert list(rows) == ["Fog", "Ice"]
    assert plan_import(read).changes_nothing
    assert plan_import(read).conflicts == []


def test_apply_does_not_point_at_what_an_editor_deleted():
    read = boats(
        toolkit("Ropes", lead=True), resource("Maps", is_collection=True), resource("Fog", collection="Maps")
    )
    bring_in(read)
    Theme.objects.update(lead_toolkit=None)
    Toolkit.objects.all().delete()
    ThemeResource.objects.filter(resource__title="Maps").delete()
    ThemeResource.objects.update(collection=None)
    Resource.objects.update(collection=None)
    Resource.objects.filter(title="Maps").delete()

    plan = plan_import(read)
    done = apply_plan(plan, by=None, state="draft")

    assert [each[:2] for each in conflicts(plan)] == [("Ropes (professionals)", "record"), ("Maps", "record")]
    assert (changes(plan), done.nothing) == ([], True)


def test_apply_says_that_a_record_it_names_is_archived():
    bring_in(boats(resource("Fog")))
    Resource.objects.update(state=State.ARCHIVED)

    plan = plan_import(boats(resource("Fog")))

    assert [notice for notice in plan.notices if notice.startswith("“Fog” is archived")]
    assert Resource.objects.get().state == State.ARCHIVED


# Safety


def test_apply_stores_hostile_titles_as_text_and_cleans_rich_text():
    title = "<script>alert(1)</script> & 'quotes' \u202e"
    bring_in(boats(resource(title), introduction="<script>alert(2)</script>[x](javascript:alert(3)) **ok**"))

    assert Resource.objects.get().title == title
    introduction = Theme.objects.get().introduction
    assert "<script" not in introduction
    assert "href" not in introduction
    assert "<strong>ok</strong>" in introduction


def test_apply_leaves_out_what_no_record_can_hold_and_says_so():
    plan = plan_import(boats(resource("x" * 301), resource("Fog", link="ftp://example.org")))
    apply_plan(plan, by=None, state="draft")

    assert [(each.title, each.target) for each in Resource.objects.all()] == [("Fog", "")]
    assert [problem.field for problem in plan.problems] == ["title", "web address"]
    assert plan_as_dict(plan)["counts"]["left out"] == 2


def test_apply_changes_nothing_when_it_fails_halfway(monkeypatch):
    bring_in(boats(introduction="Float."))
    before = everything()
    monkeypatch.setattr("hscp.brochure.importing.applying.remember", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        bring_in(boats(toolkit("Ropes"), resource("Fog"), introduction="Sink."))

    assert everything() == before


def test_apply_names_the_record_that_the_database_refuses(monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError("CHECK constraint failed: resources_resource_title_given")

    monkeypatch.setattr(Resource, "save", refuse)

    with pytest.raises(CannotStore, match="“Fog”: Give the record a title"):
        bring_in(boats(resource("Fog")))


def test_apply_refuses_a_plan_that_is_no_longer_true():
    plan = plan_import(boats(introduction="Float."))
    make_theme(title="Boats", introduction="<p>Mine.</p>")
    before = everything()

    with pytest.raises(StalePlan) as stale:
        apply_plan(plan, by=None, state="draft")

    assert conflicts(stale.value.plan) == [("Boats", "introduction", "Mine.", "Float.")]
    assert everything() == before


def test_apply_refuses_to_write_over_what_was_saved_meanwhile(monkeypatch):
    bring_in(boats(introduction="Float."))
    plan = plan_import(boats(introduction="Sink."))
    remake = plan.remake

    def then_somebody_saves():
        fresh = remake()
        Theme.objects.get().save()
        return fresh

    plan.remake = then_somebody_saves

    with pytest.raises(StalePlan):
        apply_plan(plan, by=None, state="draft")

    assert Theme.objects.get().introduction == "<p>Float.</p>"


def test_apply_works_without_history(monkeypatch):
    monkeypatch.setattr(reversion, "is_registered", lambda model: False)

    assert bring_in(boats(resource("Fog"))).created == 3


@pytest.mark.parametrize("count", [3, 30])
def test_plan_reads_the_database_with_as_many_queries_for_few_as_for_many(count, django_assert_num_queries):
    items = [
        each
        for number in range(count)
        for each in (toolkit(f"Tool {number}"), resource(f"Paper {number}"), course(f"Lesson {number}"))
    ]
    read = document(*(pack(f"Theme {number}", *items, order=number) for number in range(count)))
    bring_in(read)
    plan_import(read)

    with django_assert_num_queries(19):
        plan = plan_import(read)

    assert plan.changes_nothing


@pytest.mark.parametrize("count", [3, 300])
def test_plan_reads_no_record_that_the_document_does_not_mean(count):
    read = boats(toolkit("Ropes"), resource("Fog", collection="Weather"), course("Knots"))
    bring_in(read)
    Resource.objects.bulk_create(
        Resource(title=f"Paper {number}", slug=f"paper-{number}", publisher=make_publisher())
        for number in range(count)
    )
    for paper in Resource.objects.filter(title__startswith="Paper"):
        put_in_pack(make_theme(), paper)

    items = [toolkit("Ropes"), resource("Fog", collection="Weather"), resource("Swell"), course("Knots")]
    plan = plan_import(boats(*items))

    stored = plan.stored
    assert {model: len(targets) for model, targets in stored.targets.items() if targets} == {
        Brochure: 1,
        Theme: 1,
        Toolkit: 1,
        Resource: 2,
        Course: 1,
    }
    assert sum(len(rows) for each in stored.rows.values() for rows in each.values()) == 3


def test_an_import_plans_once_in_its_transaction(monkeypatch):
    plan = plan_import(boats(resource("Fog")))
    made = []
    remake = plan.remake
    plan.remake = lambda: made.append(remake()) or made[0]

    apply_plan(plan, by=None, state="draft")

    assert len(made) == 1
