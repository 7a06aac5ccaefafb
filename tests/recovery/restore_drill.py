"""Back up, lose everything, restore, and say how long it took: `make restore-drill`, on a server and in folders of its own.

It has the starter content, twenty files and some bookings: `make restore-drill ARGS=100000` for as many.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.recovery.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
BOOKINGS = 200


def main(folder, bookings):
    cluster = Cluster(folder / "postgres" / "data")
    cluster.make()
    cluster.start()
    try:
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE portal")
        _drill(folder, cluster.address("portal"), bookings)
    finally:
        cluster.stop("immediate")


def _drill(folder, address, bookings):
    run = _Commands(folder, address)
    run("manage.py", "prepare", "--address", "http://localhost:8000")
    run("-m", "tests.recovery.fill", str(bookings))
    run("manage.py", "rebuild_search")
    backups, files, key = folder / "backups", folder / "files", folder / "key.txt"
    backups.mkdir()
    run.environment["HSCP_BACKUP_KEY"] = (
        run("manage.py", "make_backup_key", str(key)).strip().partition("=")[2]
    )
    _say(run("manage.py", "backup", str(backups)))
    (backup,) = backups.glob("*.age")
    _say(run("manage.py", "restore", str(backup), "--identity", str(key), "--verify"))
    with psycopg.connect(address) as connection:
        connection.execute(
            "TRUNCATE training_booking, themes_theme, contacts_pathway, resources_resource CASCADE"
        )
    for path in files.rglob("*.pdf"):
        path.unlink()
    started = time.monotonic()
    _say(
        run(
            "manage.py",
            "restore",
            str(backup),
            "--identity",
            str(key),
            "--no-erasures",
            "--replace",
            "portal",
        )
    )
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT count(*) FROM training_booking").fetchone()[0]
    _say(
        f"Everything was lost and is back after {time.monotonic() - started:.0f} s: {rows} bookings, "
        f"{len(list(files.rglob('*.pdf')))} files."
    )


class _Commands:
    """Runs Python with the environment of a portal that has everything in `folder`; gives back what was printed."""

    def __init__(self, folder, address):
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("HSCP_", "DJANGO_"))
        }
        self.environment = kept | {
            "HSCP_SECRET_KEY": "drill-" + "0123456789abcdef" * 4,
            "HSCP_HTTPS": "false",
            "HSCP_HOSTS": "localhost",
            "HSCP_DATABASE_URL": address,
            "HSCP_MEDIA_ROOT": f"{folder}/files",
            "HSCP_SEARCH_INDEX": f"{folder}/index",
            "HSCP_DOCUMENTS": f"{folder}/documents",
            "HSCP_PAGE_COPIES": f"{folder}/copies",
        }

    def __call__(self, *arguments):
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        return done.stdout


def _say(text):
    sys.stdout.write(f"{text.strip()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hscp-restore-drill-") as scratch:
        Path(scratch).chmod(0o711)
        main(Path(scratch), int(sys.argv[1]) if sys.argv[1:] else BOOKINGS)
