"""What readers are told of an import and of an undo."""

import pytest

from hscp.brochure.importing.applying import Choices, apply_plan
from hscp.brochure.importing.planning import plan_import
from hscp.editing.drafts.publishing import fingerprint, publish
from hscp.editing.models import UndoableStep
from hscp.editing.undoing.taking_back import undo
from hscp.search.index.documents import refresh
from hscp.updates.models import Update
from tests.brochure.read_brochures import document, pack, toolkit
from tests.editing.test_drafts import drafted
from tests.factories import make_staff, make_toolkit, make_user

pytestmark = pytest.mark.django_db


def lines():
    return [(str(update.record), update.words, update.major) for update in Update.objects.order_by("pk")]


def bring_in(read):
    return apply_plan(plan_import(read), by=make_staff(), state="published", choices=Choices())


def test_an_import_is_one_line_for_each_theme():
    boats = pack("Boats", *(toolkit(f"Boat {number}") for number in range(8)))
    trains = pack("Trains", *(toolkit(f"Train {number}") for number in range(6)))
    bring_in(document(boats, trains))

    assert lines() == [("Boats", "9 new pages", True), ("Trains", "7 new pages", True)]


def test_the_same_import_again_is_no_news():
    read = document(pack("Boats", *(toolkit(f"Boat {number}") for number in range(12))))
    bring_in(read)
    before = Update.objects.count()
    bring_in(read)

    assert Update.objects.count() == before


def test_an_undo_takes_the_line_back_and_is_no_news():
    record = make_toolkit(summary="Short.")
    refresh(record)
    by = make_user(is_superuser=True, is_staff=True)
    draft = drafted(record, by, summary="Talk to the child alone, and tell your lead today.")
    publish(record, by=by, seen=fingerprint(draft))
    assert Update.objects.count() == 1

    undo(UndoableStep.objects.get().pk, by=by)

    assert lines() == []
