"""`/readyz`: each part broken once, what it answers then, that it is never late and says no more than names."""

import threading
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from hscp.database.outage import DATABASE_AWAY
from hscp.editing.models import EditorMail
from hscp.jobs.enums import Outcome
from hscp.jobs.models import JobState
from hscp.search.index.store import State
from hscp.search.query.engine import MOST_BEHIND, engine
from hscp.site import readiness
from tests.factories import make_staff
from tests.jobs.builders import DAY, MINUTE, make_alive, make_state

pytestmark = pytest.mark.django_db
FINE = dict.fromkeys(["database", "migrations", "mail", "search", "jobs", "disk"], "ok")


@pytest.fixture(autouse=True)
def alive():
    return make_alive(at=timezone.now())


@pytest.fixture(autouse=True)
def migrated(alive, monkeypatch):
    """Give the release two migrations, which have run: the tables of tests are made without any."""
    newest = {("hscp", "0006_invited_users"), ("jobs", "0001_initial")}
    monkeypatch.setattr(readiness, "_newest_migrations", lambda: newest)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_migrations (id integer, app text, name text, applied timestamp)")
    MigrationRecorder.Migration.objects.bulk_create(
        MigrationRecorder.Migration(id=number, app=app, name=name)
        for number, (app, name) in enumerate(sorted({("hscp", "0001_initial"), *newest}))
    )


@pytest.fixture(autouse=True)
def nothing_searched(index_directory):
    """Let nothing have been searched yet: a test that committed left what it found, which is no longer there."""


@pytest.fixture(autouse=True)
def room(monkeypatch):
    """Let there be room on the disk, whatever this machine has."""
    monkeypatch.setattr(readiness, "LEAST_FREE", 0)


def ready(client, **environment):
    response = client.get(reverse("site:ready"), **environment)
    found = response.json()
    return response.status_code, found["status"], found["parts"]


def test_all_is_well(client):
    assert ready(client) == (200, "ok", FINE)


def test_nobody_keeps_the_answer(client):
    assert "no-store" in client.get(reverse("site:ready"))["Cache-Control"]


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_six_queries(client, count, django_assert_num_queries):
    for number in range(count):
        make_state(f"job {number}")
    ready(client)

    with django_assert_num_queries(6):
        ready(client)


def failing(execute, sql, params, many, context):
    raise OperationalError("secret detail of the server")


def test_without_a_database_the_rest_is_unknown(client):
    with connection.execute_wrapper(failing):
        response = client.get(reverse("site:ready"))

    unknown = dict.fromkeys(["migrations", "mail", "search", "jobs"], "unknown")
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "parts": FINE | unknown | {"database": "not ok"},
    }


def test_a_database_that_is_known_to_be_away_is_not_asked(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        status, _, parts = ready(client, **{DATABASE_AWAY: True})

    assert (status, parts["database"], parts["jobs"]) == (503, "not ok", "unknown")


def test_a_database_that_fails_later_is_not_asked_again(client):
    asked = []

    def slow(execute, sql, params, many, context):
        asked.append(sql)
        if "django_migrations" in sql:
            raise OperationalError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(slow):
        status, _, parts = ready(client)

    assert (status, parts["migrations"], parts["mail"], len(asked)) == (503, "not ok", "unknown", 3)


def test_the_time_for_the_database_is_shared_by_all_that_ask_it(client, monkeypatch):
    clock, limits = iter(range(100)), []
    monkeypatch.setattr(readiness, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    real = readiness.answer_within
    monkeypatch.setattr(readiness, "answer_within", lambda seconds: limits.append(seconds) or real(seconds))

    ready(client)

    assert limits == [1, 0.05, 0.05, 0.05, 0.05]


def test_tables_of_another_release(client):
    MigrationRecorder.Migration.objects.filter(app="jobs").delete()

    assert ready(client) == (503, "unavailable", FINE | {"migrations": "not ok"})


def test_an_empty_database_is_there_and_lacks_all_tables(client):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_migrations")

    status, _, parts = ready(client)

    assert (status, parts["database"], parts["migrations"]) == (503, "ok", "not ok")


def test_mail_that_is_late_is_no_reason_to_take_the_server_away(client):
    EditorMail.objects.create(to=make_staff(), once="a", send_at=timezone.now() - 16 * MINUTE)

    assert ready(client) == (200, "degraded", FINE | {"mail": "not ok"})


@pytest.mark.parametrize(
    "fields",
    [{"send_at": 14 * MINUTE}, {"send_at": DAY, "done_at": DAY}, {"send_at": -DAY}],
    ids=["not late yet", "sent", "put off"],
)
def test_other_mail_is_no_matter(client, fields):
    EditorMail.objects.create(
        to=make_staff(), once="a", **{name: timezone.now() - ago for name, ago in fields.items()}
    )

    assert ready(client) == (200, "ok", FINE)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State("run", 5, "a"), "ok"),
        (State("run", 5 + MOST_BEHIND, "b"), "ok"),
        (State("run", 6 + MOST_BEHIND, "b"), "not ok"),
        (State("another run", 5, "a"), "not ok"),
        # A backup was restored.
        (State("run", 4, "b"), "not ok"),
    ],
)
def test_search_that_is_far_behind(client, monkeypatch, state, expected):
    class Known:
        state = State("run", 5, "a")

    monkeypatch.setattr(engine(), "_snapshot", Known)
    monkeypatch.setattr(readiness, "database_state", lambda: state)

    status, _, parts = ready(client)
    assert (status, parts["search"]) == (200, expected)


def test_search_before_the_first_search(client, monkeypatch):
    monkeypatch.setattr(engine(), "_snapshot", None)

    assert ready(client) == (200, "ok", FINE)


def test_no_scheduler(client, alive):
    JobState.objects.filter(pk=alive.pk).update(claimed_until=timezone.now() - MINUTE)

    assert ready(client) == (200, "degraded", FINE | {"jobs": "not ok"})


def test_a_job_that_failed(client):
    make_state("check_bookings", outcome=Outcome.FAILED)

    assert ready(client) == (200, "degraded", FINE | {"jobs": "not ok"})


def test_a_disk_that_is_full(client, monkeypatch):
    monkeypatch.setattr(readiness, "LEAST_FREE", 10**18)

    assert ready(client) == (200, "degraded", FINE | {"disk": "not ok"})


def test_a_disk_that_cannot_be_read(client, monkeypatch):
    def fail(path):
        raise OSError(5, "secret path")

    monkeypatch.setattr(readiness.shutil, "disk_usage", fail)

    assert ready(client) == (200, "degraded", FINE | {"disk": "not ok"})


def test_a_disk_that_does_not_answer_holds_nobody_up_and_is_asked_once(client, monkeypatch):
    answers, asked = threading.Event(), []
    real = readiness.shutil.disk_usage

    def hang(path):
        asked.append(path)
        answers.wait(20)
        return real(path)

    monkeypatch.setattr(readiness.shutil, "disk_usage", hang)
    monkeypatch.setattr(readiness, "DISK_WITHIN", 0)
    try:
        found = [ready(client)[2]["disk"] for _ in range(3)]
        assert (found, len(asked)) == (["not ok"] * 3, 1)
    finally:
        answers.set()
        readiness._folders._thread.join()
    monkeypatch.setattr(readiness, "DISK_WITHIN", 1)
    assert ready(client) == (200, "ok", FINE)


def test_a_folder_that_is_not_there_yet_is_on_the_disk_of_the_one_above(settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path / "not" / "yet"

    assert readiness._existing(settings.HSCP_DOCUMENTS) == tmp_path
