"""A PostgreSQL database: dumped in one snapshot, restored into a new database beside it, and put in its place by renaming."""

import tempfile
import time
from contextlib import closing, contextmanager, suppress

from django.db import Error, OperationalError, ProgrammingError

from hscp.backups.problems import BackupProblem
from hscp.backups.programs import check_version, major_version, run
from hscp.backups.tables import WITHOUT_ROWS, facts
from hscp.database.time_limit import answer_within

# What a physical recovery needs at least as high as it was, and what the portal's promises rest on: see docs/backup.md.
SERVER_SETTINGS = (
    *("max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions"),
    *("max_locks_per_transaction", "wal_level", "wal_segment_size", "data_checksums", "archive_mode"),
    *("archive_timeout", "track_commit_timestamp", "server_encoding", "lc_collate", "lc_ctype", "TimeZone"),
    *("log_error_verbosity", "log_min_error_statement", "log_parameter_max_length_on_error", "log_statement"),
)
_OPTIONS = (
    "-c statement_timeout=0 -c lock_timeout=60000 -c idle_in_transaction_session_timeout=0 -c timezone=UTC "
    "-c datestyle=ISO -c extra_float_digits=1 -c bytea_output=hex -c intervalstyle=postgres"
)
_LONGEST_NAME = 63
# Together as long as whoever was disconnected may take to go: five seconds.
_TRIES, _PAUSE = 50, 0.1
_DISCONNECT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname IN (%s, %s) AND pg_has_role(current_user, usesysid, 'MEMBER')"
)
_CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname IN (%s, %s)"
_ROLES = (
    "SELECT DISTINCT r.rolname FROM pg_class c CROSS JOIN aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee"
    " WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1"
)
# No two restores at once: any number that no other lock of the portal has.
_LOCK = 7_305_113


class PostgreSQL:
    """The database of a Django `connection`. Its server also takes the databases that are made beside it."""

    vendor = "postgresql"

    def __init__(self, connection):
        self._connection = connection
        self.name = connection.settings_dict["NAME"]

    @contextmanager
    def dumped(self):
        """Give (an open file with the dump, its facts), both of one snapshot. Raises BackupProblem."""
        with self._open() as here, tempfile.TemporaryFile(prefix="hscp-backup-") as file:
            version = _version(here)
            check_version("pg_dump", version, "the server is")
            with here.cursor() as cursor:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
                # First the facts: a sequence, which no snapshot holds still, is then never behind them.
                found = facts(here) | {"server": _server(cursor, version)}
                left_out = [f"--exclude-table-data=*.{table}" for table in WITHOUT_ROWS]
                arguments = ["--format=custom", f"--snapshot={snapshot}", *left_out]
                run("pg_dump", arguments, self._settings(), stdout=file)
                cursor.execute("COMMIT")
            file.seek(0)
            yield file, found

    def is_empty(self):
        """Return whether there is no table in the database. Raises BackupProblem where it cannot be asked."""
        with self._open() as here, here.cursor() as cursor:
            return not here.introspection.table_names(cursor)

    @contextmanager
    def beside(self, suffix):
        """Give the name of a new database beside this one; drop it at the end, unless `put_in_place` has renamed it.

        One that was left by a restore that was killed is dropped first. Raises BackupProblem, also while another restore runs.
        """
        name = self.name[: _LONGEST_NAME - len(suffix)] + suffix
        with self._open() as here, here.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                raise BackupProblem("Another restore runs on this database now. Wait for its end.")
            quoted = here.ops.quote_name(name)
            cursor.execute(
                "SELECT datcollate, datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
            )
            collate, ctype, encoding = cursor.fetchone()
            try:
                cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
                cursor.execute(
                    f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING %s LC_COLLATE %s LC_CTYPE %s",
                    [encoding, collate, ctype],
                )
            except ProgrammingError as error:
                raise BackupProblem(
                    f"The role {self._connection.settings_dict['USER'] or 'of the site'} may not make a database on this server. "
                    "Let the administrator of the server say: ALTER ROLE … CREATEDB, or name in HSCP_DATABASE_URL, "
                    "for this command alone, a role that may."
                ) from error
            try:
                yield name
            finally:
                # On another connection: `put_in_place` has ended this one with all others.
                self.drop(name)

    def load(self, dump, found, name):
        """Restore the file `dump`, with the facts `found`, into the empty database `name`; return what was left out, in words."""
        with self._open(name) as there, there.cursor() as cursor:
            version = _version(there)
            if found["server"]["version"] > version:
                raise BackupProblem(
                    f"The backup is of PostgreSQL {found['server']['version']}, this server is of version {version}. "
                    f"Restore it on a server of version {found['server']['version']} or newer."
                )
            cursor.execute("SELECT rolname FROM pg_roles")
            missing = {*found["server"]["roles"]} - {row[0] for row in cursor.fetchall()}
        check_version("pg_restore", found["server"]["dumped_by"], "the backup is")
        rights = ["--no-privileges"] if missing else []
        arguments = ["--no-owner", "--single-transaction", *rights, f"--dbname={name}"]
        run("pg_restore", arguments, self._settings(name), stdin=dump)
        if not missing:
            return []
        return [
            f"No rights were given, since these roles are not on this server: {', '.join(sorted(missing))}."
        ]

    def facts(self, name):
        """Return the facts of the database `name` on the same server."""
        with self._open(name) as there:
            return facts(there)

    def put_in_place(self, name, old_name):
        """Give the database `name` the name of this one, which is then called `old_name`: both at once or neither.

        Everybody whom the role may disconnect is disconnected. Raises BackupProblem, and then nothing is renamed.
        """
        self._connection.close()
        with self._open(self._another()) as here, here.cursor() as cursor:
            mine, new, old = map(here.ops.quote_name, (self.name, name, old_name))
            for _ in range(_TRIES):
                cursor.execute(_DISCONNECT, [self.name, name])
                cursor.execute(_CONNECTED, [self.name, name])
                if others := cursor.fetchone()[0]:
                    # They are on their way out, or of a role that this one may not disconnect.
                    time.sleep(_PAUSE)
                    continue
                try:
                    cursor.execute(
                        f"BEGIN; ALTER DATABASE {mine} RENAME TO {old}; ALTER DATABASE {new} RENAME TO {mine}; COMMIT"
                    )
                    return
                except OperationalError:
                    # Somebody connected in between.
                    cursor.execute("ROLLBACK")
                except ProgrammingError as error:
                    cursor.execute("ROLLBACK")
                    raise BackupProblem(
                        f"The role may not rename the databases, so the restored one is not in use: {_first_line(error)}. "
                        "Do it as the owner of both."
                    ) from error
            raise BackupProblem(
                f"The database is in use by {max(others, 1)} others, so the restored one is not. "
                "Stop the site and its jobs, and restore again."
            )

    def drop(self, name):
        """Drop the database `name` on the same server, if it is there."""
        with self._open() as here, here.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {here.ops.quote_name(name)} WITH (FORCE)")

    def _settings(self, name=None):
        return self._connection.settings_dict | {"NAME": name or self.name}

    @contextmanager
    def _open(self, name=None):
        """Give a connection of its own, without the limits of a page; raise BackupProblem where the server cannot be reached."""
        other = self._connection.copy()
        other.settings_dict["NAME"] = name or self.name
        other.settings_dict.setdefault("OPTIONS", {})["options"] = _OPTIONS
        with answer_within(None), closing(other):
            try:
                other.ensure_connection()
            except OperationalError as error:
                raise BackupProblem(f"The database cannot be reached: {_first_line(error)}.") from error
            yield other

    def _another(self):
        """Return the name of a database of the server that is none of ours: whoever is in one cannot rename it."""
        for name in ("postgres", "template1"):
            with suppress(BackupProblem), self._open(name):
                if name != self.name:
                    return name
        raise BackupProblem(
            "Neither of the databases “postgres” and “template1” of this server can be connected to, so nothing was renamed."
        )


def _version(connection):
    return connection.pg_version // 10_000


def _server(cursor, version):
    """Return what must be known of the server: its version, the settings that a recovery needs, and the roles that have rights."""
    cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(SERVER_SETTINGS)])
    settings = dict(cursor.fetchall())
    cursor.execute(_ROLES)
    roles = [row[0] for row in cursor.fetchall()]
    return {"version": version, "dumped_by": major_version("pg_dump"), "settings": settings, "roles": roles}


def _first_line(error):
    return str(error).strip().splitlines()[0].rstrip(".") if isinstance(error, Error) else str(error)
