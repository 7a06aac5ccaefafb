"""Backups are locked to a public key, and whatever was done to one on its way is noticed."""

import errno
import io
import os

import pytest

from hscp.backups.encryption import MAGIC, decrypt, encrypt, new_pair, public_keys, secret_keys
from hscp.backups.problems import Damaged, NotABackup, WrongKey

PLAIN = os.urandom(64 * 1024 * 4)
# The format has 64 KB of text and a tag of 16 bytes in each part.
PART = 64 * 1024 + 16


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    secret, public = new_pair()
    path = tmp_path_factory.mktemp("keys") / "key.txt"
    path.write_text(f"# a comment\n\n{secret}\n")
    return path, public


@pytest.fixture(scope="module")
def locked(pair):
    return _encrypt(PLAIN, pair[1])


def _encrypt(plain, public):
    target = io.BytesIO()
    encrypt([plain[at : at + 1000] for at in range(0, len(plain), 1000)], target, public_keys(public))
    return target.getvalue()


def _decrypt(data, path):
    target = io.BytesIO()
    decrypt(io.BytesIO(data), target, secret_keys(path))
    return target.getvalue()


def _flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_what_was_encrypted_comes_back(pair, locked):
    assert locked.startswith(MAGIC)
    assert PLAIN[:100] not in locked
    assert _decrypt(locked, pair[0]) == PLAIN


def test_each_of_several_keys_opens_it(pair, tmp_path):
    secret, public = new_pair()
    (tmp_path / "other.txt").write_text(secret)

    data = _encrypt(b"both", f"{pair[1]}, {public}")

    assert (_decrypt(data, pair[0]), _decrypt(data, tmp_path / "other.txt")) == (b"both", b"both")


def _body(data):
    """Return where the encrypted parts begin: after the header and 16 bytes of nonce."""
    return len(data) - len(PLAIN) - 4 * 16


@pytest.mark.parametrize("place", ["first part", "middle", "last byte"])
def test_a_changed_byte_is_refused(pair, locked, place):
    at = {
        "first part": _body(locked) + 7,
        "middle": _body(locked) + 2 * PART + 9,
        "last byte": len(locked) - 1,
    }

    with pytest.raises(Damaged, match="was changed, or its end is missing"):
        _decrypt(_flipped(locked, at[place]), pair[0])


def test_a_changed_header_is_refused(pair, locked):
    with pytest.raises((NotABackup, WrongKey)):
        _decrypt(_flipped(locked, _body(locked) - 30), pair[0])


@pytest.mark.parametrize("missing", [1, PART, PART + 1, 3 * PART, 4 * PART])
def test_a_file_that_was_cut_off_is_refused(pair, locked, missing):
    with pytest.raises(Damaged):
        _decrypt(locked[:-missing], pair[0])


def test_parts_in_another_order_are_refused(pair, locked):
    start = _body(locked)
    first, second = locked[start : start + PART], locked[start + PART : start + 2 * PART]

    with pytest.raises(Damaged):
        _decrypt(locked[:start] + second + first + locked[start + 2 * PART :], pair[0])


def test_a_part_of_another_backup_is_refused(pair, locked):
    other, end = _encrypt(PLAIN, pair[1]), _body(locked) + PART

    with pytest.raises(Damaged):
        _decrypt(locked[:end] + other[end:], pair[0])


def test_something_behind_the_end_is_refused(pair, locked):
    with pytest.raises(Damaged):
        _decrypt(locked + b"more", pair[0])


def test_another_key_is_told_from_damage(locked, tmp_path):
    (tmp_path / "other.txt").write_text(new_pair()[0])

    with pytest.raises(WrongKey, match="does not open this backup"):
        _decrypt(locked, tmp_path / "other.txt")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("AGE-SECRET-KEY-1QQQ", "it must not be on the server"),
        ("age1notakey", "is no public key"),
        ("correct horse battery", "is no public key"),
    ],
)
def test_what_is_no_public_key_is_refused(text, said):
    with pytest.raises(WrongKey, match=said):
        public_keys(text)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("age1qqq", "is no file with a secret key"),
        ("# only a comment\n", "There is no secret key"),
        (MAGIC.decode() + "-> scrypt", "is itself encrypted"),
        (None, "cannot be read: No such file or directory"),
        (b"\xff\xfe\x00", "cannot be read: it is not text"),
    ],
)
def test_what_is_no_secret_key_is_refused(tmp_path, content, said):
    path = tmp_path / "key.txt"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(WrongKey, match=said):
        secret_keys(path)


class _Full(io.BytesIO):
    def write(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_as_such_both_ways(pair, locked):
    with pytest.raises(OSError, match="No space left"):
        encrypt([PLAIN], _Full(), public_keys(pair[1]))
    with pytest.raises(OSError, match="No space left"):
        decrypt(io.BytesIO(locked), _Full(), secret_keys(pair[0]))


def test_an_error_in_what_is_encrypted_comes_out_as_it_is(pair):
    def chunks():
        yield b"some"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encrypt(chunks(), io.BytesIO(), public_keys(pair[1]))
