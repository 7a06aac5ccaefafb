"""How gunicorn and systemd run the portal."""

import configparser
import runpy
import shutil
import subprocess
from types import SimpleNamespace

import pytest
from django.conf import settings
from gunicorn.config import Config

from hscp.observability.worker_files import FOLDER_VARIABLE
from hscp.web.body_limit import AT_ONCE

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))

with pytest.MonkeyPatch.context() as patch:
    # The configuration names a folder for the counts of its workers, which is not for the tests.
    patch.setenv(FOLDER_VARIABLE, "")
    GUNICORN = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))


def unit(path):
    """Return {section: {name: the last value}} of a unit."""
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read(path)
    return parsed


def test_gunicorn_knows_every_name():
    known = Config().settings
    given = {name for name in GUNICORN if not name.startswith("_")} - {
        "os", "signal", "sd_notify", "socket", "suppress", "Path", "ServerLog", "use_folder",
    }  # fmt: skip

    assert given - set(known) == set()


def test_threads_are_left_for_readers_and_for_what_is_slow():
    assert GUNICORN["threads"] > AT_ONCE
    assert GUNICORN["timeout"] < GUNICORN["graceful_timeout"]


def test_the_proxy_gives_up_a_connection_before_gunicorn_does():
    upstream = (DEPLOY / "nginx.conf").read_text().partition("upstream portal {")[2].partition("\n    }")[0]

    assert "keepalive_timeout 60s" in upstream
    assert GUNICORN["keepalive"] > 60


@pytest.mark.parametrize(
    ("header", "closes"), [("CONTENT-LENGTH", True), ("TRANSFER-ENCODING", True), ("ACCEPT", False)]
)
def test_nobody_waits_for_a_body_after_the_answer(header, closes):
    done = []
    request = SimpleNamespace(headers=[(header, "5")], must_close=False)
    request.force_close = lambda: setattr(request, "must_close", True)

    GUNICORN["pre_request"](None, request)
    environ = {"gunicorn.socket": SimpleNamespace(shutdown=done.append)}
    GUNICORN["post_request"](None, request, environ, None)

    assert request.must_close is closes
    assert bool(done) is closes


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_may_do_no_more_than_it_must(path):
    service = unit(path)["Service"]

    assert service["User"] == service["Group"] == "hscp"
    assert {
        name: service[name] for name in ("NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp")
    } == {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
    }
    backups = " /srv/backups" if path.stem == "hscp-jobs" else ""
    assert service["ReadWritePaths"] == "/var/lib/hscp /srv/proxy" + backups
    assert service["CapabilityBoundingSet"] == ""


def test_the_web_unit_starts_what_the_docs_say_and_reloads_without_a_pause():
    service = unit(DEPLOY / "systemd" / "hscp-web.service")["Service"]

    assert service["ExecStart"].endswith("gunicorn --config deploy/gunicorn.conf.py hscp.wsgi")
    assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert int(service["TimeoutStopSec"]) > GUNICORN["graceful_timeout"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_reads_the_units_and_finds_them_closed(tmp_path):
    # The programs that they start are not on this machine: any other stands for them.
    for path in UNITS:
        text = path.read_text().replace("/srv/hscp/.venv/bin/python", "/bin/true")
        (tmp_path / path.name).write_text(text.replace("/srv/hscp/.venv/bin/gunicorn", "/bin/true"))
    paths = [str(tmp_path / path.name) for path in UNITS]

    verified = subprocess.run(  # noqa: S603
        ["systemd-analyze", "verify", "--man=no", *paths],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    judged = subprocess.run(  # noqa: S603
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", *paths],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )

    assert (verified.returncode, verified.stderr) == (0, "")
    assert judged.returncode == 0
