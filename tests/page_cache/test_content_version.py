"""Whatever a public page may show moves the content version, in the transaction of the change."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from hscp.london_time import midnight
from hscp.models import User
from hscp.page_cache.content_version import (
    NOT_SHOWN,
    content_version,
    install_triggers,
    last_change,
    next_moment,
    shown_models,
)
from hscp.page_cache.models import ContentChange
from hscp.page_cache.store import forget_all_pages
from hscp.search.models import SearchCount
from tests.factories import (
    make_session,
    make_theme,
    make_toolkit,
    make_user,
)
from tests.page_cache.worker import as_if_committed
from themes.models import Theme
from training.models import Message, Session

only_on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)


def version():
    return content_version(connection)


@pytest.mark.django_db
def test_a_restored_database_has_a_version_that_no_server_knows():
    versions = {version()}

    for _ in range(3):
        forget_all_pages()
        versions.add(version())

    assert len(versions) == 4


class Undo(Exception):
    pass


def moves(change):
    """Return whether `change` moves the version, and take it back. A mark is left once in a transaction, so it goes first."""
    try:
        with transaction.atomic():
            ContentChange.objects.all().delete()
            as_if_committed()
            before = version()
            change()
            moved = version() != before
            raise Undo
    except Undo:
        return moved


def _save_and_take_back(record):
    with transaction.atomic():
        record.save()
        transaction.set_rollback(True)


def test_every_model_is_shown_or_said_not_to_be():
    """A name that is left over hides a model of that name that comes later."""
    labels = {model._meta.label for model in apps.get_models()} | {
        app.label for app in apps.get_app_configs()
    }

    assert labels >= NOT_SHOWN


@pytest.mark.parametrize(
    "change",
    [
        lambda theme: theme.save(),
        lambda theme: Theme.objects.filter(pk=theme.pk).update(title="Other"),
        lambda theme: Theme.objects.bulk_update([theme], ["title"]),
        lambda theme: Theme.objects.bulk_create([Theme(title="New", slug="new")]),
        lambda theme: Theme.objects.filter(pk=theme.pk).delete(),
        lambda theme: theme.toolkits.add(make_toolkit()),
        lambda theme: connection.cursor().execute("UPDATE themes_theme SET title = 'By hand'"),
    ],
)
def test_every_way_of_writing_moves_it(db, change):
    theme = make_theme()

    assert moves(lambda: change(theme))


@pytest.mark.parametrize(
    "change",
    [
        lambda: make_user(),
        lambda: User.objects.update(last_login=timezone.now()),
        lambda: Message.objects.update(problem=""),
        lambda: SearchCount.objects.create(day=timezone.localdate(), term="bruises", count=5),
    ],
)
def test_what_no_page_shows_does_not_move_it(db, change):
    assert not moves(change)


def test_a_change_that_is_taken_back_leaves_it_as_it_was(db):
    theme = make_theme()
    before = version()

    _save_and_take_back(theme)

    assert version() == before


def test_a_change_after_one_that_was_taken_back_is_seen(db):
    theme = make_theme()

    def change():
        _save_and_take_back(theme)
        theme.save()

    assert moves(change)


def test_triggers_may_be_set_again(db):
    install_triggers("default")

    assert moves(lambda: make_theme())


@only_on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_change_committed_after_a_later_one_is_seen():
    """The slow writer has the lower number: a version that is only the highest would not move."""
    theme, other = make_theme(), make_theme()
    has_written, may_commit = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            Theme.objects.filter(pk=theme.pk).update(title="Slow")
            has_written.set()
            may_commit.wait(10)
        connection.close()

    writer = threading.Thread(target=slowly)
    writer.start()
    has_written.wait(10)
    Theme.objects.filter(pk=other.pk).update(title="Quick")
    before = version()
    may_commit.set()
    writer.join()

    assert version() != before


@only_on_postgresql
@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_each_other():
    theme, other = make_theme(), make_theme()
    done = threading.Event()

    def write():
        Theme.objects.filter(pk=other.pk).update(title="Other")
        done.set()
        connection.close()

    with transaction.atomic():
        Theme.objects.filter(pk=theme.pk).update(title="First")
        threading.Thread(target=write).start()

        assert done.wait(4)


@only_on_postgresql
def test_a_transaction_leaves_one_mark_and_old_marks_go(db):
    ContentChange.objects.all().delete()
    # By the clock of the database, whatever the tests' own says.
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    ContentChange.objects.bulk_create(
        ContentChange(transaction_id=-number, token=1, changed_at=long_ago) for number in range(1, 6)
    )
    as_if_committed()
    for _ in range(3):
        make_theme()

    assert ContentChange.objects.count() == 1


@only_on_postgresql
def test_a_mark_of_the_same_number_from_a_restored_backup_is_no_obstacle(db):
    ContentChange.objects.all().delete()
    as_if_committed()
    make_theme()
    before = version()
    as_if_committed()
    make_theme()

    assert (ContentChange.objects.count(), version() != before) == (1, True)


def test_every_moment_that_changes_pages_is_asked_for(db):
    """A DateTimeField of a model that pages show changes them when it comes, or is a record of what was."""
    records = {
        *("created_at", "updated_at", "changed_at", "published_at", "withdrawn_at", "anonymised_at"),
        "uploaded_at",
        # Written in the transaction of a change.
        "outdated_since",
        # Of bookings, which pages only count; offers end by a command that writes.
        *("booked_at", "offered_until", "evaluated_at", "followed_up_at", "grace_until"),
        *("certificate_reissued_at", "certificate_withdrawn_at"),
    }
    forgotten = [
        f"{model._meta.label}.{field.name}"
        for model in shown_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField)
        and field.name not in {*records, *getattr(model, "pages_change_at", ())}
    ]

    assert forgotten == []


@pytest.mark.parametrize("field", ["publish_at", "expire_at"])
def test_the_next_moment_is_the_first_to_come(db, field):
    now = timezone.now()
    for hours in (-2, 3, 5):
        make_theme(**{field: now + timedelta(hours=hours)})

    assert next_moment(now, connection) == now + timedelta(hours=3)


@pytest.mark.parametrize("field", Session.pages_change_at)
def test_sessions_have_moments_of_their_own(db, field):
    now = timezone.now()
    session = make_session(starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=10))
    first = now + timedelta(hours=1)
    Session.objects.filter(pk=session.pk).update(
        **{field: first} if field != "ends_at" else {"starts_at": now - timedelta(1), "ends_at": first}
    )

    assert next_moment(now, connection) == first


def test_a_session_changes_pages_before_it_starts_too(db):
    now = timezone.now()
    make_session(starts_at=now + timedelta(hours=5), ends_at=now + timedelta(hours=6), booking_closes_at=None)

    assert next_moment(now, connection) == now + timedelta(hours=3)


def test_without_a_moment_to_come_there_is_none(db):
    make_theme(publish_at=timezone.now() - timedelta(hours=1))

    assert next_moment(timezone.now(), connection) is None


def test_the_last_change_is_the_last_of_what_somebody_did_and_what_came_by_itself(db):
    now = timezone.now()
    make_theme(expire_at=now + timedelta(hours=2))
    make_session(starts_at=now + timedelta(hours=5), ends_at=now + timedelta(hours=6), booking_closes_at=None)
    ContentChange.objects.update(changed_at=now - timedelta(minutes=1))

    assert last_change(now, connection) == now - timedelta(minutes=1)
    # A record disappears, a waiting list closes, a session begins.
    for hours in (2, 3, 5, 6):
        assert last_change(now + timedelta(hours=hours, minutes=1), connection) == now + timedelta(
            hours=hours
        )


def test_a_day_begins_with_a_change(db):
    ContentChange.objects.all().delete()
    now = timezone.now()

    assert last_change(now, connection) == midnight(timezone.localdate(now))
