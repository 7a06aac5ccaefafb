"""What `manage.py doctor` says of each thing: as it should be, and otherwise."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import OperationalError

from hscp.jobs.enums import Outcome
from hscp.links.uploads.refusals import Refused
from hscp.management.commands import doctor
from hscp.site.doctor import configuration, host, jobs, services
from hscp.site.doctor.findings import State, look, ok, reason, without_secrets, wrong
from tests.jobs.builders import NOW, make_alive, make_state

STRONG = "k3y" + "0123456789abcdef" * 4
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def states(looked):
    """Return [(what, state)] of findings."""
    return [(each.what, each.state.value) for each in looked]


def says(looked):
    return " ".join(each.says for each in looked)


def test_python(monkeypatch):
    assert states(host.python()) == [("Python", "ok")]

    monkeypatch.setattr(host, "OLDEST_PYTHON", (99, 0))
    assert states(host.python()) == [("Python", "wrong")]


def test_packages(monkeypatch):
    assert states(host.packages()) == [("Packages", "ok")]

    def version(name):
        if name == "typst":
            raise host.PackageNotFoundError
        return "0.0.1" if name == "nh3" else real(name)

    real = host.version
    monkeypatch.setattr(host, "version", version)
    found = list(host.packages())
    assert states(found) == [("Packages", "wrong"), ("Packages", "look")]
    assert "Not installed: typst." in found[0].says
    assert "nh3 0.0.1 instead of" in found[1].says


def test_folders(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.HSCP_SEARCH_INDEX = tmp_path / "not" / "yet", tmp_path
    settings.HSCP_DOCUMENTS = settings.HSCP_PAGE_COPIES = settings.HSCP_OPEN_DATA = tmp_path
    monkeypatch.setattr(host.shutil, "disk_usage", lambda path: SimpleNamespace(free=50 * 1024**3))

    assert {state for _, state in states(host.folders())} == {"ok"}
    assert list(tmp_path.iterdir()) == []

    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"
    assert states(host.folders())[0] == ("Folder of uploaded files", "wrong")

    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}
    assert len(list(host.folders())) == 4


@pytest.mark.parametrize(("free", "state"), [(50 * 1024**3, "ok"), (1024**3, "look"), (1024**2, "wrong")])
def test_room(settings, tmp_path, monkeypatch, free, state):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(host.shutil, "disk_usage", lambda path: SimpleNamespace(free=free))

    assert states(host.folders())[0] == ("Folder of uploaded files", state)


def test_static_files(settings, tmp_path):
    settings.STATIC_ROOT, settings.DEBUG = tmp_path, False
    assert states(host.static_files()) == [("Static files", "wrong")]

    manifest = tmp_path / "staticfiles.json"
    manifest.touch()
    os.utime(manifest, (time.time() + 9, time.time() + 9))
    assert states(host.static_files()) == [("Static files", "ok")]

    os.utime(manifest, (0, 0))
    assert states(host.static_files()) == [("Static files", "look")]

    settings.DEBUG = True
    assert states(host.static_files()) == [("Static files", "ok")]


def test_documents(monkeypatch):
    assert states(host.documents()) == [("PDFs", "ok")]

    monkeypatch.setattr(host.typefaces, "folders", tuple)
    assert states(host.documents()) == [("PDFs", "look")]

    def missing(name):
        raise host.PackageNotFoundError

    monkeypatch.setattr(host, "version", missing)
    assert states(host.documents()) == [("PDFs", "wrong")]


def test_clock(settings, monkeypatch):
    assert states(host.clock()) == [("Time", "ok")]

    monkeypatch.setattr(host.time, "time", lambda: 0)
    assert states(host.clock()) == [("Time", "wrong")]

    settings.TIME_ZONE = "Europe/Nowhere"
    assert "Install tzdata" in says(host.clock())


def test_checks(settings, monkeypatch):
    monkeypatch.setattr(configuration.checks, "run_checks", lambda **options: [])
    assert "For a look on this machine only" in says(configuration.checked())

    settings.HTTPS, settings.DEBUG = True, False
    assert states(configuration.checked()) == [("Settings", "ok")]

    problems = [checks.Error("HTTPS is off.", hint="Unset HSCP_HTTPS."), checks.Warning("Odd.")]
    monkeypatch.setattr(configuration.checks, "run_checks", lambda **options: problems)
    found = list(configuration.checked())
    assert states(found) == [("Settings", "wrong"), ("Settings", "look")]
    assert found[0].says == "HTTPS is off. Unset HSCP_HTTPS."


def test_checks_that_fail_are_a_finding(monkeypatch):
    def fail(**options):
        raise ValueError("no such thing")

    monkeypatch.setattr(configuration.checks, "run_checks", fail)
    assert states(configuration.checked()) == [("Settings", "wrong")]


def test_names_of_variables(monkeypatch):
    for name in list(os.environ):
        if name.startswith("HSCP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HSCP_KEEP_ATTENDANCE_DAYS", "30")
    monkeypatch.setenv("HSCP_EMAIL_URL_FILE", "/run/secrets/email-url")
    assert list(configuration.names()) == []

    monkeypatch.setenv("HSCP_HOST", "portal.example.org")
    assert states(configuration.names()) == [("Settings", "look")]
    assert "HSCP_HOST is set" in says(configuration.names())


def test_secret_key(settings, tmp_path, monkeypatch):
    path = tmp_path / "key"
    path.write_text(STRONG)
    path.chmod(0o600)
    monkeypatch.setenv("HSCP_SECRET_KEY_FILE", str(path))
    settings.SECRET_KEY = STRONG
    assert states(configuration.secret_key()) == [("Secret key", "ok")]

    path.chmod(0o644)
    assert f"chmod 600 {path}" in says(configuration.secret_key())

    settings.SECRET_KEY = "short"
    assert states(configuration.secret_key()) == [("Secret key", "wrong")]


@pytest.mark.parametrize(
    ("https", "behind", "count", "state"),
    [
        (False, False, 0, "ok"),
        (True, True, 1, "ok"),
        (True, True, 0, "wrong"),
        (True, False, 1, "wrong"),
        (True, False, 0, "look"),
    ],
)
def test_proxy(settings, https, behind, count, state):
    settings.HTTPS, settings.DEBUG = https, False
    settings.HSCP_BEHIND_PROXY, settings.HSCP_PROXY_COUNT = behind, count

    assert states(configuration.proxy()) == [("Proxy", state)]


@pytest.mark.django_db
def test_database(monkeypatch):
    # The database has the real time, and this test that of its own clock.
    monkeypatch.setattr(services, "MOST_SKEW", 10**9)
    assert states(services.database()) == [("Database", "ok")]

    def away():
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(services.connection, "ensure_connection", away)
    [found] = services.database()
    assert found == wrong(
        "Database", "It does not answer: connection refused. Start it, or mend HSCP_DATABASE_URL."
    )


class Cursor:
    """Answers as PostgreSQL does, with what a test says."""

    def __init__(self, *answers):
        self._answers = list(answers)

    def execute(self, sql):
        pass

    def fetchone(self):
        return self._answers.pop(0)


@pytest.mark.parametrize(
    ("version", "encoding", "seconds", "used", "expected"),
    [
        (15, "UTF8", 0, 5, [("Database", "ok")]),
        (14, "UTF8", 0, 5, [("Database", "wrong")]),
        (15, "LATIN1", 0, 5, [("Database", "ok"), ("Database", "wrong")]),
        (15, "UTF8", 60, 5, [("Database", "ok"), ("Time", "wrong")]),
        (15, "UTF8", 0, 95, [("Database", "ok"), ("Database", "look")]),
    ],
)
def test_postgresql(version, encoding, seconds, used, expected):
    now = services.timezone.now() - timedelta(seconds=seconds)
    cursor = Cursor((version, encoding, now), (used, 100))

    assert states(services._postgresql(cursor)) == expected


@pytest.mark.django_db
def test_migrations(monkeypatch):
    waiting = [(SimpleNamespace(app_label="themes", name="0009_next"), False)]
    for plan, state in (([], "ok"), (waiting, "wrong")):
        executor = SimpleNamespace(
            loader=SimpleNamespace(graph=SimpleNamespace(leaf_nodes=list)),
            migration_plan=lambda nodes, p=plan: p,
        )
        monkeypatch.setattr(services, "MigrationExecutor", lambda connection, e=executor: e)

        assert states(services.migrations()) == [("Migrations", state)]
    assert "themes.0009_next" in says(services.migrations())


def test_shared_cache(settings, monkeypatch):
    assert states(services.shared_cache()) == [("Cache", "ok")]

    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://x"}
    }
    kept = {}
    there = SimpleNamespace(set=lambda key, value, seconds: kept.update({key: value}), get=kept.get)
    monkeypatch.setattr(services, "cache", there)
    assert says(services.shared_cache()) == "It answers."

    there.get = lambda key: None
    assert states(services.shared_cache()) == [("Cache", "look")]

    def away(*args):
        raise ConnectionError("refused")

    there.set = away
    assert "each process counts for itself: refused" in says(services.shared_cache())


def test_mail(settings, monkeypatch):
    assert states(services.mail()) == [("Mail", "ok")]

    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "mail.example.org"
    outcome = None

    def open_it():
        if outcome:
            raise outcome

    monkeypatch.setattr(services, "get_connection", lambda: SimpleNamespace(open=open_it, close=lambda: None))
    assert says(services.mail()) == "mail.example.org takes mail from this host."

    outcome = services.smtplib.SMTPAuthenticationError(535, b"no")
    assert "refuses the name or the password" in says(services.mail())

    outcome = ConnectionRefusedError(111, "Connection refused")
    assert states(services.mail()) == [("Mail", "wrong")]


def test_virus_scanner(settings, monkeypatch):
    settings.HSCP_CLAMD = ""
    assert states(services.virus_scanner()) == [("Virus scanner", "look")]

    settings.HSCP_CLAMD = "127.0.0.1:3310"
    monkeypatch.setattr(services.scanning, "scan", lambda content: True)
    assert states(services.virus_scanner()) == [("Virus scanner", "ok")]

    def away(content):
        raise Refused("scanner_away", "…")

    monkeypatch.setattr(services.scanning, "scan", away)
    assert states(services.virus_scanner()) == [("Virus scanner", "wrong")]


def test_search(monkeypatch):
    monkeypatch.setattr(services, "engine", lambda: SimpleNamespace(snapshot=lambda: None))
    monkeypatch.setattr(services, "index_drift", lambda snapshot: [])
    for differing, state in (([], "ok"), (["theme:1"], "look")):
        monkeypatch.setattr(services, "drift", lambda found=differing: found)

        assert states(services.search()) == [("Search", state)]


def run(monkeypatch, *lines, quick=False):
    """Return (what is printed, the exit code) where these are the findings."""
    monkeypatch.setattr(doctor, "findings", lambda looks: list(lines))
    printed = StringIO()
    try:
        call_command("doctor", quick=quick, stdout=printed, no_color=True)
    except SystemExit as end:
        return printed.getvalue(), end.code
    return printed.getvalue(), 0


def test_it_exits_with_1_only_where_something_is_wrong(monkeypatch):
    assert run(monkeypatch, ok("A", "Good."), look("B", "Hm.")) == ("ok     A: Good.\nlook   B: Hm.\n", 0)
    assert run(monkeypatch, ok("A", "Good."), wrong("B", "No.")) == ("ok     A: Good.\nwrong  B: No.\n", 1)


def test_quick_prints_only_what_is_not_right(monkeypatch):
    assert run(monkeypatch, ok("A", "Good."), look("B", "Hm."), quick=True) == ("look   B: Hm.\n", 0)


def test_what_cannot_be_looked_at_is_a_finding_and_the_others_are_still_looked_at():
    def no_database():
        raise OperationalError("away")
        yield

    def no_luck():
        raise KeyError("x")
        yield

    found = list(doctor.findings([no_database, no_luck, host.python]))

    assert [(each.what, each.state) for each in found] == [
        ("No database", State.WRONG),
        ("No luck", State.WRONG),
        ("Python", State.OK),
    ]


def test_no_secret_is_printed(monkeypatch, tmp_path):
    secret = tmp_path / "database-url"
    secret.write_text("postgres://hscp:canary-in-a-file@db/hscp\n")
    monkeypatch.setenv("HSCP_SECRET_KEY", "canary-key")
    monkeypatch.setenv("HSCP_EMAIL_URL", "submission://me:canary%40mail@mail.example.org:587")
    monkeypatch.setenv("HSCP_CACHE_URL", "redis://:canary-cache@[broken:1")
    monkeypatch.setenv("HSCP_DATABASE_URL_FILE", str(secret))

    text = without_secrets(
        "canary-key, canary@mail, canary%40mail, canary-cache, canary-in-a-file, redis://:canary-cache@[broken:1"
    )

    assert "canary" not in text
    assert reason(ValueError("key canary-key\nsecond line")) == "key …"


def _manage(*arguments, **variables):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HSCP_", "DJANGO_"))
    }
    return subprocess.run(  # noqa: S603  (our own interpreter and code)
        [sys.executable, "manage.py", *arguments],
        cwd=host.settings.BASE_DIR,
        env=environment | {"HSCP_SECRET_KEY": STRONG} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_settings_that_cannot_be_read_are_one_line():
    done = _manage("doctor", HSCP_PROXY_COUNT="many")

    assert done.returncode == 1
    assert done.stderr.startswith('wrong  Settings: Environment variable "HSCP_PROXY_COUNT" invalid')
    assert "Traceback" not in done.stderr


def test_it_works_while_the_database_is_away():
    done = _manage("doctor", "--quick", HSCP_DATABASE_URL="postgres://me:canary-password@127.0.0.1:1/none")

    assert done.returncode == 1
    assert "wrong  Database: It does not answer" in done.stdout
    assert "canary" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_jobs(settings, monkeypatch):
    monkeypatch.setattr(jobs, "timezone", SimpleNamespace(now=lambda: NOW))
    assert states(jobs.jobs()) == [("Jobs", "look")]
    settings.HTTPS = True
    assert states(jobs.jobs()) == [("Jobs", "wrong")]

    make_alive()
    assert states(jobs.jobs()) == [("Jobs", "ok")]
    make_state(outcome=Outcome.FAILED)
    assert states(jobs.jobs()) == [("Jobs", "look")]
    assert "check_bookings failed at 12 May 2027, 10:59." in says(jobs.jobs())


@pytest.mark.django_db
def test_backup(settings):
    assert states(jobs.backup()) == [("Backup", "look")]
    settings.HTTPS = True
    assert states(jobs.backup()) == [("Backup", "wrong")]

    settings.HSCP_JOB_FILES = {**settings.HSCP_JOB_FILES, "HSCP_BACKUP_FOLDER": "/srv/backups"}
    assert states(jobs.backup()) == [("Backup", "look")]
    make_state("backup")
    assert states(jobs.backup()) == [("Backup", "ok")]
    assert "12 May 2027, 10:59" in says(jobs.backup())
