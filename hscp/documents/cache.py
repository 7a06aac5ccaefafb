"""Made PDFs, kept on disk under what they are made of. Foundation: imports no app.

What a document is made of is its data and everything that sets it, so nothing here is ever out of date: a change makes
another key. The folder (HSCP_DOCUMENTS) belongs to one host and may be emptied at any time.

- `made/<key>`: the digest of the rest; a line of JSON about the PDF; the PDF. A file that is not whole is made again.
- `sizes/<digest of a name>`: the size that a document had when it was last made.
- `slow/<key>`: a document that took too long, so nobody waits for it again within a minute.
- `locks/`: empty files, of a fixed number.
"""

import hashlib
import json
import logging
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from hscp.documents.compiler import FONTS, CannotCompile, TookTooLong, compile_document
from hscp.documents.queue import PATIENCE, SLOTS, Busy, lock, thread_slot

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parent
LIMIT = 200_000_000  # bytes of all that is kept
KEEP_DAYS = 30  # what nobody asked for since then goes
GIVEN_UP = 60  # seconds for which what took too long is not tried again
_OFTEN = 10_000_000  # bytes made between two looks at how much is kept
_USED = 3600  # seconds after which reading a file marks it as used again
_DAY = 86_400


@dataclass(frozen=True)
class CachedPdf:
    """A PDF, the key it is kept under, and what the typesetter said of it (see typeset.Pressed)."""

    key: str
    pdf: bytes
    fit: dict | None
    warnings: list[str]
    changed: list[str]

    @property
    def size(self):
        return len(self.pdf)


def pdf_of(document):
    """Return the PDF (bytes) of a Document. Raises CannotTypeset; Busy, one of these, when too much is made just now."""
    return get_or_make(document).pdf


def get_or_make(document):
    """Return the Made of a Document, from the shelf or made now, and then kept. Raises as pdf_of does.

    The same document is never made twice at once on a host: others wait for it.
    """
    key = key_of(document)
    if found := get(key):
        return found
    folder = _prepared_folder()
    until = time.monotonic() + PATIENCE
    with thread_slot(key), lock([folder / "locks" / key[:2]], until):
        if found := get(key):
            return found
        with lock([folder / "locks" / f"slot-{n}" for n in range(SLOTS)], until):
            found = _make(document, key)
        _keep(document, found)
    _prune_after(found.size)
    return found


def key_of(document):
    """Return what the PDF of a Document is kept under: the digest of everything that it is made of."""
    try:
        made_of = [document.template, document.data, document.pages, document.densities]
        parts = [*made_of, document.attachments, _setting()]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    except TypeError as error:
        raise CannotCompile(f"{document.file_name} has data that JSON cannot hold") from error


def get(key):
    """Return the Made that is kept under `key`; None if there is none, or it is not whole."""
    path = _folder() / "made" / key
    try:
        with path.open("rb") as file:
            digest, body = file.read(65), file.read()
            unused = time.time() - os.fstat(file.fileno()).st_mtime
    except OSError:
        return None
    if digest != _digest(body) + b"\n":
        return None
    if unused > _USED:
        _try(os.utime, path)
    about, _, pdf = body.partition(b"\n")
    return CachedPdf(key=key, pdf=pdf, **json.loads(about))


def has(key):
    """Return whether there is something under `key`, whole or not."""
    return (_folder() / "made" / key).exists()


def known_size(name):
    """Return the size in bytes that the document `name` had when it was last made; None where that is not known."""
    try:
        return int(_size_path(name).read_bytes())
    except (OSError, ValueError):
        return None


def _make(document, key):
    """Return the Made of a Document, made now."""
    slow = _folder() / "slow" / key
    if time.time() - _changed_at(slow) < GIVEN_UP:
        # Not as a failure: the page that says the same takes long itself where a document is large.
        raise Busy(f"{document.template} took too long a moment ago")
    started = time.monotonic()
    try:
        pressed = compile_document(
            document.template,
            document.data,
            pages=document.pages,
            densities=document.densities,
            attachments=document.attachments,
        )
    except TookTooLong:
        _try(_write, slow, b"")
        raise
    seconds, size = time.monotonic() - started, len(pressed.pdf)
    logger.info("%s made in %.2f s, %d bytes", document.file_name, seconds, size)
    return CachedPdf(key, pressed.pdf, pressed.fit, pressed.warnings, pressed.changed)


def _keep(document, found):
    """Put a Made on the shelf. It is there whole or not at all; where nothing can be written, the log says so."""
    about = {"fit": found.fit, "warnings": found.warnings, "changed": found.changed}
    body = json.dumps(about).encode() + b"\n" + found.pdf
    try:
        _write(_folder() / "made" / found.key, _digest(body) + b"\n" + body)
        _write(_size_path(document.name), str(found.size).encode())
    except OSError as error:
        logger.warning("%s is made but cannot be kept: %s", document.file_name, error.strerror)


def _write(path, content):
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.replace(part.name, path)
        except OSError:
            os.unlink(part.name)
            raise


def prune():
    """Take from the shelf what was not used for KEEP_DAYS, and the longest unused until all is within LIMIT.

    Whoever is reading a file meanwhile reads on; whoever comes later makes it again.
    """
    now = time.time()
    files = []
    for folder in ("made", "sizes", "slow"):
        for path in (_folder() / folder).glob("*"):
            try:
                stat = path.stat()
            except OSError:
                continue
            part_left = path.name.startswith(".part-") and now - stat.st_mtime > _USED
            if part_left or now - stat.st_mtime > KEEP_DAYS * _DAY:
                _try(os.unlink, path)
            else:
                files.append((stat.st_mtime, stat.st_size, path))
    over = sum(size for _, size, _ in files) - LIMIT
    for _, size, path in sorted(files):
        if over <= 0:
            break
        _try(os.unlink, path)
        over -= size


_made_since = 0


def _prune_after(size):
    """Prune when the process has made enough since it last did, and once after it began."""
    global _made_since
    due = _made_since == 0 or _made_since + size > _OFTEN
    _made_since = size if due else _made_since + size
    if due:
        prune()


def _setting():
    """Return the digest of everything but the data that a PDF depends on: templates, code, fonts and typesetter."""
    files = [*FOLDER.glob("typst/*.typ"), *FOLDER.glob("*.py"), *FONTS.glob("*.ttf")]
    return _digest_of_files(tuple(sorted((str(path), path.stat().st_mtime_ns) for path in files)))


@lru_cache(maxsize=1)
def _digest_of_files(files):
    parts = [_typst_version().encode()]
    for path, _ in files:
        content = Path(path).read_bytes()
        parts += [Path(path).name.encode(), hashlib.sha256(content).digest()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@cache
def _typst_version():
    return version("typst")


def _digest(content):
    return hashlib.sha256(content).hexdigest().encode()


def _folder():
    return Path(settings.HSCP_DOCUMENTS)


def _prepared_folder():
    folder = _folder()
    for name in ("made", "sizes", "slow", "locks"):
        _try(os.makedirs, folder / name, mode=0o700, exist_ok=True)
    return folder


def _size_path(name):
    return _folder() / "sizes" / hashlib.sha256(name.encode()).hexdigest()


def _changed_at(path):
    try:
        return path.stat().st_mtime
    except OSError:
        return 0


def _try(act, *args, **kwargs):
    """Do what may fail without harm."""
    with suppress(OSError):
        act(*args, **kwargs)
