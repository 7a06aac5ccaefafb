"""Somebody stays signed in for three hours after their last request, and for twelve hours at most."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


def visit(client, after):
    """Open the start page of the editors so long after the morning; return whether they are signed in."""
    with time_machine.travel(MORNING + after, tick=False):
        return client.get("/admin/").status_code == 200


@pytest.fixture
def editor(signed_in):
    with time_machine.travel(MORNING, tick=False):
        return signed_in("editor")


def test_work_goes_on_past_three_hours_and_ends_three_hours_after_the_last_request(editor):
    assert [visit(editor, timedelta(hours=hours)) for hours in (2.5, 5, 7.5)] == [True] * 3
    assert not visit(editor, timedelta(hours=10.6))


def test_a_session_ends_after_twelve_hours_however_busy(editor):
    assert all(visit(editor, timedelta(hours=hours)) for hours in range(1, 12))
    assert not visit(editor, timedelta(hours=12))
    assert SESSION_KEY not in editor.session


def test_a_session_is_not_written_with_each_request(editor, django_assert_num_queries):
    visit(editor, timedelta(minutes=1))
    before = dict(editor.session)

    visit(editor, timedelta(minutes=2))
    same = dict(editor.session)
    visit(editor, timedelta(minutes=8))

    assert before == same != dict(editor.session)


def test_one_of_before_this_rule_ends_twelve_hours_after_its_next_request(editor):
    session = editor.session
    for name in ("signed_in_at", "seen_at"):
        del session[name]
    with time_machine.travel(MORNING, tick=False):
        session.save()

    assert [visit(editor, timedelta(hours=hours)) for hours in (1, 3, 5, 7, 9, 11, 12.9)] == [True] * 7
    assert not visit(editor, timedelta(hours=13))
