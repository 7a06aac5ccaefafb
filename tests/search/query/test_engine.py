"""The index: up to date in every process, intact after any accident, and available when the database is not."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from hscp.search.index.documents import refresh
from hscp.search.index.drift import index_drift
from hscp.search.index.store import Broken, Store, broken_if_it_fails
from hscp.search.models import SearchDocument, SearchState
from hscp.search.query import engine as engine_module
from hscp.search.query.engine import Busy, Engine, engine
from hscp.search.query.find import find_in_snapshot, search
from hscp.search.query.snapshot import Snapshot
from tests.factories import make_resource

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_directory(index_directory, monkeypatch):
    monkeypatch.setattr(engine_module, "LOCK_WAIT", 0.3)
    monkeypatch.setattr(engine_module, "DATABASE_PAUSE", 5)


def publish(title):
    record = make_resource(title=title)
    refresh(record)
    return record


def titles(snapshot):
    """Return the titles in a Snapshot, straight from the index."""
    from tantivy import Query

    found = snapshot.searcher.search(Query.all_query(), 100).hits
    names = [snapshot.document(address)[0].get("title") for _, address in found]
    return sorted(name for name in names if name)


def test_a_change_is_found_at_once_by_every_process(index_directory):
    first, second = Engine(index_directory), Engine(index_directory)
    record = publish("Marmalade")
    assert (titles(first.snapshot()), titles(second.snapshot())) == (["Marmalade"], ["Marmalade"])

    record.title = "Lemon curd"
    record.save()
    refresh(record)

    assert titles(second.snapshot()) == ["Lemon curd"]
    assert titles(first.snapshot()) == ["Lemon curd"]
    record.state = "draft"
    record.save()
    refresh(record)
    assert (titles(first.snapshot()), titles(second.snapshot())) == ([], [])


def test_a_snapshot_stays_as_it_was_while_the_index_moves_on(index_directory):
    publish("Marmalade")
    before = Engine(index_directory).snapshot()

    publish("Lemon curd")

    assert titles(Engine(index_directory).snapshot()) == ["Lemon curd", "Marmalade"]
    assert titles(before) == ["Marmalade"]


def test_nothing_is_read_again_when_nothing_has_changed(index_directory, django_assert_num_queries):
    publish("Marmalade")
    mine = Engine(index_directory)
    snapshot = mine.snapshot()

    with django_assert_num_queries(1):
        assert mine.snapshot() is snapshot


def test_a_change_costs_three_queries_however_large_the_index(index_directory, django_assert_num_queries):
    for number in range(20):
        publish(f"Marmalade {number}")
    mine = Engine(index_directory)
    mine.snapshot()
    publish("Lemon curd")

    # The state, again under the lock, and the rows that are new.
    with django_assert_num_queries(3):
        mine.snapshot()


def run_process(code, **options):
    """Run `code` with the portal set up, on the test's own database and index, and return the process."""
    setup = f"""
        import django, sys
        from django.conf import settings
        django.setup()
        settings.DATABASES["default"]["NAME"] = {connection.settings_dict["NAME"]!r}
        settings.HSCP_SEARCH_INDEX = {str(django_settings.HSCP_SEARCH_INDEX)!r}
    """
    code = textwrap.dedent(setup) + textwrap.dedent(code)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-W", "ignore", "-c", code],
        env=environment,
        cwd=django_settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def test_another_process_finds_a_change_and_this_one_finds_its_changes():
    publish("Marmalade")
    assert search("marmalade").total == 1
    record = make_resource(title="Lemon curd")

    process = run_process(f"""
        from hscp.search.query.find import find_in_snapshot, search
        from hscp.search.index.documents import refresh
        from resources.models import Resource
        print(search("marmalade").total, flush=True)
        refresh(Resource.objects.get(pk={record.pk}))
        print(search("lemon").total, flush=True)
    """)
    output, _ = process.communicate(timeout=60)

    assert output.split() == ["1", "1"]
    assert search("lemon").total == 1


def test_an_index_is_whole_after_its_writer_was_killed(index_directory):
    publish("Marmalade")
    search("marmalade")
    process = run_process("""
        from hscp.search.index import store
        from hscp.search.query.find import find_in_snapshot, search
        from resources.models import Resource
        from hscp.search.index.documents import refresh
        real = store._rows_after
        def slow(sequence):
            import time
            for row in real(sequence):
                yield row
                print("writing", flush=True)
                time.sleep(60)
        store._rows_after = slow
        record = Resource.objects.create(title="Lemon curd", slug="lemon-curd", state="published")
        refresh(record)
        search("lemon")
    """)
    assert process.stdout.readline().strip() == "writing"

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    assert [hit.title for hit in search("lemon").hits] == ["Lemon curd"]
    assert search("marmalade").total == 1
    assert list(index_drift(engine().snapshot())) == []


def test_a_process_that_holds_the_lock_for_long_does_not_keep_others_waiting(index_directory):
    publish("Marmalade")
    search("marmalade")
    process = run_process("""
        import time
        from hscp.search.query.engine import engine
        with engine()._lock("lock", wait=0):
            print("locked", flush=True)
            time.sleep(60)
    """)
    assert process.stdout.readline().strip() == "locked"
    try:
        publish("Lemon curd")

        found = [hit.title for hit in search("lemon").hits]

        # Whoever waited for the lock would be answered after the process that holds it has ended.
        assert (found, process.poll()) == (["Lemon curd"], None)
        assert engine().snapshot().store.path is None
    finally:
        process.kill()
        process.communicate()
    publish("Orange juice")
    assert search("orange").total == 1
    assert engine().snapshot().store.path is not None


def damage_meta(directory):
    next(directory.glob("index-*/meta.json")).write_text("{")


def damage_words(directory):
    for path in directory.glob("index-*/*.term"):
        path.unlink()


def damage_pointer(directory):
    next(directory.glob("current-*")).write_text("index-gone")


def scribble(directory):
    """Overwrite the middle of the postings, as a failing disk does. tantivy panics when it reads them."""
    for path in directory.glob("index-*/*.idx"):
        size = path.stat().st_size
        path.write_bytes(os.urandom(size // 2) + path.read_bytes()[size // 2 :])


@pytest.mark.parametrize(
    "damage",
    [shutil.rmtree, damage_meta, damage_words, damage_pointer, scribble],
    ids=["deleted", "meta", "words", "pointer", "postings"],
)
def test_a_damaged_index_is_made_again(index_directory, damage, caplog):
    for number in range(200):
        make_resource(title=f"Marmalade {number}")
    call_command("rebuild_search", stdout=StringIO())
    engine_module._engines.clear()

    damage(index_directory)

    assert search("marmalade").total == 200
    assert list(index_drift(engine().snapshot())) == []


def test_a_panic_of_tantivy_is_an_index_that_is_broken():
    class PanicException(BaseException):
        """As pyo3 raises it: not an Exception, and from no module that could be imported."""

    def panic():
        with broken_if_it_fails():
            raise PanicException

    with pytest.raises(Broken):
        panic()


def test_an_index_that_is_deleted_under_a_running_process_is_made_again(index_directory):
    publish("Marmalade")
    search("marmalade")

    shutil.rmtree(index_directory)

    assert search("marmalade").total == 1
    assert len(list(index_directory.glob("index-*"))) == 1
    publish("Lemon curd")
    assert search("lemon").total == 1


def test_an_index_of_an_older_form_is_left_alone_and_a_new_one_made(index_directory, monkeypatch):
    publish("Marmalade")
    old = Engine(index_directory)
    old.snapshot()
    monkeypatch.setattr(engine_module, "VERSION", 99)

    new = Engine(index_directory)

    assert titles(new.snapshot()) == ["Marmalade"]
    assert titles(old.snapshot()) == ["Marmalade"]
    assert len(list(index_directory.glob("current-*"))) == 2


@pytest.mark.parametrize("with_index", [False, True], ids=["no index", "old index"])
def test_a_directory_that_cannot_be_written_is_searched_in_memory(index_directory, with_index, caplog):
    publish("Marmalade")
    if with_index:
        Engine(index_directory).snapshot()
    index_directory.mkdir(exist_ok=True)
    # Root may write anywhere, but nobody can open a directory as a file.
    (index_directory / "lock").unlink(missing_ok=True)
    (index_directory / "lock").mkdir()
    mine = Engine(index_directory)

    assert titles(mine.snapshot()) == ["Marmalade"]
    publish("Lemon curd")
    assert titles(mine.snapshot()) == ["Lemon curd", "Marmalade"]
    assert mine.snapshot().store.path is None
    assert caplog.text.count("cannot be written") == 1


def test_search_answers_while_the_database_is_away(monkeypatch):
    publish("Marmalade")
    search("marmalade")
    asked = []

    def away():
        asked.append(1)
        raise OperationalError("away")

    monkeypatch.setattr(engine_module, "database_state", away)

    assert [hit.title for hit in search("marmelade").hits] == ["Marmalade"]
    assert search("marmalade").total == 1
    assert len(asked) == 1  # not every search queries a stopped database
    engine_module._engines.clear()
    assert search("marmalade").total == 1  # a process that starts now reads what is on disk


def test_an_index_ahead_of_a_restored_database_is_made_again(index_directory):
    record = publish("Marmalade")
    publish("Lemon curd")
    mine = Engine(index_directory)
    mine.snapshot()

    SearchDocument.objects.exclude(object_id=record.pk).delete()
    SearchState.objects.update(sequence=1, token="older")

    assert titles(mine.snapshot()) == ["Marmalade"]


def test_an_index_of_another_database_is_made_again(index_directory):
    publish("Marmalade")
    mine = Engine(index_directory)
    mine.snapshot()
    SearchDocument.objects.all().delete()
    SearchState.objects.all().delete()

    publish("Lemon curd")
    publish("Orange juice")

    assert titles(mine.snapshot()) == ["Lemon curd", "Orange juice"]


def test_a_transaction_finds_its_own_changes_and_nobody_else_does(index_directory):
    publish("Marmalade")
    search("marmalade")

    with transaction.atomic():
        publish("Lemon curd")
        within = search("lemon").total
        on_disk = titles(Snapshot(Store(str(next(index_directory.glob("index-*"))))))
        transaction.set_rollback(True)
    other = publish("Orange juice")

    assert (within, on_disk) == (1, ["Marmalade"])
    assert (search("lemon").total, search("orange").total) == (0, 1)
    assert SearchDocument.objects.get(object_id=other.pk).sequence == 2
    assert titles(Engine(index_directory).snapshot()) == ["Marmalade", "Orange juice"]


def test_a_rebuild_leaves_no_gap_and_one_index(index_directory):
    for number in range(30):
        publish(f"Marmalade {number}")
    search("marmalade")
    stop, totals = threading.Event(), set()

    def read():
        while not stop.is_set():
            totals.add(search("marmalade").total)
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(5):
        call_command("rebuild_search", stdout=StringIO())
    stop.set()
    reader.join()

    assert totals == {30}
    assert len(list(index_directory.glob("index-*"))) == 1


def test_two_rebuilds_do_not_run_at_once(index_directory):
    publish("Marmalade")
    mine = engine()
    index_directory.mkdir()

    with mine._lock("rebuild.lock", wait=0), pytest.raises(Busy):
        Engine(index_directory).rebuild()


def test_threads_that_search_and_change_at_once_agree_at_the_end(index_directory):
    records = [publish(f"Marmalade {number}") for number in range(4)]
    failures = []

    def work(record):
        try:
            for turn in range(5):
                record.summary = f"Turn {turn}"
                record.save()
                refresh(record)
                assert any(hit.object_id == record.pk for hit in search(f"turn {turn}").hits)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[record]) for record in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert search("turn 4").total == 4
    assert list(index_drift(engine().snapshot())) == []


def test_the_index_keeps_nothing_of_a_record_that_was_taken_back(index_directory):
    record = publish("Marmalade")
    search("marmalade")
    record.state = "draft"
    record.save()
    refresh(record)
    search("marmalade")

    call_command("rebuild_search", stdout=StringIO())

    kept = b"".join(path.read_bytes() for path in index_directory.glob("index-*/*") if path.is_file())
    assert b"armalade" not in kept
    assert json.loads(json.dumps(SearchDocument.objects.get().data)) == {}


@pytest.mark.parametrize(
    "damage", ["pointer of no text", "pointer a folder", "checked a folder", "index a file"]
)
def test_whatever_stands_in_the_place_of_a_file_search_answers(index_directory, damage):
    publish("Marmalade")
    assert search("marmalade").total == 1
    [pointer], [checked] = index_directory.glob("current-*"), index_directory.glob("checked-*")
    [index] = index_directory.glob("index-*")
    broken = {"pointer": pointer, "checked": checked, "index": index}[damage.split()[0]]
    shutil.rmtree(broken) if broken.is_dir() else broken.unlink()
    if damage.endswith("folder"):
        broken.mkdir()
    else:
        broken.write_bytes(b"\xff\x00\xfe")
    engine_module._engines.clear()

    assert search("marmalade").total == 1
    publish("Marmalade again")
    assert search("marmalade").total == 2


def test_an_index_that_breaks_again_and_again_is_held_in_memory(index_directory):
    publish("Marmalade")
    broken = []

    def find(snapshot):
        if snapshot.store.path is not None:
            broken.append(snapshot)
            raise Broken("again")
        return titles(snapshot)

    assert find_in_snapshot(find) == ["Marmalade"]
    assert len(broken) == 2
