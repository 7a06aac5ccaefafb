"""The one list of jobs: it names commands that exist, and docs/jobs.md has the same."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from hscp.jobs.declaration import JOBS, job_named, jobs_set_up
from hscp.jobs.runs import LEASE, SCHEDULER
from hscp.jobs.settings import FILES, job_files
from hscp.web.wording import counted, duration


class Env:
    """Stands for environs: the variables that are set."""

    def __init__(self, **set_to):
        self.set_to = set_to

    def str(self, name, default):
        return self.set_to.get(name, default)


def test_names_are_unique_and_short_enough():
    names = [job.name for job in JOBS]

    assert len(set(names)) == len(names)
    assert SCHEDULER not in names
    assert max(map(len, names)) <= 50


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_each_is_a_command_with_arguments_that_it_takes(job, settings):
    settings.HSCP_JOB_FILES = dict.fromkeys(FILES, "/srv/hscp/there")
    name, *arguments = job.arguments

    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)

    assert parser.parse_args(arguments)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_somebody_is_told_later_than_the_next_runs_could_end(job):
    assert job.silence > job.when.apart + min(job.limit, timedelta(minutes=10))
    assert job.limit > LEASE


def test_a_job_that_needs_a_file_runs_once_it_is_set(settings):
    needs_nothing = [job for job in JOBS if not job.needs_file]

    settings.HSCP_JOB_FILES = job_files(Env())
    assert jobs_set_up() == needs_nothing
    assert job_named("check_audit_trail").arguments == ["check_audit_trail"]

    settings.HSCP_JOB_FILES = job_files(Env(HSCP_ERASURE_LIST=" /srv/erased.txt "))
    assert [job.name for job in jobs_set_up() if job not in needs_nothing] == ["replay_erasures"]
    assert job_named("replay_erasures").arguments == ["replay_erasures", "--write", "/srv/erased.txt"]


def rows():
    """Return the rows of the table in docs/jobs.md, each a list of its cells."""
    text = (settings.BASE_DIR / "docs" / "jobs.md").read_text()
    table = re.search(r"^\| job \|.*?\n\n", text, re.MULTILINE | re.DOTALL)[0].strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def in_words(time):
    return counted(time.days, "day") if time.days > 2 else duration(int(time.total_seconds() // 60))


def as_a_row(job):
    command = " ".join([*job.command, *([f"${job.file}"] if job.file else [])])
    where = "each server" if job.on_each_host else "one server"
    limit, silence = map(in_words, (job.limit, job.silence))
    return [f"`{job.name}`", f"`{command}`", str(job.when), where, limit, silence]


def test_the_docs_have_the_same_table():
    """Whoever changes a job changes the table: the right rows are printed where they differ."""
    wanted = [as_a_row(job) for job in JOBS]

    assert [row[:6] for row in rows()] == wanted, "\n".join(f"| {' | '.join(row)} | |" for row in wanted)
    assert all(row[6] for row in rows())
