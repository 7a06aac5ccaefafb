"""A backup is restored beside what is in use, compared, and put in its place at the very end or not at all."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection

from hscp.backups import making, restoring
from hscp.backups.databases import database_of
from hscp.backups.files import stored_names
from hscp.backups.making import make_backup
from hscp.backups.problems import BackupProblem, Damaged, WrongKey
from hscp.backups.restoring import restore, verify

# The same for either database, and pg_restore takes seconds: test_drill.py and test_postgresql_database.py try PostgreSQL.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="tried once, on SQLite"),
]


def _nothing(name, folder):
    return []


@pytest.fixture
def backup(folder, storage, locks):
    return make_backup(folder, locks, connection=connection, storage=storage).path


@pytest.fixture
def elsewhere(tmp_path):
    """Return the storage of a server that has no files yet."""
    return FileSystemStorage(location=tmp_path / "elsewhere")


@pytest.fixture
def beside(monkeypatch):
    """Return a list of the databases that are made beside the one of the tests."""
    kind, made = type(database_of(connection)), []
    original = kind.beside

    def noted(self, suffix):
        made.append(suffix)
        return original(self, suffix)

    monkeypatch.setattr(kind, "beside", noted)
    return made


def _changed(monkeypatch, statement):
    """Let each restore be followed by a change of the restored database."""
    kind = type(database_of(connection))
    original = kind.load

    def load(self, dump, found, name):
        left_out = original(self, dump, found, name)
        other = connection.copy()
        other.settings_dict["NAME"] = name
        with other.cursor() as cursor:
            cursor.execute(statement)
        other.close()
        return left_out

    monkeypatch.setattr(kind, "load", load)


def test_a_whole_backup_is_found_to_be_whole(backup, opens):
    seen = []

    restored = verify(
        backup,
        opens,
        lambda name, folder: seen.extend(stored_names(FileSystemStorage(folder))) or [],
        connection=connection,
    )

    assert (restored.problems, restored.notes) == ([], [])
    assert seen == ["library/guide.pdf", "poster é.png"]
    assert list(restored.seconds) == ["reading", "database", "comparing", "files", "this release"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM auth_group_permissions", r"Table auth_group_permissions has 0 rows, and had \d+\."),
        (
            "UPDATE auth_group SET name = name || '!'",
            "Table auth_group has as many rows as before, but others.",
        ),
        ("DROP TABLE hscp_oldaddress", "Table hscp_oldaddress is missing."),
        ("CREATE TABLE more (id integer)", "Table more was not in the backup."),
    ],
)
def test_whatever_differs_afterwards_is_told(backup, opens, monkeypatch, statement, said):
    _changed(monkeypatch, statement)

    problems = verify(backup, opens, _nothing, connection=connection).problems

    assert re.fullmatch(said, problems[0])


def test_what_the_site_says_on_it_is_told(backup, opens):
    restored = verify(backup, opens, lambda name, folder: ["A theme answers 500."], connection=connection)

    assert restored.problems == ["A theme answers 500."]


def test_files_that_differ_are_told(backup, opens, monkeypatch):
    def spoil(archive, storage):
        storage.save("library/guide.pdf", ContentFile(b"other"))

    monkeypatch.setattr(restoring, "put_back", spoil)

    problems = verify(backup, opens, _nothing, connection=connection).problems

    assert problems == ["The file library/guide.pdf differs.", "The file poster é.png is missing."]


def test_a_damaged_backup_is_refused_before_a_database_is_made(backup, opens, beside, tmp_path):
    data = backup.read_bytes()
    (tmp_path / "changed").write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    (tmp_path / "short").write_bytes(data[:-20])

    for name in ("changed", "short"):
        with pytest.raises(Damaged):
            verify(tmp_path / name, opens, _nothing, connection=connection)
    with pytest.raises(WrongKey, match="--identity FILE"):
        verify(backup, [], _nothing, connection=connection)

    assert beside == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"vendor": "oracle"}, "The backup is of a oracle database"),
        (
            {"migrations": [["themes", "0999_to_come"]]},
            "of a later release than this one, with themes.0999_to_come",
        ),
        ({"erasure_key": "0" * 16}, "HSCP_ERASURE_KEY .* is another one"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(
    folder, storage, opens, locks, target, monkeypatch, changes, said
):
    original = making._manifest

    def manifest(database, facts, at):
        facts = facts | {"migrations": changes.get("migrations", facts["migrations"])}
        return original(database, facts, at) | {
            key: value for key, value in changes.items() if key != "migrations"
        }

    monkeypatch.setattr(making, "_manifest", manifest)
    path = make_backup(folder, locks, connection=connection, storage=storage).path

    with pytest.raises(BackupProblem, match=said):
        restore(path, opens, _nothing, connection=target, storage=storage)

    assert database_of(target).is_empty()


def test_an_empty_database_is_filled_and_its_files_with_it(backup, opens, target, elsewhere, storage):
    here, there = database_of(connection), database_of(target)

    restored = restore(backup, opens, _nothing, connection=target, storage=elsewhere)

    assert restored.old_name == ""
    assert there.facts(there.name)["tables"] == here.facts(here.name)["tables"]
    assert stored_names(elsewhere) == stored_names(storage)


def test_a_database_that_is_not_empty_is_replaced_only_by_name_and_kept(backup, opens, target, elsewhere):
    with target.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id integer)")
    target.close()
    database = database_of(target)

    for name in ("", "other"):
        with pytest.raises(BackupProblem, match=f"is not empty.*--replace {re.escape(database.name)}"):
            restore(backup, opens, _nothing, connection=target, storage=elsewhere, replace=name)
    restored = restore(backup, opens, _nothing, connection=target, storage=elsewhere, replace=database.name)

    try:
        assert "mine" in database.facts(restored.old_name)["tables"]
        assert "mine" not in database.facts(database.name)["tables"]
    finally:
        database.drop(restored.old_name)


@pytest.mark.parametrize("error", [KeyboardInterrupt, BackupProblem])
def test_a_restore_that_ends_halfway_leaves_the_database_as_it_was(backup, opens, target, elsewhere, error):
    def stop(name, folder):
        raise error

    with pytest.raises(error):
        restore(backup, opens, stop, connection=target, storage=elsewhere)

    assert database_of(target).is_empty()


def test_problems_with_the_restored_database_keep_it_out_of_use(
    backup, opens, target, elsewhere, monkeypatch
):
    with pytest.raises(BackupProblem, match="Nothing was put in place. A theme answers 500."):
        restore(
            backup, opens, lambda name, folder: ["A theme answers 500."], connection=target, storage=elsewhere
        )
    _changed(monkeypatch, "DELETE FROM auth_group_permissions")
    with pytest.raises(
        BackupProblem, match="Nothing was put in place. Table auth_group_permissions has 0 rows"
    ):
        restore(backup, opens, _nothing, connection=target, storage=elsewhere)

    assert database_of(target).is_empty()


def test_what_a_killed_restore_left_is_removed_by_the_next(backup, opens, target, elsewhere):
    database = database_of(target)
    left = database.beside("_restoring")
    # As a process that is killed: nothing behind the `yield` runs.
    name = left.__enter__()
    other = connection.copy()
    other.settings_dict["NAME"] = name
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE half (id integer)")
    other.close()
    _release(left)

    restore(backup, opens, _nothing, connection=target, storage=elsewhere)

    assert "half" not in database.facts(database.name)["tables"]


def _release(context):
    """End the connection of a restore as its death would, without what it does at its end."""
    if connection.vendor == "postgresql":
        context.gen.gi_frame.f_locals["here"].close()


def test_files_that_are_there_stay_and_those_that_were_spoilt_come_back(backup, opens, target, storage):
    path = storage.path("library/guide.pdf")
    with open(path, "wb") as file:
        file.write(b"spoilt")
    with open(storage.path("later.txt"), "wb") as file:
        file.write(b"uploaded since")

    restore(backup, opens, _nothing, connection=target, storage=storage)

    with open(path, "rb") as file:
        assert file.read() == b"guide " * 1000
    assert stored_names(storage) == ["later.txt", "library/guide.pdf", "poster é.png"]
