"""The commands as somebody types them, with what is wrong said in words."""

import os
import stat
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hscp.backups.encryption import new_pair, public_keys, secret_keys
from hscp.backups.making import Made
from hscp.backups.problems import BackupProblem
from hscp.backups.restoring import Restored
from hscp.management.commands import backup, restore
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.models import AuditEntry


def _run(*arguments, **options):
    output = StringIO()
    call_command(*arguments, stdout=output, stderr=output, **options)
    return output.getvalue()


@pytest.fixture
def made(monkeypatch, folder):
    """Let a backup be made in no time; return the list of the keys that each was made with."""
    used = []

    def make(folder, keys, **others):
        used.append([str(key) for key in keys])
        path = Path(folder) / "hscp-20270512T100000Z.tar.age"
        path.write_bytes(b"backup")
        return Made(path, 6, "ab12", 130, 18_000, 2, [], 1.5)

    monkeypatch.setattr(backup, "make_backup", make)
    return used


class TestBackup:
    pytestmark = pytest.mark.django_db

    def test_a_backup_is_told_and_is_in_the_audit_trail(
        self, made, folder, pair, settings, django_capture_on_commit_callbacks
    ):
        settings.HSCP_BACKUP_KEY = pair[1]
        (folder / "hscp-20200101T000000Z.tar.age").write_text("old")

        with django_capture_on_commit_callbacks(execute=True):
            said = _run("backup", str(folder))

        assert said.splitlines() == [
            "Deleted hscp-20200101T000000Z.tar.age",
            f"{folder}/hscp-20270512T100000Z.tar.age: 130 tables with 18000 rows, 2 files, 0.0 MB in 1.5 s.",
            "SHA-256 ab12",
        ]
        assert made == [[pair[1]]]
        entry = AuditEntry.objects.get()
        assert (entry.kind, entry.about, entry.what) == (
            AuditKind.EXPORTED,
            "backup",
            "hscp-20270512T100000Z.tar.age, SHA-256 ab12",
        )

    def test_without_a_key_it_is_refused_unless_that_is_meant(self, made, folder):
        with pytest.raises(CommandError, match="make_backup_key FILE.*--unencrypted"):
            _run("backup", str(folder))
        assert made == []

        _run("backup", str(folder), unencrypted=True)
        assert made == [[]]

    def test_a_wrong_key_is_refused(self, made, folder):
        with pytest.raises(CommandError, match="No backup was made. The key for backups is the secret one"):
            _run("backup", str(folder), key=new_pair()[0])

    def test_the_copy_off_site_is_made_without_a_shell(self, made, folder, pair, tmp_path, capfd):
        command = f"{sys.executable} -c 'import sys; print(sys.argv[1:])' {{file}} '; touch {tmp_path}/shell'"

        said = _run("backup", str(folder), key=pair[1], then=command)

        assert capfd.readouterr().out.strip() == str(
            [f"{folder}/hscp-20270512T100000Z.tar.age", f"; touch {tmp_path}/shell"]
        )
        assert not (tmp_path / "shell").exists()
        assert "Taken off site by" in said

    @pytest.mark.parametrize(
        ("command", "said"),
        [
            ("false {file}", "It is on this machine alone: false ended with 1."),
            (
                "no-such-program {file}",
                "It is on this machine alone: no-such-program does not run, No such file",
            ),
        ],
    )
    def test_a_copy_off_site_that_fails_is_an_error(self, made, folder, pair, settings, command, said):
        settings.HSCP_BACKUP_KEY, settings.HSCP_BACKUP_COMMAND = pair[1], command

        with pytest.raises(CommandError, match=said):
            _run("backup", str(folder))

    @pytest.mark.parametrize(
        ("command", "said"),
        [("rclone copy", "must say {file}"), ("rclone 'copy {file}", "cannot be read: No closing")],
    )
    def test_a_command_that_can_do_nothing_is_refused_before_the_backup(
        self, made, folder, pair, command, said
    ):
        with pytest.raises(CommandError, match=said):
            _run("backup", str(folder), key=pair[1], then=command)

        assert made == []

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (BackupProblem("pg_dump is old."), "No backup was made. pg_dump is old."),
            (
                PermissionError(13, "Permission denied", "/backups/x"),
                "No backup was made. /backups/x: Permission denied.",
            ),
            (OSError(28, "No space left on device"), "No backup was made. .*: No space left on device."),
        ],
    )
    def test_what_went_wrong_is_said_and_nothing_is_deleted(self, folder, pair, monkeypatch, error, said):
        def fail(*arguments, **others):
            raise error

        monkeypatch.setattr(backup, "make_backup", fail)
        (folder / "hscp-20200101T000000Z.tar.age").write_text("the last good one")
        (folder / "hscp-20200102T000000Z.tar.age").write_text("and one more")

        with pytest.raises(CommandError, match=said):
            _run("backup", str(folder), key=pair[1])

        assert len(list(folder.iterdir())) == 2
        assert not AuditEntry.objects.exists()

    def test_a_file_that_is_missing_is_an_error_though_there_is_a_backup(self, folder, pair, monkeypatch):
        made = Made(folder / "hscp-20270512T100000Z.tar.age", 6, "ab12", 1, 1, 0, ["lost.pdf"], 1)
        monkeypatch.setattr(backup, "make_backup", lambda *arguments, **others: made)

        with pytest.raises(
            CommandError, match="The backup was made, but:\nA record names a file .*: lost.pdf"
        ):
            _run("backup", str(folder), key=pair[1])


class TestRestore:
    pytestmark = pytest.mark.django_db

    MANIFEST = {
        "made_at": "2027-05-12T10:00:00+00:00",
        "release": "1.0.0",
        "database": {"tables": {"a": [3, "7"]}},
        "members": {"database": [1, ""], "files/a": [1, ""]},
    }

    def test_a_backup_that_is_whole_is_told_with_the_time_it_took(
        self, monkeypatch, pair, django_capture_on_commit_callbacks
    ):
        restored = Restored(self.MANIFEST, "ab12", notes=["A note."], seconds={"reading": 60, "database": 30})
        monkeypatch.setattr(restore, "verify", lambda *arguments, **others: restored)

        with django_capture_on_commit_callbacks(execute=True):
            said = _run("restore", "backup.tar.age", identity=str(pair[0]), verify=True)

        assert said.splitlines() == [
            "The backup of 2027-05-12T10:00:00+00:00, release 1.0.0: 1 table with 3 rows, 1 file.",
            "SHA-256 ab12",
            "A note.",
            "1.5 minutes: reading 60.0 s, database 30.0 s.",
            "The backup can be restored: nothing is lost, and the site works on it.",
        ]
        entry = AuditEntry.objects.get()
        assert (entry.kind, entry.what) == (AuditKind.RESTORED, "backup.tar.age, to verify it: 0 problems")

    def test_a_backup_that_is_not_whole_ends_with_an_error(self, monkeypatch, pair):
        restored = Restored(self.MANIFEST, "ab12", problems=["Table a is missing."])
        monkeypatch.setattr(restore, "verify", lambda *arguments, **others: restored)

        with pytest.raises(CommandError, match="not as it should be:\nTable a is missing."):
            _run("restore", "backup.tar.age", identity=str(pair[0]), verify=True)

    @pytest.mark.parametrize("options", [{}, {"erasures": "list", "no_erasures": True}])
    def test_nothing_is_restored_without_a_word_about_the_erased(self, pair, options):
        with pytest.raises(CommandError, match="--erasures FILE.*--no-erasures"):
            _run("restore", "backup.tar.age", identity=str(pair[0]), **options)

    def test_a_list_that_is_not_there_is_told_first(self, pair, tmp_path):
        with pytest.raises(CommandError, match="The list of the erased, .*, cannot be read"):
            _run("restore", "backup.tar.age", identity=str(pair[0]), erasures=str(tmp_path / "none"))

    @pytest.mark.parametrize(
        ("file", "identity", "said"),
        [
            ("none.tar.age", None, "The backup none.tar.age cannot be read: No such file or directory."),
            (__file__, None, "The file is no backup of this site"),
            ("none.tar.age", "none.txt", "The file with the secret key, none.txt, cannot be read"),
        ],
    )
    def test_files_that_are_not_what_they_should_be_are_told(self, pair, file, identity, said):
        with pytest.raises(CommandError, match=said):
            _run("restore", file, identity=identity or str(pair[0]), verify=True)


def test_a_new_key_is_written_for_its_owner_alone_and_never_over_another(tmp_path):
    path = tmp_path / "key.txt"

    said = _run("make_backup_key", str(path))

    public = said.splitlines()[0].removeprefix("HSCP_BACKUP_KEY=")
    assert [str(key.to_public()) for key in secret_keys(path)] == [str(key) for key in public_keys(public)]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert "AGE-SECRET-KEY" not in said
    with pytest.raises(CommandError, match="a key is never overwritten"):
        _run("make_backup_key", str(path))
