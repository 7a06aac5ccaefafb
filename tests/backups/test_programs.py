"""PostgreSQL's programs: which version, with which password, and what they say when they fail."""

import io
import os

import pytest

from hscp.backups.problems import BackupProblem
from hscp.backups.programs import check_version, run

SETTINGS = {
    "NAME": "hscp",
    "USER": "portal",
    "PASSWORD": "canary",
    "HOST": "db.example.org",
    "PORT": 5433,
    "OPTIONS": {"sslmode": "verify-full", "options": "-c statement_timeout=5000"},
}


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that puts a program pg_dump, with the lines of a shell script, in the way of the real one."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def make(script):
        path = tmp_path / "pg_dump"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return make


@pytest.mark.parametrize(
    ("said", "is_enough"), [("15.18 (Debian 15.18-0+deb12u1)", True), ("17.2", True), ("9.6", False)]
)
def test_an_older_program_is_refused_in_plain_words(program, said, is_enough):
    program(f"echo 'pg_dump (PostgreSQL) {said}'")

    if is_enough:
        check_version("pg_dump", 15, "the server is")
        return
    with pytest.raises(
        BackupProblem,
        match="pg_dump on this machine is of version 9, the server is of version 15.*postgresql-client-15",
    ):
        check_version("pg_dump", 15, "the server is")


def test_a_program_that_is_not_there_is_told_with_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupProblem, match="does not run on this machine.*apt install postgresql-client"):
        check_version("pg_dump", 15, "the server is")


def test_the_password_is_not_in_the_list_of_processes(program, tmp_path, monkeypatch):
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=1")
    program(f'echo "$@" > {tmp_path}/arguments; env | grep ^PG | sort > {tmp_path}/environment')

    run("pg_dump", ["--format=custom"], SETTINGS)

    assert (tmp_path / "arguments").read_text() == "--format=custom\n"
    assert (tmp_path / "environment").read_text().splitlines() == [
        *("PGAPPNAME=hscp backup", "PGCONNECT_TIMEOUT=10", "PGDATABASE=hscp", "PGHOST=db.example.org"),
        *("PGPASSWORD=canary", "PGPORT=5433", "PGSSLMODE=verify-full", "PGUSER=portal"),
    ]


def test_what_a_program_said_when_it_failed_is_told_however_much_it_was(program):
    program("yes 'pg_restore: warning' | head -n 9000 >&2; echo 'error: out of memory' >&2; exit 1")

    with pytest.raises(BackupProblem, match=r"^pg_dump failed: .* / error: out of memory$"):
        run("pg_dump", [], SETTINGS, stdin=io.BytesIO(bytes(3_000_000)))
