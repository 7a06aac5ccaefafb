"""Brings a restored database up to this release in a process of its own, which knows no other database, file or cache."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings

_FOLDERS = ("HSCP_SEARCH_INDEX", "HSCP_DOCUMENTS", "HSCP_PAGE_COPIES")


def finish_in_own_process(name, folder, *, erasures, say):
    """Run `manage.py finish_recovery` on the database `name`, and return problems in words: none, or that it failed.

    Uploaded files are those in `folder`, or of the site if it is None. `erasures` are the lines of the list of the erased.
    `say` is called with what the command printed.
    """
    with tempfile.TemporaryDirectory(prefix="hscp-finish-") as scratch:
        listed = Path(scratch) / "erasures"
        listed.write_text("".join(f"{line}\n" for line in erasures))
        environment = os.environ | {each: f"{scratch}/{each}" for each in _FOLDERS}
        # Nothing is mailed, and the counts that several servers share stay as they are.
        environment |= {
            "HSCP_DATABASE_URL": _address(name),
            "HSCP_EMAIL_URL": "console:",
            "HSCP_CACHE_URL": "locmem://",
        }
        if folder is not None:
            environment |= {"HSCP_MEDIA_ROOT": str(folder), "HSCP_MEDIA_URL": ""}
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "finish_recovery", str(listed)],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
    said = done.stdout.strip()
    say(said)
    if not done.returncode:
        return []
    return [f"The site does not work on the restored database: {said.rpartition(chr(10))[2]}"]


def _address(name):
    """Return the value of HSCP_DATABASE_URL for the database `name` beside that of the site."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{name}"
    return urlsplit(os.environ["HSCP_DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()
