"""The one door of content changes: nested blocks, each of which is all or nothing."""

import pytest

from hscp.records.saving import content_change
from hscp.search.query.find import search
from tests.factories import make_toolkit

pytestmark = pytest.mark.django_db


def rename_and_fail(record, title):
    with content_change() as change:
        record.title = title
        change.save(record)
        raise ZeroDivisionError


def test_a_nested_block_that_fails_is_undone_alone():
    kept, undone = make_toolkit(title="Marmalade"), make_toolkit(title="Lemon curd")

    with content_change() as outer:
        kept.title = "Quince jelly"
        outer.save(kept)
        with pytest.raises(ZeroDivisionError):
            rename_and_fail(undone, "Bramble jelly")

    kept.refresh_from_db()
    undone.refresh_from_db()
    assert (kept.title, undone.title) == ("Quince jelly", "Lemon curd")
    assert [hit.title for hit in search("jelly", correct=False).hits] == ["Quince jelly"]
