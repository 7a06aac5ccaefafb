"""The file that a backup is, once it is decrypted: a tar with the database, the uploaded files, and last the manifest.

The manifest says what the others are: their size and SHA-256, and what was in the database. `tar` reads it too.
"""

import json
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from hscp.backups.problems import Damaged, NotABackup

MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "files/"
# The form of the manifest. A later release reads earlier forms.
FORM = 1
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Member:
    """A part of the archive: its name, its size in bytes, and the open file it is read from."""

    name: str
    size: int
    file: BinaryIO


class Writing:
    """The bytes of an archive, as they are asked for. `digests` has {name: [size, SHA-256]} of what has gone by."""

    def __init__(self):
        self.digests = {}

    def chunks(self, members, manifest):
        """Yield the bytes of all `members`, then of what `manifest()` returns, a dict, and of the end of the archive."""
        for member in members:
            yield from self._member(member)
        text = json.dumps(manifest(), indent=1, sort_keys=True).encode()
        yield from _framed(MANIFEST, len(text), [text])
        yield bytes(2 * tarfile.BLOCKSIZE)

    def _member(self, member):
        digest, left = sha256(), member.size

        def read():
            nonlocal left
            while left and (chunk := member.file.read(min(CHUNK, left))):
                left -= len(chunk)
                digest.update(chunk)
                yield chunk
            if left:
                raise Damaged(f"{member.name} became shorter while it was read. Make the backup again.")

        yield from _framed(member.name, member.size, read())
        self.digests[member.name] = [member.size, digest.hexdigest()]


def _framed(name, size, chunks):
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    yield header.tobuf(tarfile.PAX_FORMAT)
    yield from chunks
    yield bytes(-size % tarfile.BLOCKSIZE)


class Archive:
    """A decrypted backup, read from the seekable `file`. Making one reads all of it: raises NotABackup and Damaged."""

    def __init__(self, file):
        try:
            self._tar = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115  (closed with `file`)
            self._members = {member.name: member for member in self._tar.getmembers()}
        except (tarfile.TarError, OSError, EOFError) as error:
            raise NotABackup(
                f"The file is no backup of this site, or only a part of one: {error}."
            ) from error
        self.manifest = self._read_manifest()
        self._check_members()

    @property
    def file_names(self):
        """The names of the uploaded files."""
        return [name.removeprefix(FILES) for name in self.manifest["members"] if name.startswith(FILES)]

    def digest_of_file(self, name):
        """Return the SHA-256 of the uploaded file `name`."""
        return self.manifest["members"][FILES + name][1]

    def open_file(self, name):
        """Return the uploaded file `name` to read from."""
        return self._tar.extractfile(self._members[FILES + name])

    def open_database(self):
        """Return the dump of the database to read from."""
        return self._tar.extractfile(self._members[DATABASE])

    def _read_manifest(self):
        member = self._members.get(MANIFEST)
        if member is None:
            raise NotABackup("The file is no backup of this site, or its end is missing: it has no manifest.")
        try:
            manifest = json.load(self._tar.extractfile(member))
            form = manifest["form"]
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged("The manifest of the backup cannot be read.") from error
        if form != FORM:
            raise NotABackup(
                f"The backup is of form {form}, and this release reads {FORM}. Install a newer one."
            )
        return manifest

    def _check_members(self):
        expected = self.manifest["members"]
        if self._members.keys() != {*expected, MANIFEST} or DATABASE not in expected:
            raise Damaged("The backup does not hold what its manifest names.")
        for name, (size, digest) in expected.items():
            member = self._members[name]
            if not member.isreg() or member.size != size:
                raise Damaged(f"{name} in the backup is not what the manifest names.")
            if digest_of(self._tar.extractfile(member)) != digest:
                raise Damaged(f"{name} in the backup was changed.")


def digest_of(file):
    """Return the SHA-256 of all that can be read from `file`."""
    digest = sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
