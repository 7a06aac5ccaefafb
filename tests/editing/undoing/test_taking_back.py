"""An undo puts everything back exactly, once, within the hour, while nobody has changed anything since."""

import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone
from reversion.models import Revision

from hscp.brochure.duplicates.deciding import merge_pair
from hscp.brochure.importing.applying import Choices, apply_plan
from hscp.brochure.importing.import_runs import apply_run, start_run
from hscp.brochure.importing.plan_as_data import archive_key, plan_as_dict
from hscp.brochure.importing.plan_as_data import fingerprint as fingerprint_of_plan
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import ImportedValue, PossibleDuplicate
from hscp.brochure.reading.reader import read_brochure
from hscp.editing.drafts.keeping import draft_of, keep_draft
from hscp.editing.drafts.publishing import fingerprint, publish
from hscp.editing.models import UndoableStep
from hscp.editing.snapshots import key_of, snapshot
from hscp.editing.undoing.steps import undoable_step
from hscp.editing.undoing.taking_back import CannotUndo, steps_to_undo, undo
from hscp.editing.withdrawing.taking_offline import Step, take_offline
from hscp.models import OldAddress, ShortAddress
from hscp.records.merging import merge
from hscp.records.publishing import change_state
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from hscp.search.models import PinnedAnswer, SearchDocument
from resources.models import Toolkit
from tests.brochure.read_brochures import TEXT, course, document, pack, toolkit
from tests.editing.undoing.stored import all_content
from tests.factories import (
    make_course,
    make_session,
    make_staff,
    make_theme,
    make_toolkit,
    put_in_pack,
    put_link,
)
from themes.models import Theme
from training.models import Interest, Session

pytestmark = pytest.mark.django_db

READ = document(
    pack("Boats", toolkit("Life jackets"), course("Knots"), course("An Introduction to Knots")),
    pack("Ice", course("Knots"), order=2),
)
READ_LATER = document(
    pack("Boats", toolkit("Life jackets"), toolkit("Flares"), course("An Introduction to Knots")),
    pack("Snow", course("Knots"), course("Avalanches"), order=2),
)


@pytest.fixture
def person():
    return make_staff()


def the_step():
    return UndoableStep.objects.get()


def undone(by):
    return undo(the_step().pk, by=by)


def bring_in(read, by=None, **choices):
    apply_plan(plan_import(read), by=by, state="published", choices=Choices(**choices))


def settled():
    """Return all content, once search knows of what the factories made."""
    refresh_all()
    return all_content()


def test_records_taken_offline_come_back_with_their_dates_and_their_authors(person):
    records = [make_toolkit(), make_toolkit(updated_by=make_staff()), make_toolkit(state=State.DRAFT)]
    before = settled()

    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=person)
    assert not Toolkit.objects.live().exists()
    undone(person)

    assert all_content() == before
    revision = Revision.objects.latest("pk")
    assert revision.user == person
    assert revision.comment == f"Undone: Changed to archived: {'; '.join(map(str, records))}"
    assert revision.version_set.count() == 3


def test_a_successor_put_in_every_place_makes_way_again(person):
    old, new = make_toolkit(), make_toolkit()
    for theme in (make_theme(lead_toolkit=old), make_theme()):
        put_in_pack(theme, old)
    put_in_pack(theme, new, order=9)
    before = settled()

    step = Step(State.ARCHIVED, names_successor=True, successor=new, replaces=True)
    assert len(take_offline([old], step=step, by=person).replaced_in) == 2
    undone(person)

    assert all_content() == before


def test_a_merge_is_undone_with_every_relation_address_and_pin(person):
    keep, drop = make_toolkit(link=""), make_toolkit(aliases="Another name")
    led, both, one = make_theme(lead_toolkit=drop), make_theme(), make_theme()
    for theme, record in ((both, keep), (both, drop), (one, drop)):
        put_in_pack(theme, record, order=record.pk)
    put_link(drop)
    make_course(toolkit=drop)
    OldAddress.objects.create(old_path="/older/", new_path=drop.get_absolute_url())
    with content_change() as change:
        change.touched(keep, drop, led)
    document_of_drop = SearchDocument.objects.get(kind="toolkit", object_id=drop.pk)
    PinnedAnswer.objects.create(words="flares", document=document_of_drop)
    before = settled()

    merge(keep=keep, drop=drop, by=person)
    assert not ShortAddress.objects.filter(object_id=drop.pk, content_type__model="toolkit").exists()
    assert all_content() != before
    undone(person)

    assert all_content() == before


def test_a_merge_of_courses_gives_back_their_sessions_and_the_people_who_asked(person):
    keep, drop = make_course(), make_course()
    session = make_session(course=drop)
    for email, asked_for in (("a@example.org", keep), ("b@example.org", drop)):
        Interest.objects.create(course=asked_for, email=email, token_hash=f"{email} {asked_for.pk}")
    before = settled()

    merge(keep=keep, drop=drop, by=person)
    assert Session.objects.get().course == keep
    undone(person)

    assert Session.objects.get() == session
    assert all_content() == before


def test_a_decided_pair_waits_again(person):
    bring_in(READ)
    pair = PossibleDuplicate.objects.get()
    before = settled()

    merge_pair(pair_id=pair.pk, keep_id=pair.first_id, by=person)
    undone(person)

    assert all_content() == before
    assert list(PossibleDuplicate.objects.waiting()) == [pair]


def test_an_import_is_undone_so_that_the_same_document_makes_the_same_plan(person):
    bring_in(READ)
    before, plan = settled(), plan_import(READ_LATER)
    archive = frozenset(map(archive_key, plan.no_longer))
    assert archive

    bring_in(READ_LATER, by=person, archive=archive)
    assert all_content() != before
    undone(person)

    assert all_content() == before
    assert plan_as_dict(plan_import(READ_LATER)) == plan_as_dict(plan)


def test_an_import_by_its_page_is_undone_and_waits_again(person):
    run = start_run(file_name="lake.md", document=read_brochure(TEXT), by=person)
    before, plan = settled(), run.plan

    apply_run(
        run_id=run.pk, agreed=fingerprint_of_plan(run.plan), by=person, state="published", choices=Choices()
    )
    assert ImportedValue.objects.exists()
    assert the_step().what == "Imported the file lake.md"
    undone(person)

    assert all_content() == before
    assert plan_as_dict(plan_import(read_brochure(TEXT))) == plan
    apply_run(
        run_id=run.pk, agreed=fingerprint_of_plan(run.plan), by=person, state="published", choices=Choices()
    )


def test_a_published_draft_waits_again(person):
    record = make_theme(aliases="Before")
    wanted = snapshot(record)
    wanted[key_of(Theme, record.pk)]["aliases"] = "After"
    keep_draft(record, wanted, by=person)
    before = settled()

    publish(record, by=person, seen=fingerprint(draft_of(record)))
    assert Theme.objects.get().aliases == "After"
    undone(person)

    assert all_content() == before
    assert draft_of(record) is not None


def test_values_that_must_be_unique_can_have_been_exchanged(person):
    one, two = make_toolkit(slug="one"), make_toolkit(slug="two")
    before = settled()

    with undoable_step(by=person, what="Exchanged"):
        Toolkit.objects.filter(pk=one.pk).update(slug="three")
        Toolkit.objects.filter(pk=two.pk).update(slug="one")
        Toolkit.objects.filter(pk=one.pk).update(slug="two")
    undone(person)

    assert all_content() == before


def test_what_comes_to_nothing_or_is_done_by_a_command_leaves_no_step(person):
    make_toolkit(state=State.ARCHIVED)

    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=person)
    change_state(queryset=Toolkit.objects.all(), state=State.PUBLISHED, by=None)

    assert not UndoableStep.objects.exists()


# When it stays


def test_a_change_in_between_is_named_and_nothing_is_undone(person):
    other = make_staff(first_name="Ann", last_name="Other")
    one, two = make_theme(title="Flares"), make_toolkit()
    with undoable_step(by=person, what="Both"):
        for model in (Theme, Toolkit):
            change_state(queryset=model.objects.all(), state=State.ARCHIVED, by=person)
    with content_change(by=other, comment="Put right.") as change:
        one.refresh_from_db()
        one.summary = "Other words."
        change.save(one)
    before = settled()

    with pytest.raises(CannotUndo, match=r"“Flares” \(theme\) was changed by Ann Other at \d\d:\d\d\.$"):
        undone(person)

    assert all_content() == before
    two.refresh_from_db()
    assert two.state == State.ARCHIVED


def test_a_record_that_an_import_made_stays_once_somebody_uses_it(person):
    bring_in(READ, by=person)
    put_in_pack(make_theme(title="Rivers"), Toolkit.objects.get(title="Life jackets"))
    before = settled()

    with pytest.raises(CannotUndo, match="“Rivers”"):
        undone(person)

    assert all_content() == before


def test_a_record_whose_address_was_taken_stays_merged(person):
    keep, drop = make_toolkit(), make_toolkit(slug="flares")
    merge(keep=keep, drop=drop, by=person)
    make_toolkit(slug="flares")
    before = settled()

    with pytest.raises(CannotUndo, match="has been taken or removed since"):
        undone(person)

    assert all_content() == before


def test_it_is_undone_once_and_not_after_the_hour(person):
    make_toolkit()
    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=person)
    step = the_step()
    UndoableStep.objects.update(until=timezone.now() - timedelta(seconds=1))

    with pytest.raises(CannotUndo, match="the time for it is over"):
        undo(step.pk, by=person)
    UndoableStep.objects.update(until=timezone.now() + timedelta(minutes=1))
    undo(step.pk, by=person)
    with pytest.raises(CannotUndo, match="undone already"):
        undo(step.pk, by=person)

    assert Toolkit.objects.get().state == State.PUBLISHED
    assert bytes(the_step().rows) == b""


def test_only_who_did_it_or_may_publish_all_of_it_can_undo_it(person):
    stranger, publisher = make_staff(), make_staff()
    toolkits = Permission.objects.get(codename="publish_toolkit")
    stranger.user_permissions.add(toolkits)
    publisher.user_permissions.add(toolkits, Permission.objects.get(codename="publish_theme"))
    make_toolkit()
    make_theme()
    with undoable_step(by=person, what="Both"):
        change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=person)
        change_state(queryset=Theme.objects.all(), state=State.ARCHIVED, by=person)

    with pytest.raises(CannotUndo, match="Only the person who did this"):
        undone(stranger)

    assert [steps_to_undo(each) for each in (person, publisher, stranger)] == [[the_step()], [the_step()], []]
    undone(publisher)
    assert Toolkit.objects.get().state == State.PUBLISHED


def test_a_failure_in_the_middle_leaves_everything_as_it_was(person, monkeypatch):
    keep, drop = make_toolkit(), make_toolkit()
    merge(keep=keep, drop=drop, by=person)
    before = settled()

    def fail(model, rows):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("hscp.editing.undoing.rows_of_step.insert_rows", fail)
        with pytest.raises(KeyboardInterrupt):
            undone(person)
    assert all_content() == before
    assert the_step().is_open()
    undone(person)

    assert Toolkit.objects.count() == 2


def test_a_step_that_fails_leaves_nothing(person):
    make_toolkit()

    def fail():
        with undoable_step(by=person, what="Fails"):
            Toolkit.objects.update(state=State.ARCHIVED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert not UndoableStep.objects.exists()
    assert Toolkit.objects.get().state == State.PUBLISHED
    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=person)
    undone(person)
    assert Toolkit.objects.get().state == State.PUBLISHED


def test_old_steps_go_with_the_next(person):
    make_toolkit()
    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=person)
    assert timedelta(minutes=59) < the_step().until - timezone.now() <= timedelta(hours=1)
    UndoableStep.objects.update(until=timezone.now() - timedelta(hours=1))

    change_state(queryset=Toolkit.objects.all(), state=State.PUBLISHED, by=person)

    assert [step.what.partition(":")[0] for step in UndoableStep.objects.all()] == ["Changed to published"]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_undo_it_once():
    by, start, came_to = make_staff(), threading.Barrier(2), []
    make_toolkit()
    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=by)

    def press():
        try:
            start.wait()
            came_to.append(undone(by).what)
        except CannotUndo as error:
            came_to.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came_to) == sorted([the_step().what, "This was undone already."])
    assert Toolkit.objects.get().state == State.PUBLISHED


@pytest.mark.parametrize(
    ("hour", "lasts", "words"),
    [
        (9, timedelta(hours=1), "10:30"),
        (23, timedelta(hours=1), "00:30 on 5 May"),
        (9, timedelta(days=1), "09:30 on 5 May"),
    ],
)
def test_the_end_of_a_step_names_the_day_if_it_is_another(hour, lasts, words):
    done_at = datetime(2027, 5, 4, hour, 30, tzinfo=timezone.get_default_timezone())

    assert UndoableStep(done_at=done_at, until=done_at + lasts).until_in_words == words
