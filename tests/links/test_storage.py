"""Where uploads are kept: whole or not at all, in a folder or in an object store."""

import errno

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from hscp.links.storage import NoRoom, WholeFileStorage, file_storage


class Interrupted(ContentFile):
    """A file whose writing stops half-way with an error of the disk."""

    def __init__(self, number):
        super().__init__(b"half a file")
        self.number = number

    def chunks(self, chunk_size=None):
        yield b"half a file"
        raise OSError(self.number, "no more")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_no_half_file_and_says_so(tmp_path, number):
    storage = WholeFileStorage(location=tmp_path)

    with pytest.raises(NoRoom, match="no room left on the server"):
        storage.save("libraryfile/guide.pdf", Interrupted(number))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_another_error_of_the_disk_leaves_no_half_file_either(tmp_path):
    storage = WholeFileStorage(location=tmp_path)

    with pytest.raises(OSError, match="no more"):
        storage.save("guide.pdf", Interrupted(errno.EIO))

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_touched(tmp_path):
    storage = WholeFileStorage(location=tmp_path)
    first = storage.save("guide.pdf", ContentFile(b"first"))

    with pytest.raises(NoRoom):
        storage.save("guide.pdf", Interrupted(errno.ENOSPC))

    assert (tmp_path / first).read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["guide.pdf"]


def test_without_an_address_files_are_kept_in_the_folder(settings):
    assert file_storage("") == {"BACKEND": "hscp.links.storage.WholeFileStorage"}
    assert settings.STORAGES["default"] == file_storage("")


def test_an_address_names_the_object_store():
    setting = file_storage("s3://key:sec%2Fret@store.example.org:9000/files?region=eu-west-2")

    assert setting == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": "key",
            "secret_key": "sec/ret",
            "endpoint_url": "https://store.example.org:9000",
            "bucket_name": "files",
            "region_name": "eu-west-2",
            "default_acl": "private",
            "file_overwrite": False,
        },
    }


@pytest.mark.parametrize(
    "address",
    ["https://store.example.org/files", "s3://store.example.org/files", "s3://key:secret@host", "files"],
)
def test_an_address_that_is_none_stops_the_start(address):
    with pytest.raises(ImproperlyConfigured, match="HSCP_MEDIA_URL must be"):
        file_storage(address)
