import os
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from hscp.checks import check_accessibility_statement, check_mailbox, check_periods, refuse_unsafe_start
from hscp.privacy.periods import PERIODS
from hscp.site import accessibility

SAFE = {
    "DEBUG": False,
    "HTTPS": True,
    "HSCP_SECOND_FACTOR": True,
    "SECRET_KEY": "k3y" + "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": ["portal.example.org"],
    "HSCP_ADDRESS": "https://portal.example.org",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "HSCP_BEHIND_PROXY": False,
    "HSCP_PROXY_COUNT": 0,
    "HSCP_KEEP_DAYS": {period.name: period.days for period in PERIODS},
}


def test_a_safe_production_start_is_let_through(monkeypatch):
    monkeypatch.setattr("hscp.checks.settings", SimpleNamespace(**SAFE))

    assert refuse_unsafe_start() is None


@pytest.mark.parametrize(
    ("unsafe", "reason"),
    [
        ({"DEBUG": True}, "DEBUG is on"),
        ({"HTTPS": False}, "HTTPS is off"),
        ({"HSCP_SECOND_FACTOR": False}, "No second factor is asked for"),
        ({"SECRET_KEY": "short"}, "The secret key is weak"),
        ({"SECRET_KEY": "a" * 80}, "The secret key is weak"),
        ({"ALLOWED_HOSTS": []}, "The host names are missing"),
        ({"ALLOWED_HOSTS": ["*"]}, "The host names are missing"),
        ({"HSCP_ADDRESS": "http://localhost:8000"}, "The site's own address is missing or is not https"),
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "The database is SQLite"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "Mail is not sent anywhere"),
        ({"EMAIL_USE_TLS": False}, "Mail would be sent unencrypted"),
        ({"HSCP_BEHIND_PROXY": True}, "A proxy is in front, but nobody says how many"),
        (
            {"HSCP_KEEP_DAYS": SAFE["HSCP_KEEP_DAYS"] | {"attendance": 2191}},
            "HSCP_KEEP_ATTENDANCE_DAYS is 2191: it may be from 0 to 2190 days.",
        ),
    ],
)
def test_an_unsafe_production_start_is_refused_with_its_reason(monkeypatch, unsafe, reason):
    monkeypatch.setattr("hscp.checks.settings", SimpleNamespace(**SAFE | unsafe))

    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_unsafe_start()

    lines = str(refused.value).splitlines()[1:]
    assert [line.startswith(f"- {reason}") for line in lines] == [True]


@pytest.mark.django_db  # Django 6 asks the database what it can do
def test_check_deploy_reports_every_unsafe_setting():
    with pytest.raises(SystemCheckError, match=r"hscp\.E002"):
        call_command("check", deploy=True)


def test_a_site_without_a_mailbox_is_not_ready_though_it_starts(settings):
    settings.HSCP_CONTACT_EMAIL = ""
    without = check_mailbox(None)
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"

    assert [error.id for error in without] == ["hscp.E021"]
    assert check_mailbox(None) == []


@pytest.mark.parametrize(("days", "warnings"), [(365, []), (366, ["hscp.W001"])])
def test_a_statement_that_nobody_read_for_a_year_is_told_of(monkeypatch, days, warnings):
    today = accessibility.REVIEWED + timedelta(days=days)
    monkeypatch.setattr("hscp.checks.timezone", SimpleNamespace(localdate=lambda: today))

    assert [warning.id for warning in check_accessibility_statement(None)] == warnings


def test_every_period_is_within_its_limits_and_refused_one_day_beyond(settings):
    assert check_periods(None) == []

    for period in PERIODS:
        for days in (period.at_least - 1, period.at_most + 1):
            settings.HSCP_KEEP_DAYS = SAFE["HSCP_KEEP_DAYS"] | {period.name: days}

            assert [error.msg.split()[0] for error in check_periods(None)] == [period.variable]


def _start(**variables):
    """Import the production entry point in a process of its own; return its last line of complaint."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HSCP_", "DJANGO_"))
    }
    command = [sys.executable, "-c", "import hscp.wsgi"]
    done = subprocess.run(  # noqa: S603  (our own interpreter and code)
        command,
        cwd=settings.BASE_DIR,
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def test_the_production_server_does_not_start_with_unsafe_settings():
    code, complaint = _start(HSCP_SECRET_KEY="weak", HSCP_HOSTS="*")

    assert code == 1
    assert "The secret key is weak" in complaint
    assert "The database is SQLite" in complaint


def test_a_mail_address_that_cannot_be_read_is_named():
    code, complaint = _start(HSCP_SECRET_KEY=SAFE["SECRET_KEY"], HSCP_EMAIL_URL="pigeon://mail.example.org")

    assert code == 1
    assert "HSCP_EMAIL_URL must start with submission:// or smtp://" in complaint


def test_a_start_with_everything_set_is_let_through():
    code, _ = _start(
        HSCP_SECRET_KEY=SAFE["SECRET_KEY"],
        HSCP_HOSTS="portal.example.org",
        HSCP_ADDRESS="https://portal.example.org",
        HSCP_DATABASE_URL="postgres://hscp@localhost/hscp",
        HSCP_EMAIL_URL="submission://name:password@mail.example.org:587",
    )

    assert code == 0
