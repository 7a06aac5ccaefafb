"""The command that publishes drafts at their moments."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from hscp.editing.drafts.publishing import approve_for, fingerprint
from hscp.editing.models import Draft
from hscp.records.state import State
from resources.models import Toolkit
from tests.editing.test_drafts import drafted
from tests.factories import make_toolkit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def due():
    """A toolkit whose draft was approved for a moment that has come."""
    toolkit = make_toolkit(title="Neglect toolkit", state=State.PUBLISHED, summary="Old words")
    draft = drafted(toolkit, make_user(), summary="From Monday")
    now = timezone.now()
    approve_for(toolkit, at=now + timedelta(hours=1), by=make_user(), seen=fingerprint(draft))
    Draft.objects.update(publish_at=now)
    return toolkit


def run():
    out, err = io.StringIO(), io.StringIO()
    call_command("publish_drafts", stdout=out, stderr=err)
    return out.getvalue()


def test_what_is_due_is_published_once(due):
    assert run() == f"Published: {due}\n"
    assert run() == ""

    due.refresh_from_db()
    assert due.summary == "From Monday"


def test_what_cannot_be_published_fails_the_run_and_keeps_its_draft(due):
    Toolkit.objects.filter(pk=due.pk).update(summary="Theirs")

    with pytest.raises(CommandError, match="1 draft could not be published"):
        run()

    assert "changed elsewhere" in Draft.objects.get().problem
