"""Go back to a second before a mass deletion, with the scripts of deploy/postgresql, on servers of its own: `make recovery-drill`.

It also tries what went wrong the first time: a server with fewer connections than the one that was backed up does not start.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from hscp.backups.encryption import new_pair
from tests.recovery.cluster import AS_USER, Cluster, make_folder, run

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "deploy" / "postgresql"
BEFORE, AFTER = 1_000, 500
CONNECTIONS = 150
# Seconds after which the log is archived though it is not full. docs/backup.md says 60; nobody has to wait for that here.
ARCHIVE_TIMEOUT = 2


def main(folder):
    scripts, archive = make_folder(folder / "scripts"), make_folder(folder / "archive")
    for script in SCRIPTS.iterdir():
        (scripts / script.name).write_text(script.read_text())
        (scripts / script.name).chmod(0o755)
    secret, public = new_pair()
    identity = scripts / "key.txt"
    identity.write_text(secret)
    if AS_USER:
        run("chmod", "700", scripts)
        subprocess.run(["chown", "-R", "postgres", scripts], check=True)  # noqa: S603, S607
    identity.chmod(0o600)
    source = Cluster(folder / "source" / "data")
    source.make()
    source.configure(
        max_connections=CONNECTIONS,
        wal_level="replica",
        archive_mode="on",
        archive_timeout=ARCHIVE_TIMEOUT,
        archive_command=f"{scripts}/archive-wal.sh {archive} {public} %p %f",
    )
    source.start()
    try:
        base, target = _lose_rows(source, scripts, archive, public)
    finally:
        source.stop("immediate")
    _say(
        f"Without the settings of the source: {_recover(folder / 'first', base, scripts, archive, identity, target)}"
    )
    _say(_recover(folder / "second", base, scripts, archive, identity, target, max_connections=CONNECTIONS))


def _lose_rows(source, scripts, archive, public):
    """Fill the server, back it up, fill it more, and delete all. Return the path of the base backup and the moment before."""
    with psycopg.connect(source.address("postgres"), autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE bookings (id integer PRIMARY KEY, made_at timestamptz DEFAULT clock_timestamp())"
        )
        _insert(connection, 0, BEFORE)
        started = time.monotonic()
        path = Path(run(scripts / "base-backup.sh", archive, public, *source.connection).strip())
        _say(f"Base backup: {path.stat().st_size / 1e6:.1f} MB in {time.monotonic() - started:.1f} s")
        _insert(connection, BEFORE, BEFORE + AFTER)
        _say(f"A row was in the archive {_seconds_to_archive(connection, archive):.1f} s after it was made")
        time.sleep(1)
        target = connection.execute("SELECT clock_timestamp()").fetchone()[0]
        time.sleep(1)
        connection.execute("DELETE FROM bookings")
        _seconds_to_archive(connection, archive)
    return path, target


def _insert(connection, first, end):
    for number in range(first, end):
        connection.execute("INSERT INTO bookings (id) VALUES (%s)", [number])


def _seconds_to_archive(connection, archive):
    """Wait until what is committed now is in the archive, without any help, and return how long that took."""
    started = time.monotonic()
    name = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()[0]
    while not (archive / f"{name}.age").exists():
        time.sleep(0.05)
    return time.monotonic() - started


def _recover(folder, base, scripts, archive, identity, target, **settings):
    """Recover the server into `folder` to the moment `target`, and return in words what came of it."""
    started = time.monotonic()
    cluster = Cluster(folder / "data")
    make_folder(make_folder(folder) / "data")
    run("sh", "-c", f"age --decrypt --identity {identity} {base} | tar --extract --directory {cluster.data}")
    (cluster.data / "postgresql.auto.conf").write_text("")
    cluster.configure(
        archive_mode="off",
        restore_command=f"{scripts}/restore-wal.sh {archive} {identity} %f %p",
        recovery_target_time=target.isoformat(sep=" "),
        recovery_target_action="promote",
        **settings,
    )
    run("touch", cluster.data / "recovery.signal")
    try:
        cluster.start()
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            while connection.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
                time.sleep(0.02)
            rows = connection.execute("SELECT count(*) FROM bookings").fetchone()[0]
            connection.execute("INSERT INTO bookings (id) VALUES (-1)")
        return f"{rows} of {BEFORE + AFTER} rows are back, and new ones can be made, after {time.monotonic() - started:.1f} s"
    except subprocess.CalledProcessError:
        lines = (cluster.data / "log").read_text().splitlines()
        return "it does not start. " + " / ".join(
            line.partition("] ")[2] for line in lines if "FATAL" in line or "DETAIL" in line
        )
    finally:
        cluster.stop("immediate")


def _say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hscp-recovery-") as scratch:
        Path(scratch).chmod(0o711)
        main(Path(scratch))
