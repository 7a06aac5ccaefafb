"""A pair of keys, a folder of files, and an empty database beside the one of the tests, as a server would have them."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection

from hscp.backups.databases import database_of
from hscp.backups.encryption import new_pair, public_keys, secret_keys


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    """Return (path of the file with the secret key, public key)."""
    secret, public = new_pair()
    path = tmp_path_factory.mktemp("keys") / "key.txt"
    path.write_text(f"{secret}\n")
    return path, public


@pytest.fixture
def locks(pair):
    return public_keys(pair[1])


@pytest.fixture
def opens(pair):
    return secret_keys(pair[0])


@pytest.fixture
def folder(tmp_path):
    """Return an empty folder for backups."""
    path = tmp_path / "backups"
    path.mkdir()
    return path


@pytest.fixture
def storage(tmp_path):
    """Return a storage of uploaded files that has two in it."""
    path = tmp_path / "files"
    (path / "library").mkdir(parents=True)
    (path / "library" / "guide.pdf").write_bytes(b"guide " * 1000)
    (path / "poster é.png").write_bytes(b"")
    return FileSystemStorage(location=path)


@pytest.fixture
def target(db, tmp_path):
    """Return a connection to an empty database beside the one of the tests."""
    if connection.vendor == "sqlite":
        other = connection.copy()
        other.settings_dict["NAME"] = str(tmp_path / "target.sqlite3")
        yield other
        other.close()
    else:
        with database_of(connection).beside("_target") as name:
            other = connection.copy()
            other.settings_dict["NAME"] = name
            yield other
            other.close()
