"""Use the previous release on the database of this one, as it is used while servers are changed and after going back.

The database is migrated by this code. The code of the last release, whose commit stands in tests/migrations/released.txt, then makes a
record of every kind, saves each, opens the editors' forms, books, and reads the pages. Usage:
previous_release.py ADDRESS [COMMIT], with ADDRESS that of an empty PostgreSQL database, such as postgres://postgres@127.0.0.1:5432/empty.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASED = ROOT / "tests" / "migrations" / "released.txt"


def main(address, commit=None):
    commit = commit or RELEASED.read_text().split()[0]
    known = subprocess.run(["git", "cat-file", "-e", f"{commit}^{{commit}}"], cwd=ROOT, capture_output=True)
    if known.returncode:
        say(f"Not checked: the previous release, {commit}, is not in this clone.")
        return
    with tempfile.TemporaryDirectory(prefix="hscp-previous-") as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HSCP_")} | {
            "HSCP_DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True
        )
        archive = subprocess.Popen(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", folder], stdin=archive.stdout, check=True)
        if archive.wait():
            sys.exit(f"git cannot give {commit}")
        # What fills each table is this release's, which may know more of them.
        filling = Path("tests", "migrations", "make_dump.py")
        shutil.copy(ROOT / filling, Path(folder) / filling)
        # What is made of npm packages is no part of the database.
        (Path(folder) / "build").symlink_to(ROOT / "build")
        uses = [sys.executable, str(Path(__file__).with_name("use_every_table.py"))]
        subprocess.run(uses, cwd=folder, env=environment | {"PYTHONPATH": folder}, check=True)


def say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
