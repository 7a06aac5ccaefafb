"""Two imports at the same time: one after the other, or refused, and never doubled."""

import threading

import pytest
from django.db import connection

from hscp.brochure.importing.applying import Choices, ImportBusy, StalePlan, apply_plan
from hscp.brochure.importing.import_runs import AlreadyDecided, apply_run, start_run
from hscp.brochure.importing.plan_as_data import fingerprint
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import ImportRun
from hscp.brochure.reading.reader import read_brochure
from resources.models import Resource
from tests.brochure.read_brochures import TEXT, document, pack, resource
from themes.models import Theme

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def race(action):
    """Run `action` in several threads that start together; return the names of what each came to."""
    start, outcomes = threading.Barrier(AT_ONCE), []

    def run():
        try:
            start.wait()
            action()
            outcomes.append("applied")
        except (StalePlan, ImportBusy, AlreadyDecided) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_one_plan_applied_many_times_at_once_is_applied_once():
    read = document(pack("Boats", *(resource(f"Paper {number}") for number in range(20))))
    plans = [plan_import(read) for _ in range(AT_ONCE)]

    outcomes = race(lambda: apply_plan(plans.pop(), by=None, state="draft"))

    assert outcomes.count("applied") == 1
    assert set(outcomes) <= {"applied", "StalePlan", "ImportBusy"}
    assert (Theme.objects.count(), Resource.objects.count()) == (1, 20)


def test_one_run_agreed_to_many_times_at_once_is_applied_once():
    run = start_run(file_name="lake.md", document=read_brochure(TEXT), by=None)

    outcomes = race(
        lambda: apply_run(
            run_id=run.pk, agreed=fingerprint(run.plan), by=None, state="draft", choices=Choices()
        )
    )

    assert outcomes.count("applied") == 1
    assert set(outcomes) <= {"applied", "AlreadyDecided", "StalePlan", "ImportBusy"}
    assert ImportRun.objects.get().report["created"] == 8
    assert Theme.objects.count() == 2
