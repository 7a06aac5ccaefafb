"""A draft beside the stored record: kept, merged with what changed meanwhile, published."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.editing.drafts.keeping import as_drafted, discard, draft_of, keep_draft
from hscp.editing.drafts.publishing import (
    DraftChanged,
    approve_for,
    cancel_moment,
    fingerprint,
    publish,
    publish_due,
)
from hscp.editing.models import Draft
from hscp.editing.snapshots import key_of, snapshot
from hscp.links.models import Link
from hscp.models import OldAddress
from hscp.records.saving import CannotPublish, content_change
from hscp.records.state import State
from resources.models import Toolkit, ToolkitLink
from tests.factories import make_theme, make_toolkit, make_user
from themes.models import ThemeToolkit

pytestmark = pytest.mark.django_db


def record_key(record):
    return key_of(type(record), record.pk)


def drafted(record, by, rows=None, **fields):
    """Keep a draft of `record` with other fields, and other `rows` besides, {key: values or None}."""
    wanted = as_drafted(record, draft_of(record))[0]
    wanted[record_key(record)] = {**wanted[record_key(record)], **fields}
    for key, values in (rows or {}).items():
        if values is None:
            wanted.pop(key)
        else:
            wanted[key] = {**wanted.get(key, {}), **values}
    return keep_draft(record, wanted, by=by)


def row_of(theme, toolkit, order=0):
    return {"theme": theme.pk, "toolkit": toolkit.pk, "order": order}


@pytest.fixture
def editor():
    return make_user(username="editor")


@pytest.fixture
def toolkit():
    return make_toolkit(title="Neglect toolkit", state=State.PUBLISHED, summary="Old words")


def test_a_draft_leaves_the_stored_record_as_it_is(toolkit, editor):
    before = snapshot(toolkit)

    draft = drafted(toolkit, editor, summary="New words")

    assert snapshot(toolkit) == before
    assert (draft.changed_by, [*draft.authors.all()]) == (editor, [editor])
    assert as_drafted(toolkit, draft)[0][record_key(toolkit)]["summary"] == "New words"


def test_publishing_writes_what_the_draft_says_and_leaves_none(toolkit, editor):
    old_address = toolkit.get_absolute_url()
    draft = drafted(toolkit, editor, summary="New words", slug="neglect-tools")

    publish(toolkit, by=editor, seen=fingerprint(draft))

    toolkit.refresh_from_db()
    assert (toolkit.summary, toolkit.slug, toolkit.updated_by) == ("New words", "neglect-tools", editor)
    assert OldAddress.objects.get().old_path == old_address
    assert draft_of(toolkit) is None


def test_rows_are_added_changed_and_removed(editor):
    theme = make_theme(title="Neglect", state=State.PUBLISHED)
    stays, goes, comes = make_toolkit(title="Stays"), make_toolkit(title="Goes"), make_toolkit(title="Comes")
    rows = [ThemeToolkit.objects.create(theme=theme, toolkit=each) for each in (stays, goes)]
    draft = drafted(
        theme,
        editor,
        {
            key_of(ThemeToolkit, rows[0].pk): {"order": 7},
            key_of(ThemeToolkit, rows[1].pk): None,
            key_of(ThemeToolkit, 10_000): row_of(theme, comes, 9),
        },
    )
    assert ThemeToolkit.objects.count() == 2
    assert key_of(ThemeToolkit, -1) in draft.changes

    publish(theme, by=editor, seen=fingerprint(draft))

    assert [
        *ThemeToolkit.objects.filter(theme=theme).order_by("order").values_list("toolkit__title", "order")
    ] == [
        ("Stays", 7),
        ("Comes", 9),
    ]
    assert ThemeToolkit.objects.get(toolkit=stays).pk == rows[0].pk


def test_a_new_link_is_made_when_the_draft_is_published(toolkit, editor):
    link = {"address": "https://example.org/new", "label": "", "kind": "page", "parent_page": False}
    values = {"language": "", "state": "confirmed", "source": "editor", "evidence": "", "note": ""}
    values |= {"withdrawn_because": "", "checked_by": editor.pk, "checked_on": "2026-11-29"}
    row = {"record": toolkit.pk, "link": 500, "file": None, "order": 1}
    draft = drafted(toolkit, editor, {key_of(ToolkitLink, 900): row, key_of(Link, 500): {**link, **values}})
    assert Link.objects.count() == 0

    publish(toolkit, by=editor, seen=fingerprint(draft))

    assert [row.link.address for row in toolkit.link_rows.all()] == ["https://example.org/new"]


def test_what_others_change_meanwhile_stays(toolkit, editor):
    draft = drafted(toolkit, editor, summary="New words")
    with content_change() as change:
        toolkit.aliases = "Another name"
        change.save(toolkit)

    publish(toolkit, by=editor, seen=fingerprint(draft))

    toolkit.refresh_from_db()
    assert (toolkit.summary, toolkit.aliases) == ("New words", "Another name")


@pytest.fixture
def conflicting(toolkit, editor):
    draft = drafted(toolkit, editor, summary="Mine")
    Toolkit.objects.filter(pk=toolkit.pk).update(summary="Theirs")
    return draft


def test_the_same_field_changed_twice_must_be_decided(toolkit, editor, conflicting):
    with pytest.raises(CannotPublish, match="changed elsewhere"):
        publish(toolkit, by=editor, seen=fingerprint(conflicting))

    (conflict,) = as_drafted(toolkit, conflicting)[1]
    assert (conflict.base, conflict.mine, conflict.theirs) == ("Old words", "Mine", "Theirs")
    toolkit.refresh_from_db()
    assert toolkit.summary == "Theirs"


@pytest.mark.parametrize(("side", "summary"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_a_conflict_is_decided_for_one_side(toolkit, editor, conflicting, side, summary):
    (conflict,) = as_drafted(toolkit, conflicting)[1]

    publish(toolkit, by=editor, seen=fingerprint(conflicting), **{side: [conflict.name]})

    toolkit.refresh_from_db()
    assert toolkit.summary == summary


def test_a_conflict_stays_one_when_the_draft_is_saved_again(toolkit, editor, conflicting):
    draft = drafted(toolkit, editor, aliases="More")

    assert [conflict.theirs for conflict in as_drafted(toolkit, draft)[1]] == ["Theirs"]


def test_the_same_row_added_by_both_is_there_once(editor):
    theme, toolkit = make_theme(title="Neglect", state=State.PUBLISHED), make_toolkit(title="Both")
    draft = drafted(theme, editor, {key_of(ThemeToolkit, 10_000): row_of(theme, toolkit)})
    ThemeToolkit.objects.create(theme=theme, toolkit=toolkit)

    publish(theme, by=editor, seen=fingerprint(draft))

    assert ThemeToolkit.objects.count() == 1


def test_what_nobody_has_read_is_not_published(toolkit, editor):
    seen = fingerprint(drafted(toolkit, editor, summary="Read"))
    drafted(toolkit, editor, summary="Not read")

    with pytest.raises(DraftChanged):
        publish(toolkit, by=editor, seen=seen)


def test_a_draft_that_changes_nothing_is_none(toolkit, editor):
    drafted(toolkit, editor, summary="New words")

    assert drafted(toolkit, editor, summary="Old words") is None
    assert not Draft.objects.exists()


def test_a_draft_goes_with_its_record(toolkit, editor):
    drafted(toolkit, editor, summary="New words")

    toolkit.delete()

    assert not Draft.objects.exists()


def test_a_draft_that_names_what_is_gone_is_not_published(editor):
    theme, gone = make_theme(title="Neglect", state=State.PUBLISHED), make_toolkit(title="Gone")
    draft = drafted(theme, editor, {key_of(ThemeToolkit, 10_000): row_of(theme, gone)})
    gone.delete()

    with pytest.raises(CannotPublish, match="has been deleted since"):
        publish(theme, by=editor, seen=fingerprint(draft))


def test_an_approved_draft_is_published_at_its_moment(toolkit, editor):
    draft = drafted(toolkit, editor, summary="From Monday")
    moment = timezone.now() + timedelta(hours=1)
    approve_for(toolkit, at=moment, by=editor, seen=fingerprint(draft))

    assert publish_due() == ([], [])
    assert publish_due(moment) == ([toolkit], [])

    toolkit.refresh_from_db()
    assert toolkit.summary == "From Monday"


@pytest.mark.parametrize("lapse", ["changed", "cancelled"])
def test_a_moment_lapses(toolkit, editor, lapse):
    draft = drafted(toolkit, editor, summary="From Monday")
    moment = timezone.now() + timedelta(hours=1)
    approve_for(toolkit, at=moment, by=editor, seen=fingerprint(draft))

    if lapse == "changed":
        drafted(toolkit, editor, summary="Other words")
    else:
        cancel_moment(toolkit)

    assert publish_due(moment) == ([], [])


@pytest.mark.parametrize("meanwhile", ["cancelled", "moved"])
def test_a_moment_that_lapses_while_others_are_published_is_heeded(toolkit, editor, monkeypatch, meanwhile):
    other, moment = make_toolkit(title="Other"), timezone.now() + timedelta(hours=1)
    for each in (toolkit, other):
        draft = drafted(each, editor, summary="From Monday")
        approve_for(each, at=moment, by=editor, seen=fingerprint(draft))

    def publish_first(record, **options):
        if meanwhile == "cancelled":
            cancel_moment(other)
        else:
            later = {"at": moment + timedelta(days=1), "by": editor}
            approve_for(other, **later, seen=fingerprint(Draft.objects.of(other).get()))
        return publish(record, **options)

    monkeypatch.setattr("hscp.editing.drafts.publishing.publish", publish_first)

    assert publish_due(moment) == ([toolkit], [])
    assert Draft.objects.of(other).exists()


def test_a_moment_that_is_over_is_refused(toolkit, editor):
    draft = drafted(toolkit, editor, summary="New words")

    with pytest.raises(ValueError, match="moment to come"):
        approve_for(toolkit, at=timezone.now(), by=editor, seen=fingerprint(draft))


def test_what_cannot_be_published_at_its_moment_says_why(toolkit, editor):
    draft = drafted(toolkit, editor, summary="Mine")
    moment = timezone.now() + timedelta(hours=1)
    approve_for(toolkit, at=moment, by=editor, seen=fingerprint(draft))
    Toolkit.objects.filter(pk=toolkit.pk).update(summary="Theirs")

    published, ((record, why),) = publish_due(moment)

    draft.refresh_from_db()
    assert (published, record, draft.problem, draft.publish_at) == ([], toolkit, why, None)


def test_a_draft_is_discarded_once(toolkit, editor):
    drafted(toolkit, editor, summary="New words")

    assert discard(toolkit)
    assert not discard(toolkit)
