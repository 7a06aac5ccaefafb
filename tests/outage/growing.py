"""A migration as a release brings it, on tables that are in use, and how long it locks them."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg

from tests.outage.server import ROOT

HELD = 3  # seconds for which somebody goes on to have a table that the migration waits for
EVERY = 0.01  # seconds between two looks at the locks
_MIGRATION = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("{app}", "{last}")]
    operations = [
        migrations.AddField("{model}", "new", models.CharField(max_length=20, default="", db_default="")),
        migrations.AddIndex("{model}", models.Index(fields=["new"], name="{app}_new")),
    ]
"""
_GROWS = {"themes": "theme", "training": "booking"}
_LOCKED = """
    SELECT pid, granted FROM pg_locks JOIN pg_class ON pg_class.oid = relation
    WHERE mode = 'AccessExclusiveLock' AND relname = ANY(%s)
"""


def migrate_under(server, folder, database, say):
    """Add a column and an index to themes and to bookings, while a transaction has the table of themes; take them away again.

    The servers run on, as the previous release on the new tables.
    """
    code = _code(folder)
    told = server.told | {"PYTHONPATH": f"{code}:{ROOT}", "DJANGO_SETTINGS_MODULE": "growing_settings"}
    looks, over = [], threading.Event()
    looking = threading.Thread(target=_look, args=(database, looks, over))
    looking.start()
    with psycopg.connect(database.address) as holder:
        holder.execute("SELECT 1 FROM themes_theme LIMIT 1")
        migrating = subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "-v", "0"],
            cwd=ROOT,
            env=told,
            stderr=subprocess.PIPE,
            text=True,
        )
        while migrating.poll() is None and not any(False in found.values() for _, found in list(looks)):
            time.sleep(EVERY)
        time.sleep(HELD)
    _, words = migrating.communicate()
    over.set()
    looking.join()
    for line in words.splitlines():
        say(f"  migrate: {line}")
    if migrating.returncode:
        raise RuntimeError("migrate failed")
    waited, held = (longest(looks, granted) for granted in (False, True))
    say(f"  longest wait for a lock {waited:.2f} s, longest lock {held:.2f} s")
    for app in _GROWS:
        last = _last(app)
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", "migrate", "-v", "0", app, last], cwd=ROOT, env=told, check=True
        )


def longest(looks, granted):
    """Return for how many seconds one session had (or waited for) a lock without a break, from [(seconds, {pid: granted})]."""
    longest, since = 0, {}
    for at, found in looks:
        now = {pid for pid, has in found.items() if has is granted}
        since = {pid: since.get(pid, at) for pid in now}
        longest = max([longest, *(at - began for began in since.values())])
    return longest


def _look(database, looks, over):
    tables = [f"{app}_{model}" for app, model in _GROWS.items()]
    with psycopg.connect(database.address, autocommit=True) as connection:
        while not over.wait(EVERY):
            rows = connection.execute(_LOCKED, [tables]).fetchall()
            # Who waits for one table may have another: what it has counts.
            looks.append(
                (time.monotonic(), {pid: any(has for one, has in rows if one == pid) for pid, _ in rows})
            )


def _last(app):
    return max(path.stem for path in (ROOT / app / "migrations").glob("0*.py"))


def _code(folder):
    """Write the migrations of the release to come, with those there are, and settings that find them; return the folder."""
    code = Path(folder) / "growing"
    code.mkdir(exist_ok=True)
    modules = {}
    for app, model in _GROWS.items():
        modules[app] = f"growing_{app}"
        package = code / modules[app]
        package.mkdir(exist_ok=True)
        for path in (ROOT / app / "migrations").glob("*.py"):
            (package / path.name).write_text(path.read_text())
        (package / "9999_growing.py").write_text(_MIGRATION.format(app=app, model=model, last=_last(app)))
    (code / "growing_settings.py").write_text(
        f"from hscp.settings import *\nMIGRATION_MODULES = {modules!r}\n"
    )
    return code
