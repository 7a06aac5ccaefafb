"""The documents are written in the transaction of a change, for the record and all that use its words."""

import threading

import pytest
from django.db import connection, transaction

from hscp.records.state import State
from hscp.search.index.dependencies import keys_touched_by
from hscp.search.index.documents import changes, drift, refresh, refresh_all
from hscp.search.models import SearchDependency, SearchDocument, SearchState
from resources.models import Resource, Toolkit
from tests.factories import (
    make_audience,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_publisher,
    make_resource,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import ThemeResource

pytestmark = pytest.mark.django_db

MAKERS = [
    ("theme", make_theme),
    ("process", make_process),
    ("situation", make_situation),
    ("term", make_term),
    ("toolkit", make_toolkit),
    ("resource", make_resource),
    ("pathway", make_pathway),
    ("threshold", lambda **fields: make_threshold_level(number=1, **fields)),
    ("course", make_course),
]


def document_of(kind, record):
    return SearchDocument.objects.get(kind=kind, object_id=record.pk)


@pytest.mark.parametrize(("kind", "make"), MAKERS, ids=[kind for kind, _ in MAKERS])
def test_every_kind_of_record_gets_a_document(kind, make):
    record = make(title="Wishing well")

    refresh(record)

    document = document_of(kind, record)
    assert (document.title, document.removed, document.data["url"]) == (
        "Wishing well",
        False,
        record.get_absolute_url(),
    )
    assert list(drift()) == []


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_a_record_that_is_not_published_has_no_document(state):
    record = make_toolkit(state=state)

    refresh(record)

    assert not SearchDocument.objects.exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_a_document_is_emptied_when_its_record_is_taken_back(state):
    record = make_toolkit(summary="Secret plans")
    refresh(record)
    record.state = state
    record.save()

    refresh(record)

    document = document_of("toolkit", record)
    assert (document.removed, document.data, document.dependencies.count()) == (True, {}, 0)
    assert list(drift()) == []


def test_a_deleted_record_leaves_no_words_and_comes_back_with_its_number():
    theme, resource = make_theme(), make_resource()
    put_in_pack(theme, resource)
    refresh(theme, resource)
    ThemeResource.objects.all().delete()

    with changes():
        refresh(resource)
        resource.delete()

    assert SearchDocument.objects.get(kind="resource").data == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda records: setattr(records["theme"], "title", "New name"), "New name"),
        (lambda records: setattr(records["publisher"], "name", "New name"), "New name"),
        (lambda records: setattr(records["audience"], "name", "New name"), "New name"),
    ],
    ids=["theme", "publisher", "audience"],
)
def test_a_renamed_record_changes_the_documents_that_use_its_name(change, words):
    records = {"theme": make_theme(), "publisher": make_publisher(), "audience": make_audience()}
    resource = make_resource(publisher=records["publisher"])
    resource.audiences.add(records["audience"])
    put_in_pack(records["theme"], resource)
    refresh(resource, *records.values())
    change(records)
    for record in records.values():
        record.save()

    refresh(*records.values())

    assert words in str(document_of("resource", resource).data)
    assert list(drift()) == []


def test_a_record_taken_out_of_a_pack_loses_the_theme_when_the_theme_is_saved():
    theme, resource = make_theme(), make_resource()
    put_in_pack(theme, resource)
    refresh(theme, resource)
    ThemeResource.objects.all().delete()

    refresh(theme)

    assert document_of("resource", resource).data["themes"] == []


def test_a_record_put_into_a_pack_gets_the_theme_when_the_theme_is_saved():
    theme, course = make_theme(title="Harbour"), make_course()
    refresh(theme, course)
    put_in_pack(theme, course)

    refresh(theme)

    assert [each["label"] for each in document_of("course", course).data["themes"]] == ["Harbour"]


def test_a_renamed_toolkit_changes_its_courses_and_the_theme_it_leads():
    toolkit = make_toolkit(title="Old name")
    theme, course = make_theme(lead_toolkit=toolkit), make_course(toolkit=toolkit)
    refresh(toolkit, theme, course)
    toolkit.title = "New name"
    toolkit.save()

    refresh(toolkit)

    assert document_of("theme", theme).data["related"] == ["New name"]
    assert document_of("course", course).data["related"] == ["New name"]


def test_a_draft_theme_shows_nowhere():
    theme, resource = make_theme(title="Unheard of", state=State.DRAFT), make_resource()
    put_in_pack(theme, resource)

    refresh(theme, resource)

    assert "Unheard of" not in str(SearchDocument.objects.values_list("data"))


def test_what_when_not_to_use_says_does_not_find_a_pathway():
    pathway = make_pathway(when_to_use="<p>For bread</p>", when_not_to_use="<p>For cake</p>")
    make_contact_point(pathway, value="01962 000000")

    refresh(pathway)

    texts = " ".join(document_of("pathway", pathway).data["texts"])
    assert ("bread" in texts, "cake" in texts, "01962 000000" in texts) == (True, False, True)


def test_numbers_grow_with_every_change_and_only_then():
    first, second = make_term(), make_term()
    refresh(first, second)
    numbers = [document_of("term", record).sequence for record in (first, second)]
    state = SearchState.objects.get()

    second.save()
    assert refresh(first, second) == 0
    assert SearchState.objects.get().token == state.token
    first.explanation = "Another one"
    first.save()
    assert refresh(first) == 1

    assert numbers == [1, 2]
    assert (document_of("term", first).sequence, SearchState.objects.get().sequence) == (3, 3)


def test_changes_are_written_once_at_the_end_of_the_block(django_assert_num_queries):
    records = [make_term() for _ in range(3)]

    with changes():
        for record in records:
            assert refresh(record) is None
        with changes():
            refresh(records[0])
        assert not SearchDocument.objects.exists()

    assert SearchDocument.objects.count() == 3


def test_changes_that_fail_write_nothing_and_leave_nothing_behind():
    record = make_term()

    def fail():
        with changes():
            refresh(record)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()

    assert not SearchDocument.objects.exists()
    assert refresh(record) == 1


def test_a_change_that_is_rolled_back_takes_its_document_with_it():
    record = make_term()

    with transaction.atomic():
        refresh(record)
        transaction.set_rollback(True)

    assert not SearchDocument.objects.exists()
    assert not SearchState.objects.exists()


def test_drift_names_what_was_forgotten():
    missing, different, left_over = make_term(), make_term(), make_term()
    refresh(different, left_over)
    different.title = "Changed behind the back"
    different.save()
    left_over.delete()

    found = {(each.key, each.what) for each in drift()}

    kept = SearchDocument.objects.get(title=left_over.title).key
    assert found == {
        (f"term:{missing.pk}", "missing"),
        (f"term:{different.pk}", "different"),
        (kept, "left over"),
    }
    assert refresh_all() == 3
    assert list(drift()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_refreshing_resources_costs_the_same_however_many_there_are(count, django_assert_num_queries):
    theme = make_theme()
    records = [make_resource(publisher=make_publisher()) for _ in range(count)]
    for record in records:
        put_in_pack(theme, record)
    refresh(theme)
    Resource.objects.update(summary="Changed")

    # Savepoint, the lock (two), documents, their uses, records with themes and audiences, the new rows, the number, release.
    with django_assert_num_queries(14):
        refresh(*records)


@pytest.mark.parametrize("count", [1, 30])
def test_what_many_records_touch_is_found_at_once(count, django_assert_num_queries):
    toolkits = [make_toolkit() for _ in range(count)]
    for toolkit in toolkits:
        make_course(toolkit=toolkit)
    refresh_all()

    # Those that lead themes, those that courses tour, and the documents that used them before.
    with django_assert_num_queries(5):
        keys = keys_touched_by([(Toolkit, toolkit.pk) for toolkit in toolkits])

    assert len(keys) == 2 * count


def test_a_long_change_is_written_a_part_at_a_time_with_numbers_without_a_gap(monkeypatch):
    monkeypatch.setattr("hscp.search.index.dependencies.CHUNK", 2)
    toolkits = [make_toolkit() for _ in range(5)]
    courses = [make_course(toolkit=toolkit) for toolkit in toolkits]

    assert refresh(*toolkits) == 10

    numbers = SearchDocument.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(numbers) == list(range(1, 11))
    assert SearchState.objects.get().sequence == 10
    for toolkit in toolkits:
        toolkit.title += " again"
        toolkit.save()
    assert refresh(*toolkits) == 10
    assert "again" in str(document_of("course", courses[4]).data)
    assert list(drift()) == []


@pytest.mark.parametrize("count", [2, 30])
def test_uses_that_come_and_go_are_stored_at_once(count, django_assert_num_queries):
    theme, records = make_theme(), [make_resource(publisher=make_publisher()) for _ in range(count)]
    refresh(theme, *records)
    Resource.objects.update(publisher=make_publisher())
    for record in records[1:]:
        put_in_pack(theme, record)

    # As above, with one query for the uses that go and one for those that come.
    with django_assert_num_queries(16):
        assert refresh(*records) == count

    assert SearchDependency.objects.count() == 2 * count - 1
    assert list(drift()) == []


@pytest.mark.django_db(transaction=True)
def test_numbers_are_committed_in_their_order():
    """A reader that has seen number N has seen all below it, even with concurrent writers."""
    records = [Resource.objects.create(title=f"R{n}", slug=f"r{n}", state=State.PUBLISHED) for n in range(12)]
    refresh(records[0])
    seen, stop, gaps = set(), threading.Event(), []

    def write(mine):
        for record in mine:
            refresh(record)
        connection.close()

    def read():
        while not stop.is_set():
            numbers = sorted(SearchDocument.objects.values_list("sequence", flat=True))
            gaps.extend(number for number in range(1, numbers[-1] + 1) if number not in numbers)
            seen.update(numbers)
        connection.close()

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=[records[start::4]]) for start in range(4)]
    reader.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stop.set()
    reader.join()

    assert gaps == []
    assert sorted(SearchDocument.objects.values_list("sequence", flat=True)) == list(range(1, 13))
