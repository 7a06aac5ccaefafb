"""One function takes records off the site, puts a successor in their places, and leaves one revision."""

import pytest
from reversion.models import Revision, Version

from hscp.editing.withdrawing.taking_offline import CannotTakeOffline, Step, take_offline
from hscp.records.state import State
from tests.factories import (
    make_course,
    make_pathway,
    make_process,
    make_question,
    make_resource,
    make_staff,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import ThemeResource, ThemeToolkit

pytestmark = pytest.mark.django_db


def replaced(old, new, **fields):
    step = Step(State.ARCHIVED, names_successor=True, successor=new, replaces=True)
    return take_offline([old], step=step, by=make_staff(), **fields)


def test_records_leave_the_site_in_one_revision():
    toolkits, by = [make_toolkit(), make_toolkit()], make_staff()

    taken = take_offline(toolkits, step=Step(State.ARCHIVED), by=by)

    for toolkit in toolkits:
        toolkit.refresh_from_db()
    assert [(each.state, each.updated_by) for each in toolkits] == [(State.ARCHIVED, by)] * 2
    assert (taken.changed, Revision.objects.count()) == (2, 1)


def test_without_a_word_on_it_each_keeps_its_successor():
    new = make_toolkit()
    old = make_toolkit(superseded_by=new)

    take_offline([old], step=Step(State.ARCHIVED), by=make_staff())

    old.refresh_from_db()
    assert old.superseded_by == new


def test_the_successor_takes_every_place_where_it_was():
    old, new = make_toolkit(), make_toolkit()
    theme, leading = make_theme(), make_theme(lead_toolkit=old)
    put_in_pack(theme, old, order=3)
    course = make_course(toolkit=old)

    taken = replaced(old, new)

    leading.refresh_from_db()
    course.refresh_from_db()
    assert list(ThemeToolkit.objects.values_list("theme", "toolkit", "order")) == [(theme.pk, new.pk, 3)]
    assert (leading.lead_toolkit, course.toolkit) == (new, new)
    assert sorted(map(str, taken.replaced_in)) == sorted(map(str, [theme, leading, course]))


def test_a_list_that_has_both_keeps_one_at_the_earlier_place():
    old, new, theme = make_toolkit(), make_toolkit(), make_theme()
    put_in_pack(theme, old, order=1)
    put_in_pack(theme, new, order=5)

    replaced(old, new)

    assert list(ThemeToolkit.objects.values_list("toolkit", "order")) == [(new.pk, 1)]


def test_plain_lists_and_the_guided_path_name_the_successor():
    old, new = make_pathway(), make_pathway()
    process, question = make_process(), make_question()
    process.pathways.add(old)
    answer = question.answers.create(text="Yes", pathway=old)

    replaced(old, new)

    answer.refresh_from_db()
    assert (list(process.pathways.all()), answer.pathway) == ([new], new)


def test_a_place_that_the_successor_does_not_fit_stays_and_is_told():
    old, new = make_resource(kind="collection"), make_resource()
    member = make_resource(collection=old)

    taken = replaced(old, new)

    member.refresh_from_db()
    assert member.collection == old
    assert list(taken.left) == [member]
    assert "Collection" in taken.left[member]


def test_the_revision_holds_the_pack_as_it_is_afterwards():
    old, new, theme = make_toolkit(), make_toolkit(), make_theme()
    put_in_pack(theme, old)

    replaced(old, new)

    revision = Revision.objects.get()
    row = Version.objects.get_for_model(ThemeToolkit).get(revision=revision)
    assert row.field_dict["toolkit_id"] == new.pk
    assert Version.objects.get_for_object(theme).filter(revision=revision).exists()


def test_what_led_to_the_old_record_is_left_to_lead_on():
    old, new = make_toolkit(), make_toolkit()
    older = make_toolkit(superseded_by=old, state=State.ARCHIVED)

    replaced(old, new)

    older.refresh_from_db()
    assert older.superseded_by == old


def test_a_refusal_leaves_everything_as_it_was():
    old, new, theme = make_toolkit(), make_toolkit(), make_theme()
    put_in_pack(theme, old)

    with pytest.raises(CannotTakeOffline) as raised:
        replaced(old, new, refusals=lambda records: {old.pk: "It must stay."})

    old.refresh_from_db()
    assert raised.value.problems == {old.pk: "It must stay."}
    assert (old.state, old.superseded_by) == (State.PUBLISHED, None)
    assert ThemeToolkit.objects.get().toolkit == old


def test_a_refusal_is_asked_for_once_the_successor_is_in_place():
    old, new, theme = make_resource(), make_resource(), make_theme()
    put_in_pack(theme, old)
    seen = []

    def look(records):
        seen.append((records[0].state, ThemeResource.objects.get().resource))
        return {}

    replaced(old, new, refusals=look)

    assert seen == [(State.ARCHIVED, new)]


def test_successors_in_a_circle_are_refused():
    first = make_toolkit()
    second = make_toolkit(superseded_by=first)

    with pytest.raises(CannotTakeOffline, match="replaced by this record"):
        replaced(first, second)

    first.refresh_from_db()
    assert first.superseded_by is None
