"""The audit trail: what is sealed, what the database refuses, and what a check finds."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from hscp.security.audit import guard, trail
from hscp.security.audit.checking import check
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.models import AuditEntry
from hscp.security.audit.retention import end_old_entries
from hscp.security.audit.trail import append, record
from tests.factories import make_theme, make_user

pytestmark = pytest.mark.django_db
LONG = datetime.timedelta(days=2000)


def write(number, **fields):
    for each in range(number):
        append(**({"kind": AuditKind.SIGNED_IN, "at": timezone.now(), "by": each} | fields))


def tamper(statement):
    """Run a statement as somebody does who took the triggers away first."""
    guard.remove_guard("default")
    with connection.cursor() as cursor:
        cursor.execute(statement)
    guard.install_guard("default")


def test_an_event_is_kept_with_numbers_and_without_names(django_capture_on_commit_callbacks):
    user, theme = make_user(username="ada"), make_theme(title="Neglect")

    with django_capture_on_commit_callbacks(execute=True):
        record(AuditKind.EXPORTED, by=user, about=theme, what="3 themes as CSV")

    entry = AuditEntry.objects.get()
    assert (entry.number, entry.kind, entry.by) == (1, "exported", user.pk)
    assert (entry.about, entry.what) == (f"themes.theme {theme.pk}", "3 themes as CSV")


def test_what_is_taken_back_leaves_no_entry(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        record(AuditKind.EXPORTED)
        transaction.set_rollback(True)

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEntry.objects.filter(number=2).update(by=99),
        lambda: AuditEntry.objects.update(number=F("number") + 10),
        lambda: AuditEntry.objects.filter(number=2).delete(),
        lambda: AuditEntry.objects.all().delete(),
        lambda: connection.cursor().execute("DELETE FROM hscp_auditentry"),
        lambda: connection.cursor().execute("UPDATE hscp_auditentry SET what = 'else'"),
    ],
)
def test_the_database_refuses_to_change_or_delete(change):
    write(3)

    with pytest.raises(DatabaseError), transaction.atomic():
        change()

    assert check().problems == []
    assert AuditEntry.objects.count() == 3


def test_the_database_refuses_to_put_another_entry_in_its_place():
    write(2)
    replaced = (
        "TRUNCATE hscp_auditentry"
        if connection.vendor == "postgresql"
        else "REPLACE INTO hscp_auditentry (number, at, kind, about, what, seal) VALUES (1, '2026-01-01', 'x', '', '', '')"
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(replaced)

    assert check().problems == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE hscp_auditentry SET what = 'else' WHERE number = 2", "Entry 2 was changed"),
        ("DELETE FROM hscp_auditentry WHERE number = 2", "Entries 2 to 2 are missing."),
        ("DELETE FROM hscp_auditentry WHERE number < 3", "Entries 1 to 2 are missing, and no retention job"),
        ("DELETE FROM hscp_auditentry WHERE number = 4", "The trail ends at 3, but was known to reach 4."),
    ],
)
def test_what_somebody_did_past_the_triggers_is_found(statement, problem):
    write(4)
    known = check()
    tamper(statement)

    assert check((known.number, known.seal)).problems[0].startswith(problem)


def test_entries_written_again_without_the_key_are_found(settings):
    write(3)
    known = check()
    tamper("DELETE FROM hscp_auditentry")
    settings.HSCP_ERASURE_KEY, key = "guessed", settings.HSCP_ERASURE_KEY
    write(3, by=7)
    settings.HSCP_ERASURE_KEY = key

    assert check().problems[0].startswith("Entry 1 was changed")
    assert check((known.number, known.seal)).problems


def test_old_entries_end_and_the_rest_can_still_be_checked():
    now = timezone.now()
    write(3, at=now - LONG)
    write(2, at=now)

    assert end_old_entries(now, only_count=True) == 3
    assert AuditEntry.objects.count() == 5
    assert end_old_entries(now, only_count=False) == 3
    assert end_old_entries(now, only_count=False) == 0

    assert list(AuditEntry.objects.order_by("number").values_list("number", "kind")) == [
        (4, "signed_in"),
        (5, "signed_in"),
        (6, "trail_shortened"),
    ]
    assert check().problems == []
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_a_trail_whose_entries_have_all_ended_goes_on():
    now = timezone.now()
    write(2, at=now - LONG)
    end_old_entries(now, only_count=False)
    write(1)

    assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == [3, 4]
    assert check().problems == []


def test_a_removal_under_cover_of_the_job_is_found():
    write(5)
    tamper("DELETE FROM hscp_auditentry WHERE number < 4")
    append(at=timezone.now(), kind=AuditKind.TRAIL_SHORTENED, about="up to 3", what="0" * 64)

    assert check().problems == ["Entry 4 was changed, or the one before it."]


def test_the_command_keeps_where_the_trail_ended(tmp_path):
    path, out = tmp_path / "trail", StringIO()
    write(3)

    call_command("check_audit_trail", str(path), stdout=out)
    tamper("DELETE FROM hscp_auditentry WHERE number = 3")

    assert out.getvalue() == "The audit trail is whole: 3 entries, up to 3.\n"
    with pytest.raises(CommandError, match="The trail ends at 2, but was known to reach 3"):
        call_command("check_audit_trail", str(path))
    assert path.read_text().startswith("3 ")


def test_while_nothing_can_be_written_the_event_goes_to_the_log(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def away(**fields):
        raise DatabaseError("read-only")

    monkeypatch.setattr(trail, "append", away)

    with django_capture_on_commit_callbacks(execute=True):
        record(AuditKind.PEOPLE_SEEN, about="training.session 4", what="bookings")

    assert (
        "Not in the audit trail: people_seen by account None, about training.session 4, bookings"
        in caplog.text
    )
