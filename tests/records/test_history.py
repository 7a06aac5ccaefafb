"""Every save is a revision of the record and its parts, to compare, restore or recover without touching others."""

import pytest
import reversion
from reversion.models import Version

from contacts.models import OpeningHours
from contacts.numbers.verification import confirm, note, propose, values_of
from hscp.editing.drafts.keeping import as_drafted, draft_of
from hscp.editing.snapshots import key_of
from hscp.models import OldAddress
from hscp.records.history.restoring import CannotRestore, restore
from hscp.records.history.version_diff import compare
from hscp.records.publishing import change_state
from hscp.records.state import State
from resources.models import Toolkit
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import (
    make_contact_point,
    make_course,
    make_opening_hours,
    make_pathway,
    make_pathway_step,
    make_resource,
    make_staff,
    make_term,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Process, ProcessSection, Theme, ThemeResource, ThemeToolkit


def save(client, record, **changes):
    page = client.get(address(record, "change"))
    response = client.post(address(record, "change"), filled_in(page, **changes))
    assert response.status_code == 302
    record.refresh_from_db()


def versions_of(record):
    """Return the versions of a record, the first one first."""
    return list(Version.objects.get_for_object(record).order_by("pk"))


def bring_back(client, record, version, **changes):
    where = address(record, "revision", version.pk)
    return client.post(where, filled_in(client.get(where), **changes))


def told(changes):
    """Return the changes of compare() as plain data: {label: [(mark, text)]}."""
    return {
        change.label: [(row.mark, row.text) for row in change.rows]
        if hasattr(change, "rows")
        else [(mark, text.strip()) for mark, text in change.pieces]
        for change in changes
    }


@pytest.fixture
def pack(publisher):
    """A theme saved twice: with two toolkits, then with one of them gone, one new, one moved, and another title."""
    theme = make_theme(title="Neglect", introduction="<p>Care that is missing.</p>")
    first = put_in_pack(theme, make_toolkit(title="First"), order=1)
    put_in_pack(theme, make_toolkit(title="Second"), order=2)
    put_in_pack(theme, make_toolkit(title="Third"), order=3)
    save(publisher, theme)
    added = make_toolkit(title="Fourth")
    save(
        publisher,
        theme,
        **{
            "title": "Neglect and care",
            "introduction": '<p>Care that is missing. See <a href="https://example.org/">more</a>.</p>',
            "themetoolkit_set-0-DELETE": "on",
            "themetoolkit_set-1-order": "9",
            "themetoolkit_set-TOTAL_FORMS": "4",
            "themetoolkit_set-3-toolkit": str(added.pk),
            "themetoolkit_set-3-order": "0",
            "themetoolkit_set-3-theme": str(theme.pk),
            "themetoolkit_set-3-id": "",
        },
    )
    theme.first_row = first
    return theme


def titles(theme):
    return list(
        ThemeToolkit.objects.filter(theme=theme)
        .order_by("order", "pk")
        .values_list("toolkit__title", flat=True)
    )


def test_two_versions_are_compared_with_their_parts(pack):
    older, newer = versions_of(pack)

    assert told(compare(older, newer, {ThemeToolkit: "toolkits in the pack"})) == {
        "Title": [("same", "Neglect"), ("added", "and care")],
        "Introduction": [
            ("same", "Care that is missing."),
            ("added", "See more (https://example.org/)."),
        ],
        "Toolkits in the pack": [
            ("removed", "First (professionals)"),
            ("added", "Fourth (professionals)"),
            ("moved", "Third (professionals); Second (professionals)"),
        ],
    }


def test_the_compare_page_shows_what_went_and_what_came(publisher, pack):
    older, newer = versions_of(pack)

    page = publisher.get(address(pack, "compare"), {"older": older.pk, "newer": newer.pk})

    assert page.status_code == 200
    assert "Removed: <del>First (professionals)</del>" in page.text
    assert "Added: <ins>Fourth (professionals)</ins>" in page.text


def test_the_order_of_the_two_versions_does_not_matter(publisher, pack):
    older, newer = versions_of(pack)

    page = publisher.get(address(pack, "compare"), {"older": newer.pk, "newer": older.pk})

    assert (page.context["older"], page.context["newer"]) == (older, newer)


@pytest.mark.parametrize("query", [{}, {"older": "x", "newer": "y"}, {"older": "1"}])
def test_a_compare_page_without_two_versions_is_missing(publisher, pack, query):
    assert publisher.get(address(pack, "compare"), query).status_code == 404


def test_versions_of_another_record_cannot_be_compared(publisher, pack):
    other = make_theme()
    save(publisher, other)
    [foreign] = versions_of(other)

    page = publisher.get(address(pack, "compare"), {"older": foreign.pk, "newer": versions_of(pack)[0].pk})

    assert page.status_code == 404


def test_bringing_a_version_back_restores_its_parts(publisher, pack):
    older, _ = versions_of(pack)

    response = bring_back(publisher, pack, older)

    pack.refresh_from_db()
    assert response.status_code == 302
    assert pack.title == "Neglect"
    assert titles(pack) == ["First", "Second", "Third"]
    assert ThemeToolkit.objects.get(toolkit__title="First").pk == pack.first_row.pk
    latest = versions_of(pack)[-1]
    assert latest.revision.user == publisher.person
    assert latest.revision.comment.startswith("Brought back the version of ")


def test_looking_at_an_old_version_changes_nothing(publisher, pack):
    older, _ = versions_of(pack)

    page = publisher.get(address(pack, "revision", older.pk))

    pack.refresh_from_db()
    assert page.status_code == 200
    assert 'value="Neglect"' in page.text
    assert (pack.title, len(versions_of(pack))) == ("Neglect and care", 2)


def test_bringing_back_with_a_mistake_changes_nothing(publisher, pack):
    older, _ = versions_of(pack)

    response = bring_back(publisher, pack, older, title="")

    pack.refresh_from_db()
    assert response.status_code == 200
    assert (pack.title, len(versions_of(pack))) == ("Neglect and care", 2)
    assert titles(pack) == ["Third", "Second", "Fourth"]


def test_other_records_of_the_same_revision_are_left_alone(publisher):
    one, two = make_theme(title="One", state=State.DRAFT), make_theme(title="Two", state=State.DRAFT)
    change_state(queryset=Theme.objects.all(), state=State.IN_REVIEW, by=publisher.person)
    save(publisher, one, title="One, edited")
    save(publisher, two, title="Two, edited")
    put_in_pack(two, make_toolkit(title="Added later"))

    bring_back(publisher, one, versions_of(one)[0])

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.title, two.title) == ("One", "Two, edited")
    assert titles(two) == ["Added later"]


def test_many_to_many_relations_are_compared_and_brought_back(publisher):
    process = Process.objects.create(title="Fostering", slug="fostering")
    themes = [make_theme(title="Kept"), make_theme(title="Dropped"), make_theme(title="New")]
    process.themes.set(themes[:2])
    save(publisher, process)
    save(publisher, process, themes=[themes[0].pk, themes[2].pk])
    older, newer = versions_of(process)

    assert told(compare(older, newer)) == {"Themes": [("removed", "Dropped"), ("added", "New")]}

    bring_back(publisher, process, older)

    assert set(process.themes.all()) == set(themes[:2])


def test_rich_text_that_only_looks_different_is_said_to_be_so(publisher):
    process = Process.objects.create(title="Fostering", slug="fostering")
    part = ProcessSection.objects.create(process=process, heading="First", body="<p>Call them.</p>", order=1)
    save(publisher, process)
    save(publisher, process, **{"sections-0-body": "<p><strong>Call</strong> them.</p>"})
    older, newer = versions_of(process)

    [parts] = compare(older, newer)

    [row] = parts.rows
    assert (row.mark, row.text) == ("changed", "First · Call them.")
    assert told(row.changes) == {"Body": [("changed", "Only the formatting or the spacing.")]}
    assert part.pk


def test_a_change_of_opening_hours_shows_in_the_pathways_history(person):
    pathway = make_pathway()
    point = make_contact_point(pathway)
    make_opening_hours(point, 1)
    by = person("editor")
    note(point=point, text="Ring it.", by=by)
    values = values_of(point) | {"hours": [[1, "09:00", "16:30"]]}

    change = propose(pathway=pathway, action="change", by=by, point=point, values=values)
    confirm(change=change, edition=1, by=person("verifier"))

    older, newer = versions_of(pathway)
    changes = {change.label: [row.mark for row in change.rows] for change in compare(older, newer)}
    assert changes == {"Numbers and addresses": ["changed"], "Opening hours": ["changed"]}


def test_a_version_brought_back_leaves_guarded_parts_and_theirs_alone(publisher):
    pathway = make_pathway(title="Before")
    step, point = make_pathway_step(pathway), make_contact_point(pathway)
    make_opening_hours(point, 1)
    save(publisher, pathway)
    step.delete()
    OpeningHours.objects.update(closes="16:30")
    added = make_contact_point(pathway, kind="email", value="new@example.org")

    restore(versions_of(pathway)[0])

    assert pathway.steps.count() == 1
    assert list(pathway.contact_points.all()) == [point, added]
    assert [str(hours) for hours in OpeningHours.objects.all()] == ["Monday 09:00 to 16:30"]


@pytest.mark.django_db
def test_a_guarded_part_itself_is_not_brought_back():
    point = make_contact_point(make_pathway())
    with reversion.create_revision():
        reversion.add_to_revision(point)

    with pytest.raises(CannotRestore, match="A number or address cannot be brought back: propose it again."):
        restore(Version.objects.get_for_object(point).get())


def test_a_version_that_uses_a_deleted_record_is_refused_with_its_name(publisher, pack):
    older, _ = versions_of(pack)
    ThemeToolkit.objects.filter(toolkit__title="First").delete()
    toolkit = Toolkit.objects.get(title="First")
    save(publisher, toolkit)
    toolkit.delete()

    response = publisher.get(address(pack, "revision", older.pk), follow=True)

    assert messages_of(response)[-1:] == [
        "This version uses what has been deleted since: “First (professionals)”. Bring that back first."
    ]


def test_a_version_whose_owner_has_left_is_brought_back_without_the_owner(publisher):
    owner = make_staff()
    theme = make_theme(title="Before", owner=owner)
    save(publisher, theme)
    save(publisher, theme, title="After")
    owner.delete()

    bring_back(publisher, theme, versions_of(theme)[0])

    theme.refresh_from_db()
    assert (theme.title, theme.owner) == ("Before", None)


def test_a_version_whose_address_is_taken_is_refused(publisher):
    theme = make_theme(slug="sleep")
    save(publisher, theme)
    save(publisher, theme, slug="rest")
    make_theme(slug="sleep")

    response = publisher.get(address(theme, "revision", versions_of(theme)[0].pk), follow=True)

    assert messages_of(response)[-1:] == [
        "Another record has this version's title or address now. Change that record first."
    ]


def test_bringing_back_an_old_address_lets_the_newer_one_lead_to_it(publisher):
    theme = make_theme(slug="first-name")
    save(publisher, theme)
    save(publisher, theme, slug="second-name")

    bring_back(publisher, theme, versions_of(theme)[0])

    assert list(OldAddress.objects.values_list("old_path", "new_path")) == [
        ("/themes/second-name/", "/themes/first-name/")
    ]


def test_an_editor_brings_a_version_of_what_is_live_back_as_a_draft(editor, publisher):
    theme = make_theme(title="Old title", state=State.DRAFT)
    save(editor, theme)
    save(publisher, theme, title="New title", state=State.PUBLISHED)

    bring_back(editor, theme, versions_of(theme)[0])

    theme.refresh_from_db()
    assert (theme.title, theme.state) == ("New title", State.PUBLISHED)
    wanted, _ = as_drafted(theme, draft_of(theme))
    assert wanted[key_of(Theme, theme.pk)]["title"] == "Old title"


def test_bringing_a_version_back_leaves_a_draft_beside_it(editor, publisher):
    theme = make_theme(title="Old title", state=State.PUBLISHED)
    save(publisher, theme)
    save(publisher, theme, title="New title")
    save(editor, theme, title="Drafted title", _draft="1")

    bring_back(publisher, theme, versions_of(theme)[0])

    theme.refresh_from_db()
    assert theme.title == "Old title"
    assert draft_of(theme) is not None
    assert any("beside it was kept" in text for text in messages_of(publisher.get(address(theme, "change"))))


def test_an_editor_cannot_publish_by_bringing_a_published_version_back(editor, publisher):
    theme = make_theme(state=State.PUBLISHED)
    save(publisher, theme)
    change_state(queryset=Theme.objects.all(), state=State.DRAFT, by=publisher.person)
    live = versions_of(theme)[0]

    response = editor.post(
        address(theme, "revision", live.pk), {"title": "T", "slug": "t", "state": State.PUBLISHED}
    )

    theme.refresh_from_db()
    assert response.status_code == 403
    assert theme.state == State.DRAFT


def test_a_version_of_another_record_cannot_be_brought_back_at_this_address(publisher):
    theme, other = make_theme(), make_theme()
    save(publisher, other)

    assert publisher.get(address(theme, "revision", versions_of(other)[0].pk)).status_code == 404


def test_a_deleted_record_is_recovered_with_its_parts(publisher):
    theme = make_theme(title="Gone")
    put_in_pack(theme, make_resource(title="Guide"))
    key = theme.pk
    publisher.post(address(theme, "delete"), {"post": "yes"})
    assert Theme.objects.count() == 0

    page = publisher.get(list_address(Theme, "recoverlist"))
    [version] = page.context["deleted"]
    where = f"/admin/themes/theme/recover/{version.pk}/"
    publisher.post(where, filled_in(publisher.get(where)))

    assert Theme.objects.get().pk == key
    assert ThemeResource.objects.get().resource.title == "Guide"


def test_records_deleted_together_are_each_recovered(publisher):
    theme, other = make_theme(title="One"), make_theme(title="Two")

    act(publisher, Theme, "delete_selected", theme, other, post="yes")

    deleted = publisher.get(list_address(Theme, "recoverlist")).context["deleted"]
    assert sorted(version.object_repr for version in deleted) == ["One", "Two"]


def test_the_list_of_deleted_records_is_for_those_who_may_add_and_change_them(editor, signed_in):
    assert editor.get(list_address(Theme, "recoverlist")).status_code == 200
    assert signed_in("training").get(list_address(Theme, "recoverlist")).status_code == 403


def test_a_version_of_another_kind_cannot_be_recovered_here(publisher):
    term = make_term()
    publisher.post(address(term, "delete"), {"post": "yes"})
    version = Version.objects.get(object_repr=term.title)

    assert publisher.get(f"/admin/themes/theme/recover/{version.pk}/").status_code == 404


def test_the_history_says_who_did_what_in_words(publisher, pack):
    page = publisher.get(address(pack, "history"))

    latest = page.context["versions"][0]
    assert latest.revision.user == publisher.person
    assert latest.revision.comment == (
        "Changed Title, Introduction. Toolkits in the pack: 1 added, 1 changed, 1 removed."
    )


def test_reading_a_record_makes_no_revision(publisher):
    course = make_course()
    publisher.get(address(course, "change"))
    publisher.get(list_address(type(course)))

    assert versions_of(course) == []


def test_an_import_that_saves_rows_is_in_the_history_of_the_record(publisher):
    theme = make_theme()
    with reversion.create_revision():
        theme.save()
        put_in_pack(theme, make_toolkit(title="Imported"))
    with reversion.create_revision():
        theme.save()
        ThemeToolkit.objects.all().delete()
    older, newer = versions_of(theme)

    assert told(compare(older, newer)) == {"Theme toolkits": [("removed", "Imported (professionals)")]}
