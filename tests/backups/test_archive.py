"""The tar in a backup: read only if everything is in it as the manifest says."""

import io
import tarfile

import pytest

from hscp.backups.archive import Archive, Member, Writing, digest_of
from hscp.backups.problems import Damaged, NotABackup

LONG = f"library/{'é' * 120}/{'x' * 90}.pdf"
CONTENT = {"database": b"rows" * 300, "files/a.txt": b"", f"files/{LONG}": b"guide" * 1000}


def _archive(content=CONTENT, **manifest):
    writing = Writing()
    members = (Member(name, len(data), io.BytesIO(data)) for name, data in content.items())
    chunks = writing.chunks(
        members, lambda: {"form": 1, "members": writing.digests, "missing_files": []} | manifest
    )
    return b"".join(chunks)


def test_what_was_put_in_is_read_back_by_us_and_by_tar():
    data = _archive()

    archive = Archive(io.BytesIO(data))

    assert archive.file_names == ["a.txt", LONG]
    assert archive.open_database().read() == CONTENT["database"]
    assert digest_of(archive.open_file(LONG)) == archive.digest_of_file(LONG)
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        assert tar.getnames() == [*CONTENT, "manifest.json"]


@pytest.mark.parametrize("part", [b"rowsrows", b"guideguide"])
def test_a_changed_byte_is_noticed_without_encryption_too(part):
    with pytest.raises(Damaged, match="was changed"):
        Archive(io.BytesIO(_archive().replace(part, part.upper(), 1)))


def test_files_that_changed_places_are_noticed():
    data = _archive({"database": b"1", "files/a": b"aaaa", "files/b": b"bbbb"})

    with pytest.raises(Damaged):
        Archive(
            io.BytesIO(data.replace(b"aaaa", b"cccc").replace(b"bbbb", b"aaaa").replace(b"cccc", b"bbbb"))
        )


@pytest.mark.parametrize("length", [0, 100, 700, -1600])
def test_a_file_that_was_cut_off_is_refused(length):
    with pytest.raises((NotABackup, Damaged)):
        Archive(io.BytesIO(_archive()[:length]))


@pytest.mark.parametrize(
    ("manifest", "error", "said"),
    [
        ({"form": 2}, NotABackup, "is of form 2"),
        ({"members": {"database": [1200, "0" * 64]}}, Damaged, "does not hold what its manifest names"),
        ({"members": {}}, Damaged, "does not hold what its manifest names"),
    ],
)
def test_a_manifest_of_something_else_is_refused(manifest, error, said):
    with pytest.raises(error, match=said):
        Archive(io.BytesIO(_archive(**manifest)))


def test_another_file_is_not_taken_for_a_backup():
    with pytest.raises(NotABackup, match="no backup of this site"):
        Archive(io.BytesIO(b"%PDF-1.7 " * 500))


def test_a_file_that_becomes_shorter_while_it_is_read_ends_the_backup():
    writing = Writing()
    member = Member("files/a", 10, io.BytesIO(b"short"))

    with pytest.raises(Damaged, match="files/a became shorter"):
        b"".join(writing.chunks([member], dict))
