"""A server that takes the place of another lets it finish, and only once it answers: deploy/gunicorn.conf.py."""

import os
import runpy
import signal
from types import SimpleNamespace

import pytest
from django.conf import settings

WORKER = SimpleNamespace(log=None)


@pytest.fixture
def sent(monkeypatch):
    """Return the list of signals that are sent, as (process, signal)."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    found = []
    monkeypatch.setattr(os, "kill", lambda pid, number: found.append((pid, number)))
    return found


@pytest.fixture
def configuration():
    return runpy.run_path(str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"))


def test_the_server_that_is_replaced_is_told_to_finish(configuration, sent, monkeypatch):
    monkeypatch.setenv("GUNICORN_PID", "4711")

    configuration["post_worker_init"](WORKER)

    assert sent == [(4711, signal.SIGTERM)]


def test_a_server_that_replaces_none_sends_nothing(configuration, sent, monkeypatch):
    monkeypatch.delenv("GUNICORN_PID", raising=False)

    configuration["post_worker_init"](WORKER)

    assert sent == []


def test_a_server_that_has_gone_already_is_no_error(configuration, sent, monkeypatch):
    def gone(pid, number):
        raise ProcessLookupError

    monkeypatch.setenv("GUNICORN_PID", "4711")
    monkeypatch.setattr(os, "kill", gone)

    configuration["post_worker_init"](WORKER)


def test_connections_outlive_those_of_the_proxy(configuration):
    # docs/releases.md: a proxy keeps an unused connection for 60 seconds.
    assert configuration["keepalive"] > 60
