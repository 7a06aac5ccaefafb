"""The host: Python, packages, folders, the disk, static files, the time, and what makes PDFs."""

import re
import shutil
import sys
import time
import uuid
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from hscp.documents import typefaces
from hscp.site.doctor.findings import look, ok, wrong

OLDEST_PYTHON = (3, 11)
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?: ; (.*?))?(?: \\)?$", re.MULTILINE)
# Less room than this is little for the files of editors, and for PDFs and copies of pages (200 MB each at most).
LITTLE_ROOM, NO_ROOM = 2 * 1024**3, 200 * 1024**2
# A clock that is behind the code itself is wrong.
_BUILT = Path(__file__)


def python():
    """Yield whether Python is new enough."""
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield wrong("Python", f"This is {running}. Install 3.11 or newer, delete .venv and run `make setup`.")
    else:
        yield ok("Python", f"{running}.")


def packages():
    """Yield whether the packages that the lock names are installed, in its versions."""
    lock = (settings.BASE_DIR / "requirements" / "base.txt").read_text()
    missing, other, number = [], [], 0
    for name, wanted, condition in _PINNED.findall(lock):
        if condition:
            continue  # for some hosts only
        number += 1
        try:
            if version(name) != wanted:
                other.append(f"{name} {version(name)} instead of {wanted}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        yield wrong("Packages", f"Not installed: {', '.join(missing)}. Run `make setup`.")
    if other:
        yield look("Packages", f"Another version than the one tested: {', '.join(other)}. Run `make setup`.")
    if not missing and not other:
        yield ok("Packages", f"All {number} are those of requirements/base.txt.")


def folders():
    """Yield whether each folder that the site writes to can be written to, and has room."""
    kept = (
        {}
        if settings.STORAGES["default"]["BACKEND"].startswith("storages.")
        else {"MEDIA_ROOT": "uploaded files"}
    )
    for name, holds in {
        **kept,
        "HSCP_SEARCH_INDEX": "the search index",
        "HSCP_DOCUMENTS": "PDFs",
        "HSCP_PAGE_COPIES": "copies of pages",
        "HSCP_OPEN_DATA": "open data",
    }.items():
        yield _folder(f"Folder of {holds}", Path(getattr(settings, name)))


def _folder(what, path):
    # The site makes the folder itself, if it may.
    there = next(each for each in (path, *path.parents) if each.exists())
    probe = there / f".doctor-{uuid.uuid4().hex}"
    try:
        probe.write_bytes(b"a")
        probe.unlink()
        free = shutil.disk_usage(there).free
    except OSError as error:
        return wrong(
            what,
            f"{path} cannot be written to ({error.strerror}). Let it belong to the user that runs the site, or name another.",
        )
    if free < NO_ROOM:
        return wrong(what, f"{path}: only {free // 1024**2} MB are free. Make room on this disk.")
    if free < LITTLE_ROOM:
        return look(what, f"{path}: only {free // 1024**2} MB are free. Make room on this disk soon.")
    return ok(what, f"{path}: can be written to, {free // 1024**3} GB free.")


def static_files():
    """Yield whether static files were collected, and since they were last changed."""
    collect = "Run `manage.py collectstatic` before the site starts."
    root = Path(settings.STATIC_ROOT)
    manifest = root / "staticfiles.json"
    if settings.DEBUG:
        yield ok("Static files", "With DEBUG on they come straight from their folders.")
        return
    if not manifest.is_file():
        yield wrong("Static files", f"They are not in {root}: pages would have no style. {collect}")
        return
    newest = max((path.stat().st_mtime for path in (settings.BASE_DIR / "static").rglob("*")), default=0)
    if newest > manifest.stat().st_mtime:
        yield look("Static files", f"Some were changed since they were collected. {collect}")
    else:
        yield ok("Static files", f"They are in {root}.")


def documents():
    """Yield whether PDFs can be made: the program for it, and letters of other scripts than ours."""
    try:
        made = version("typst")
    except PackageNotFoundError:
        yield wrong("PDFs", "The package typst is missing, so none can be made. Run `make setup`.")
        return
    if len(typefaces.folders()) < len(typefaces.PACKAGES):
        yield look(
            "PDFs",
            "The typefaces for names in other scripts are missing: such letters would be boxes. Run `make setup`.",
        )
    else:
        yield ok("PDFs", f"typst {made} and the typefaces are there.")


def clock():
    """Yield whether the host knows London's time, and whether its clock can be right."""
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        yield wrong("Time", f"The host does not know the time zone {settings.TIME_ZONE}. Install tzdata.")
        return
    if time.time() < _BUILT.stat().st_mtime - 24 * 60 * 60:
        yield wrong("Time", "The clock of this host is behind: this code is newer. Let it keep time by NTP.")
    else:
        yield ok("Time", f"Its clock says {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC.")
