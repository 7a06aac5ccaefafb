"""What the portal asks other programs for: database, cache, mail server, virus scanner; and whether search is right."""

import smtplib
import ssl
import time
import uuid

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from hscp.links.uploads import scanning
from hscp.links.uploads.refusals import Refused
from hscp.search.index.documents import drift
from hscp.search.index.drift import index_drift
from hscp.search.query.engine import engine
from hscp.site.doctor.findings import look, ok, reason, wrong

OLDEST_POSTGRESQL = 15
MOST_SKEW = 5  # seconds between the clock of this host and that of the database
MOST_USED = 0.8  # of the connections that the database allows


def database():
    """Yield whether the database answers, whether it is new enough, and whether it is set up as it should be."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                yield from _postgresql(cursor)
            else:
                cursor.execute("SELECT sqlite_version()")
                yield ok("Database", f"SQLite {cursor.fetchone()[0]}, which is for a first look.")
    except DatabaseError as error:
        yield wrong("Database", f"It does not answer: {reason(error)}. Start it, or mend HSCP_DATABASE_URL.")


def _postgresql(cursor):
    cursor.execute(
        "SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding), now()"
        " FROM pg_database WHERE datname = current_database()"
    )
    version, encoding, now = cursor.fetchone()
    if version < OLDEST_POSTGRESQL:
        yield wrong("Database", f"PostgreSQL {version} is too old. Use {OLDEST_POSTGRESQL} or newer.")
    else:
        yield ok("Database", f"PostgreSQL {version} answers.")
    if encoding != "UTF8":
        yield wrong(
            "Database",
            f"Its encoding is {encoding}: names would be damaged. Make it again with --encoding=UTF8.",
        )
    skew = abs((timezone.now() - now).total_seconds())
    if skew > MOST_SKEW:
        yield wrong(
            "Time",
            f"The clocks of this host and of the database differ by {skew:.0f} s. Let both keep time by NTP.",
        )
    cursor.execute(
        "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity WHERE backend_type = 'client backend'"
    )
    used, most = cursor.fetchone()
    if used > MOST_USED * most:
        yield look(
            "Database",
            f"{used} of {most} connections are in use. Raise max_connections, or run fewer workers.",
        )


def migrations():
    """Yield whether the tables are those of this release."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{each.app_label}.{each.name}" for each, _ in waiting[:3])
        yield wrong(
            "Migrations",
            f"{len(waiting)} have not been applied ({names}{', …' if len(waiting) > 3 else ''}). Run `manage.py migrate`.",
        )
    else:
        yield ok("Migrations", "All have been applied.")


def shared_cache():
    """Yield whether the shared cache answers, where there is one."""
    if not settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        yield ok(
            "Cache",
            "In the memory of each process. With more than one server, let HSCP_CACHE_URL name a shared one.",
        )
        return
    key = f"doctor:{uuid.uuid4().hex}"
    try:
        cache.set(key, "a", 10)
        answers = cache.get(key) == "a"
    except Exception as error:
        yield look(
            "Cache",
            f"It does not answer, so each process counts for itself: {reason(error)}. Start it, or mend HSCP_CACHE_URL.",
        )
        return
    if answers:
        yield ok("Cache", "It answers.")
    else:
        yield look("Cache", "It does not keep what it is given. Look at its memory limit.")


def mail():
    """Yield whether the mail server takes this host's connection and password. No mail is sent."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield ok("Mail", "It is not sent, but printed: on one's own machine only.")
        return
    server = get_connection()
    try:
        server.open()
    except smtplib.SMTPAuthenticationError:
        yield wrong("Mail", f"{settings.EMAIL_HOST} refuses the name or the password in HSCP_EMAIL_URL.")
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        yield wrong(
            "Mail",
            f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} cannot be used ({reason(error)}). Mend HSCP_EMAIL_URL, or the way to it.",
        )
    else:
        yield ok("Mail", f"{settings.EMAIL_HOST} takes mail from this host.")
    finally:
        server.close()


def virus_scanner():
    """Yield whether the virus scanner answers, where there is one."""
    if not settings.HSCP_CLAMD:
        yield look(
            "Virus scanner", "There is none, and uploaded files are marked as not scanned. Set HSCP_CLAMD."
        )
        return
    try:
        scanning.scan(b"doctor")
    except Refused:
        yield wrong(
            "Virus scanner",
            "clamd does not answer, and no file can be uploaded. Start it, or mend HSCP_CLAMD.",
        )
    else:
        yield ok("Virus scanner", "It answers.")


def search():
    """Yield whether search says what the records say. It reads them all."""
    started = time.monotonic()
    differing = len([*drift(), *index_drift(engine().snapshot())])
    if differing:
        yield look(
            "Search", f"{differing} entries are not what the records say. Run `manage.py rebuild_search`."
        )
    else:
        yield ok("Search", f"It says what the records say ({time.monotonic() - started:.1f} s).")
