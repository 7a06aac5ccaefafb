"""deploy/gunicorn.conf.py: the server's own lines have the portal's form, and tell no address."""

import importlib.util
import io
import json
import logging
import os
from types import SimpleNamespace

import pytest
from django.conf import settings
from gunicorn.config import Config

from hscp.observability import gunicorn_server, worker_files

CONFIGURATION = settings.BASE_DIR / "deploy" / "gunicorn.conf.py"


@pytest.fixture
def configuration(monkeypatch, tmp_path):
    """The configuration as gunicorn reads it, with a folder of its own."""
    monkeypatch.setenv(worker_files.FOLDER_VARIABLE, "")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spec = importlib.util.spec_from_file_location("configuration", CONFIGURATION)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def written(configuration):
    """Return a function that gives what the server's log writes."""
    log = logging.getLogger("gunicorn.error")
    before = list(log.handlers), log.propagate
    configuration.logger_class(Config())
    stream = io.StringIO()
    for handler in log.handlers:
        handler.setStream(stream)
    yield stream.getvalue
    log.handlers, log.propagate = before


def test_a_line_of_the_server_is_json_without_address_and_token(written):
    log = logging.getLogger("gunicorn.error")
    log.warning(
        "Invalid request from ip=%s: %s", "203.0.113.7", "GET /booking/hZ3v0bXk9PqLr2Tt5Yw8Aa/ \n HTTP"
    )

    [line] = written().splitlines()
    assert json.loads(line)["message"] == "Invalid request from ip=… GET /booking/… \n HTTP"


def test_each_worker_that_ends_is_added_up(configuration, monkeypatch):
    ended = []
    monkeypatch.setattr(gunicorn_server, "add_up", ended.append)

    configuration.child_exit(None, SimpleNamespace(pid=7))

    assert ended == [7]
    assert os.environ[worker_files.FOLDER_VARIABLE].endswith(f"hscp-metrics-{os.getpid()}")


def test_there_is_no_access_log(configuration):
    # Whose lines would hold addresses, queries and tokens.
    assert not hasattr(configuration, "accesslog")
    assert not hasattr(configuration, "logconfig_dict")
