"""Fill a database with the starter content and then with as many records as a benchmark needs.

`python -m tests.pages_benchmark.seed 100000` works on HSCP_DATABASE_URL and HSCP_SEARCH_INDEX. It keeps what is there and
adds what is missing: 100,000 take about four minutes on two cores.
"""

import os
import sys
import time


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscp.settings")
    import django

    django.setup()
    fill(int(sys.argv[1]) if sys.argv[1:] else 0)


def fill(size):
    """Bring the database to `size` searchable records; any `size` below that of the starter content gives just that."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("sync_roles", verbosity=0)
    if not _records():
        call_command("load_starter_content")
        call_command("load_example_sessions")
    missing = size - _records()
    if missing > 0:
        _add(missing)
    _say("search", lambda: call_command("rebuild_search"))
    _say("statistics", _analyse)


def _records():
    from contacts.models import Pathway
    from resources.models import Resource, Toolkit
    from themes.models import Process, Term, Theme
    from training.models import Course

    return sum(model.objects.count() for model in (Resource, Course, Toolkit, Term, Process, Pathway, Theme))


def _add(number):
    from tests.pages_benchmark.records import Maker
    from tests.pages_benchmark.sessions import add_sessions

    maker = Maker(number)
    for name, make in maker.steps():
        _say(name, make)
    _say("sessions", lambda: add_sessions(maker))


def _analyse():
    """Let the planner know what is there, as PostgreSQL would by itself within minutes."""
    from django.db import connection

    with connection.cursor() as cursor:
        # Outside of the limit of five seconds that a page has.
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


def _say(name, action):
    start = time.perf_counter()
    action()
    sys.stdout.write(f"{name}: {time.perf_counter() - start:.1f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
