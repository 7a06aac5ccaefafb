"""Encrypts and decrypts backups in the age format, to a public key: whoever can only write backups cannot read them.

The format (age-encryption.org/v1) authenticates each 64 KB with its place in the file, and the end: a changed byte, a part of
another place or file, and a missing end are all refused. `pyrage` streams: 300 MB take 11 MB of memory.
"""

from pathlib import Path

import pyrage

from hscp.backups.problems import Damaged, NotABackup, WrongKey

MAGIC = b"age-encryption.org/v1\n"
_SECRET = "AGE-SECRET-KEY-1"  # noqa: S105  (how one begins)
_HOW = "`manage.py make_backup_key FILE` makes a pair."


def public_keys(text):
    """Return the keys in `text`, one or more `age1…` separated by commas or spaces. Raises WrongKey."""
    keys = []
    for word in text.replace(",", " ").split():
        if word.upper().startswith(_SECRET):
            raise WrongKey(
                "The key for backups is the secret one, which opens them: it must not be on the server. "
                "Give the public key, which begins with age1, and make a new pair: others may have read this one."
            )
        try:
            keys.append(pyrage.x25519.Recipient.from_str(word))
        except pyrage.RecipientError as error:
            raise WrongKey(
                f"“{word[:20]}…” is no public key: it begins with age1 and has 62 characters. {_HOW}"
            ) from error
    return keys


def secret_keys(path):
    """Return the keys in the file at `path`, as `make_backup_key` or `age-keygen` write them. Raises WrongKey."""
    try:
        text = Path(path).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongKey(f"The file with the secret key, {path}, cannot be read: {_reason(error)}.") from error
    if text.encode().startswith(MAGIC) or "BEGIN AGE ENCRYPTED" in text:
        raise WrongKey(f"{path} is itself encrypted. Open it first: age --decrypt {path}")
    lines = [line.strip() for line in text.splitlines()]
    keys = []
    for line in lines:
        if line and not line.startswith("#"):
            try:
                keys.append(pyrage.x25519.Identity.from_str(line))
            except pyrage.IdentityError as error:
                raise WrongKey(
                    f"{path} is no file with a secret key: each line in it begins with {_SECRET} or with #."
                ) from error
    if not keys:
        raise WrongKey(f"There is no secret key in {path}.")
    return keys


def new_pair():
    """Return (secret key, public key) of a new pair, as text."""
    secret = pyrage.x25519.Identity.generate()
    return str(secret), str(secret.to_public())


def encrypt(chunks, target, keys):
    """Write `chunks` (an iterable of bytes) to the file `target`, so that each of the public `keys` can open it.

    Raises whatever `chunks` and `target` raise.
    """
    source, sink = _Chunks(chunks), _Sink(target)
    try:
        pyrage.encrypt_io(source, sink, keys)
    except (pyrage.EncryptError, OSError) as error:
        raise source.error or sink.error or error from error


def decrypt(source, target, keys):
    """Write what is in the encrypted file `source` to the file `target`. Raises WrongKey, NotABackup and Damaged.

    It must be read to its end before anything of it is used: only then is it known to be whole.
    """
    sink = _Sink(target)
    try:
        pyrage.decrypt_io(source, sink, keys)
    except pyrage.DecryptError as error:
        if sink.error:
            raise sink.error from error
        if "No matching keys" in str(error):
            raise WrongKey(
                "This key does not open this backup. It was made for another one: try the keys of before."
            ) from error
        raise NotABackup(
            f"The beginning of the file is not that of a backup, or is damaged: {error}."
        ) from error
    except OSError as error:
        if sink.error:
            raise sink.error from error
        raise Damaged(
            "The backup was changed, or its end is missing. Nothing of it was used. Take another copy, or an older backup."
        ) from error


class _Chunks:
    """A file that is read from an iterable of bytes, and keeps the error that stopped it: pyrage tells its text alone."""

    def __init__(self, chunks):
        self._chunks, self._left, self.error = iter(chunks), b"", None

    def read(self, size):
        try:
            while not self._left:
                self._left = next(self._chunks)
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        part, self._left = self._left[:size], self._left[size:]
        return part


class _Sink:
    """A file that is written to, and keeps the error that stopped it."""

    def __init__(self, target):
        self._target, self.error = target, None

    def write(self, data):
        try:
            return self._target.write(data)
        except BaseException as error:
            self.error = error
            raise

    def flush(self):
        self._target.flush()


def _reason(error):
    return getattr(error, "strerror", None) or "it is not text"
