"""The restore drill: content, files and bookings are backed up, deleted, and restored to another database, on either database."""

import time
from contextlib import closing
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from hscp.backups.databases import database_of
from hscp.backups.files import stored_names
from hscp.backups.finishing import finish_in_own_process
from hscp.backups.restoring import restore
from tests.factories import (
    make_contact_point,
    make_pathway,
    make_resource,
    make_session,
    make_theme,
    put_file,
)
from tests.privacy.planted_person import EMAIL, plant_booking, run
from training.models import Booking, BookingEvent, Message

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "wren.who.stays@example.org"
SESSION = "sessionofsomebodysignedin"


@pytest.fixture
def migrated(settings):
    """Say in the database that all migrations were applied: the tests have the tables straight from the models."""
    settings.MIGRATION_MODULES = {}
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    applied = set(recorder.applied_migrations())
    for app, name in MigrationLoader(None).disk_migrations.keys() - applied:
        recorder.record_applied(app, name)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")


@pytest.fixture
def site(migrated, person, settings, tmp_path):
    """Return nothing; the site has a theme, a contact, a file and two bookings."""
    settings.MEDIA_ROOT = tmp_path / "files"
    make_contact_point(make_pathway(title="Children’s services"))
    make_theme(title="Neglect", slug="neglect")
    put_file(
        make_resource(title="A guide"), default_storage.save("library/guide.pdf", ContentFile(b"guide" * 999))
    )
    plant_booking()
    plant_booking(make_session(), name="Wren Who Stays", email=OTHER, phone="", access_needs="")
    call_command("rebuild_search", stdout=StringIO())
    Session.objects.create(
        session_key=SESSION, session_data="", expire_date=timezone.now() + timedelta(hours=1)
    )


def _rows(target):
    """Return all that is in the tables of another database, as text."""
    with target.cursor() as cursor:
        rows = []
        for table in target.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {target.ops.quote_name(table)}")  # noqa: S608
            rows += cursor.fetchall()
    return repr(rows).lower()


def test_everything_comes_back_but_for_whoever_was_erased_since(site, target, folder, pair, opens, tmp_path):
    here, there = database_of(connection), database_of(target)
    before = here.facts(here.name)
    call_command("backup", str(folder), key=pair[1], stdout=StringIO())
    # What happens after the backup.
    run("subject_data", EMAIL, erase=True)
    run("replay_erasures", write=str(tmp_path / "erased.txt"))
    lines = (tmp_path / "erased.txt").read_text().splitlines()
    for model in (Message, BookingEvent, Booking):
        model.objects.all().delete()
    for name in stored_names(default_storage):
        default_storage.delete(name)
    loaded, said = [], []

    def finish(name, media):
        with closing(target.copy()) as other:
            other.settings_dict["NAME"] = name
            loaded.append((there.facts(name), _rows(other)))
        return finish_in_own_process(name, tmp_path / "files", erasures=lines, say=said.append)

    started = time.monotonic()
    (path,) = folder.glob("*.age")
    restored = restore(path, opens, finish, connection=target, storage=default_storage)

    # As it was, the erased person too …
    (facts, rows), said = loaded[0], said[0]
    assert facts["tables"] == before["tables"]
    assert facts["objects"] == before["objects"]
    assert ("canary" in rows, SESSION in rows) == (True, False)
    assert stored_names(default_storage) == ["library/guide.pdf"]
    # … whom nothing names once the database is in use.
    rows = _rows(target)
    assert ("canary" in rows, OTHER in rows, "guide.pdf" in rows) == (False, True, True)
    assert "1 people were erased again." in said
    assert "4 pages answered as they should: the start page, a theme, a search, a contact." in said
    assert sum(restored.seconds.values()) <= time.monotonic() - started
