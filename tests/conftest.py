"""What tests of several rooms share: people with the portal's roles, and the starter content.

Fixtures that one room alone needs stand in its own conftest.py.
"""

import gc
from dataclasses import dataclass
from datetime import time

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from hscp.brochure.printing.catalogue import listed
from hscp.brochure.printing.views import BrochurePdf
from hscp.brochure.starter.loading import load_starter
from hscp.documents import cache as document_cache
from hscp.documents import views as document_views
from hscp.page_cache.behind import Behind
from hscp.page_cache.cache import PageCache
from hscp.page_cache.watch import DatabaseWatch
from hscp.search.index.documents import refresh_all
from hscp.search.query import engine as engine_module
from hscp.search.query import limits
from hscp.security import response_timing
from hscp.security.rate_limits import RateLimit
from hscp.security.roles import sync_roles
from tests.clock import CLOCK, is_time_bound
from tests.emptying import patch_emptying
from tests.factories import make_staff
from tests.row_locks import patch_row_locks
from tests.unlimited import patch_limits
from tests.without_database import is_without_database
from themes.models import Theme
from themes.packs import load_packs


@pytest.fixture(scope="session", autouse=True)
def unhurried():
    """Let no test wait for an even answer, be refused its eleventh document, or read what another test left of a brochure.

    Nor may it search in what is known because the database was away in the test before.

    The tests of these limits set them again.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(response_timing, "STEP_SECONDS", 0)
        patch.setattr(document_views, "NEW_DOCUMENTS_BY_NETWORK", RateLimit("document", 10_000, 60))
        patch.setattr(BrochurePdf, "kept_for", 0)
        patch.setattr(engine_module, "DATABASE_PAUSE", 0)
        patch.setattr(limits, "SECONDS", 60)
        patch.setattr(limits, "FIRST_SECONDS", 60)
        yield


@pytest.fixture(scope="session", autouse=True)
def can_be_emptied():
    """Let the database be emptied after a test that commits, audit trail and all, and be dropped however long it takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch_emptying(patch)
        patch_limits(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def locks_in_transactions():
    """Let no row be locked but within a transaction of the code itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch_row_locks(patch)
        yield


@pytest.fixture(autouse=True)
def nothing_made_behind(monkeypatch):
    """Let the page cache start no thread: what it stored, by a connection of its own, would outlive a test that is rolled back.

    The tests of what it does there call it themselves.
    """
    monkeypatch.setattr(PageCache, "_make_what_is_due", lambda self, version: None)
    monkeypatch.setattr(DatabaseWatch, "_start", lambda self, work: None)
    monkeypatch.setattr(Behind, "_start", lambda self, work: None)


ROLE_NAMES = {
    "editor": "Editor",
    "publisher": "Publisher",
    "verifier": "Contact verifier",
    "training": "Training administrator",
    "administrator": "Site administrator",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what depends on the time, and what has no database. It comes first, so that `-m time_bound` sees the marks."""
    for module in {item.getparent(pytest.Module) for item in items}:
        if is_time_bound(module.path):
            module.add_marker("time_bound")
    for item in items:
        if is_without_database(item):
            item.add_marker("without_database")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Let Python look for garbage only among what tests make: what is loaded before them stays until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="module", autouse=True)
def clock(request):
    """Start each time-bound module at CLOCK; from there time runs on as usual. The others have the real time."""
    if request.node.get_closest_marker("time_bound") is None:
        yield
    else:
        with time_machine.travel(CLOCK), pytest.MonkeyPatch.context() as patch:
            # Files have the real time, so none of them is old by this clock.
            patch.setattr(document_cache, "KEEP_DAYS", 100_000)
            yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Write the portal's roles into the empty database, once for each process."""
    with django_db_blocker.unblock():
        sync_roles()


@pytest.fixture
def person(db):
    """Return a function that makes a member of staff with a role of ROLE_NAMES, "superuser", or "none"."""

    def make(role, **fields):
        user = make_staff(is_superuser=role == "superuser", **fields)
        if role in ROLE_NAMES:
            user.groups.add(Group.objects.get(name=ROLE_NAMES[role]))
        return user

    return make


@pytest.fixture
def signed_in(person):
    """Return a function that gives a client signed in with a role; `client.person` is who it is."""

    def make(role, **fields):
        client = Client()
        client.person = person(role, **fields)
        client.force_login(client.person)
        return client

    return make


@pytest.fixture
def empty_cache():
    """Begin without what an earlier test left in the cache, such as the counts of limits, and leave nothing to the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def publisher(signed_in):
    return signed_in("publisher")


@pytest.fixture
def editor(signed_in):
    return signed_in("editor")


@dataclass(frozen=True)
class Starter:
    """The starter content as it was read: the Packs of its themes, and [(kind, Document)] of all that is made of it."""

    packs: list
    documents: list


@pytest.fixture(scope="session")
def starter(django_db_setup, django_db_blocker):
    """The Starter, read once for each worker; the content is then taken back, so the database stays empty."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter(django_settings.BASE_DIR / "content")
        packs = load_packs(Theme.objects.live().in_order().select_related("lead_toolkit"))
        documents = [(each.kind, each.document()) for each in listed() if each.kind != "pictures"]
        transaction.set_rollback(True)
    return Starter(packs, documents)


def _rows_of_tables():
    """Return {table: (columns, rows)} of the whole database."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            # SQLite gives times that it does not take.
            rows = [
                [str(value) if isinstance(value, time) else value for value in row]
                for row in cursor.fetchall()
            ]
            found[table] = [column[0] for column in cursor.description], rows
        return found


@pytest.fixture(scope="session")
def starter_rows(django_db_setup, django_db_blocker):
    """Return every table as it is with the starter content in it, as {table: (columns, rows)}.

    The command runs once for each worker and is taken back. Writing its rows takes a hundredth of its time.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_starter_content", verbosity=0)
        tables = _rows_of_tables()
        transaction.set_rollback(True)
    return tables


def _write_rows(tables):
    """Make the tables hold these rows. The database checks references between them at the end.

    All tables, since a test that commits gives the kinds of record (ContentType) new numbers when it is cleaned up after.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608
            if rows:
                cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", rows)  # noqa: S608
    ContentType.objects.clear_cache()


@pytest.fixture(scope="module")
def filled_once():
    """Return a function that fills the database of a test as `make()` does, which runs once for each `key` in a module."""
    tables = {}

    def fill(key, make):
        if key not in tables:
            with transaction.atomic():
                make()
                tables[key] = _rows_of_tables()
                transaction.set_rollback(True)
        _write_rows(tables[key])

    return fill


@pytest.fixture
def starter_loaded(db, starter_rows):
    """Put the starter content into the database of one test."""
    _write_rows(starter_rows)
    yield
    ContentType.objects.clear_cache()


@pytest.fixture(scope="module")
def starter_content(starter_rows, django_db_setup, django_db_blocker):
    """Put the starter content, with its synonyms, in for a module, and take them out again after it.

    Not for a module with tests that commit: cleaning up after one of them empties the tables.
    """
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            _write_rows(starter_rows)
            refresh_all()
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            ContentType.objects.clear_cache()


@pytest.fixture
def index_directory(settings, tmp_path):
    """Give the test an index directory of its own."""
    settings.HSCP_SEARCH_INDEX = tmp_path / "index"
    yield settings.HSCP_SEARCH_INDEX
    engine_module._engines.pop(str(settings.HSCP_SEARCH_INDEX), None)
