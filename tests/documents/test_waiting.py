"""The process that waits for the next document: it makes one, and never outlives who started it."""

import os

import pytest

from hscp.documents import waiting
from tests.documents.test_compiler import certificate


@pytest.fixture
def ready():
    """Return the process that waits now."""
    waiting.have_ready()
    return waiting._waiting[0]


def test_the_process_that_waits_makes_one_document_and_another_waits_for_the_next(ready):
    certificate()

    assert ready.returncode == 0
    assert waiting._waiting[0].pid != ready.pid
    assert waiting._waiting[0].poll() is None


def test_only_one_waits(ready):
    waiting.have_ready()

    assert waiting._waiting[0] is ready


def test_one_that_has_ended_meanwhile_is_replaced(ready):
    ready.kill()
    ready.wait()

    assert certificate().startswith(b"%PDF")


def test_a_process_that_was_forked_does_not_use_the_one_of_its_parent(ready, monkeypatch):
    monkeypatch.setattr(waiting, "_waiting", (ready, os.getpid() + 1))

    with waiting.take() as own:
        own.communicate()

    assert own.pid != ready.pid
    assert ready.poll() is None


def test_a_process_ends_when_its_input_does_as_when_whoever_started_it_has_ended(ready):
    said = ready.communicate(timeout=10)

    assert (ready.returncode, said) == (0, (b"", b""))


def test_no_document_fails_because_none_can_wait(monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError

    waiting._end()
    monkeypatch.setattr(waiting.subprocess, "Popen", refuse)

    waiting.have_ready()

    assert waiting._waiting is None
