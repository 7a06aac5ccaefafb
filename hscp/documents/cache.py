"""The cache of PDFs and pictures: files, each under a digest of everything it is compiled from.

A document is compiled from its data, the templates, the code and the fonts. A change of any of these gives another key,
so nothing here is ever out of date. The folder (HSCP_DOCUMENTS) belongs to one host and may be emptied at any time.

- `made/<key>`: the digest of the rest; a line of JSON about the file; the file. An incomplete one is compiled again.
- `sizes/<digest of a name>`: the size that a document had when it was last compiled.
- `slow/<key>`: a document that took too long, so that nobody waits for it again within a minute.
- `locks/`: empty files, of a fixed number.
"""

import hashlib
import json
import logging
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from hscp.documents import typefaces
from hscp.documents.compiler import FONTS, CannotCompile, TookTooLong, compile_document
from hscp.documents.queue import SLOTS, TIMEOUT, Busy, lock, thread_slot
from hscp.observability.metrics import DOCUMENT_SECONDS, DOCUMENTS
from hscp.whole_files import HALF, write_whole

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parent
LIMIT = 200_000_000  # bytes of the whole cache
KEEP_DAYS = 30  # after which a file that nobody has requested is deleted
RETRY_AFTER = 60  # seconds for which a document that took too long is not tried again
_PRUNE_EVERY = 10_000_000  # bytes compiled between two prunings
_TOUCH_AFTER = 3600  # seconds after which reading a file marks it as used again
_DAY = 86_400


@dataclass(frozen=True)
class CachedFile:
    """A PDF or picture, its key, and what the compiler reported on it (see compiler.Compiled)."""

    key: str
    content: bytes
    fit: dict | None
    warnings: list[str]
    changed: list[str]

    @property
    def size(self):
        return len(self.content)


def pdf_of(document):
    """Return the PDF (bytes) of a Document. Raises CannotCompile; Busy, a subclass, when too many are being compiled."""
    return get_or_make(document).content


def get_or_make(document):
    """Return the CachedFile of a Document, from the cache or compiled now and then cached. Raises as pdf_of does.

    The same document is never compiled twice at once on a host: others wait for it.
    """
    key = key_of(document)
    if found := get(key):
        return found
    folder = _prepared_folder()
    until = time.monotonic() + TIMEOUT
    with thread_slot(key), lock([folder / "locks" / key[:2]], until):
        if found := get(key):
            return found
        with lock([folder / "locks" / f"slot-{n}" for n in range(SLOTS)], until):
            found = _compile(document, key)
        _store(document, found)
    _prune_after(found.size)
    return found


def key_of(document):
    """Return the key of a Document's file: a digest of everything that it is compiled from."""
    try:
        sources = [document.template, document.format, document.data, document.pages, document.densities]
        parts = [*sources, document.attachments, _compiler_digest()]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    except TypeError as error:
        raise CannotCompile(f"{document.file_name} has data that JSON cannot hold") from error


def get(key):
    """Return the CachedFile under `key`; None if there is none, or its file is incomplete."""
    path = _folder() / "made" / key
    try:
        with path.open("rb") as file:
            digest, body = file.read(65), file.read()
            unused = time.time() - os.fstat(file.fileno()).st_mtime
    except OSError:
        return None
    if digest != _digest(body) + b"\n":
        return None
    if unused > _TOUCH_AFTER:
        _try(os.utime, path)
    about, _, content = body.partition(b"\n")
    return CachedFile(key=key, content=content, **json.loads(about))


def has(key):
    """Return whether there is a file under `key`, complete or not."""
    return (_folder() / "made" / key).exists()


def known_size(name):
    """Return the size in bytes that the document `name` had when it was last compiled; None if unknown."""
    try:
        return int(_size_path(name).read_bytes())
    except (OSError, ValueError):
        return None


def _compile(document, key):
    """Return the CachedFile of a Document, compiled now."""
    slow = _folder() / "slow" / key
    if time.time() - _changed_at(slow) < RETRY_AFTER:
        # Not a failure, which would be answered with the page in place of the PDF: of so large a document that is slow too.
        raise Busy(f"{document.template} took too long a moment ago")
    started = time.monotonic()
    try:
        compiled = compile_document(
            document.template,
            document.data,
            pages=document.pages,
            densities=document.densities,
            attachments=document.attachments,
            format=document.format,
        )
    except TookTooLong:
        _try(write_whole, slow, b"")
        raise
    seconds, size = time.monotonic() - started, len(compiled.content)
    logger.info("%s compiled in %.2f s, %d bytes", document.file_name, seconds, size)
    DOCUMENTS.labels("made").inc()
    DOCUMENT_SECONDS.observe(seconds)
    return CachedFile(key, compiled.content, compiled.fit, compiled.warnings, compiled.changed)


def _store(document, found):
    """Put a CachedFile into the cache, completely or not at all; where nothing can be written, the log says so."""
    about = {"fit": found.fit, "warnings": found.warnings, "changed": found.changed}
    body = json.dumps(about).encode() + b"\n" + found.content
    try:
        write_whole(_folder() / "made" / found.key, _digest(body) + b"\n" + body)
        write_whole(_size_path(document.name), str(found.size).encode())
    except OSError as error:
        logger.warning("%s was compiled but cannot be cached: %s", document.file_name, error.strerror)


def prune():
    """Delete what has not been used for KEEP_DAYS, and then the least recently used until the rest is within LIMIT.

    A request that is reading a file meanwhile reads on; a later one has it compiled again.
    """
    now = time.time()
    files = []
    for folder in ("made", "sizes", "slow"):
        for path in (_folder() / folder).glob("*"):
            try:
                stat = path.stat()
            except OSError:
                continue
            part_left = path.name.startswith(HALF) and now - stat.st_mtime > _TOUCH_AFTER
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


_compiled_since = 0


def _prune_after(size):
    """Prune when the process has compiled enough since it last did, and once after it started."""
    global _compiled_since
    due = _compiled_since == 0 or _compiled_since + size > _PRUNE_EVERY
    _compiled_since = size if due else _compiled_since + size
    if due:
        prune()


def _compiler_digest():
    """Return the digest of everything but the data that a file depends on: templates, code, fonts and typst itself."""
    files = [*FOLDER.glob("typst/*.typ"), *FOLDER.glob("*.py"), *FONTS.glob("*.ttf")]
    return _digest_of_files(tuple(sorted((str(path), path.stat().st_mtime_ns) for path in files)))


@lru_cache(maxsize=1)
def _digest_of_files(files):
    parts = [each.encode() for each in _versions()]
    for path, _ in files:
        content = Path(path).read_bytes()
        parts += [Path(path).name.encode(), hashlib.sha256(content).digest()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@cache
def _versions():
    return [version("typst"), *(version(name.replace("_", "-")) for name in typefaces.PACKAGES)]


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
    """Call `act`, whose failure does no harm."""
    with suppress(OSError):
        act(*args, **kwargs)
