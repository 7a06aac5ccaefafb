"""The links of a record on its own form: what is said there of a link holds for all records that lead there."""

import pytest

from hscp.editing.drafts.keeping import draft_of
from hscp.editing.drafts.publishing import fingerprint, publish
from hscp.links.enums import LinkState
from hscp.records.state import State
from hscp.search.index.documents import refresh
from hscp.search.models import SearchDocument
from tests.admin.pages import address, filled_in
from tests.factories import make_link, make_toolkit

pytestmark = pytest.mark.django_db


def is_unchecked(record):
    """Return whether search says of a record that nobody has checked where it leads."""
    return SearchDocument.objects.get(kind="toolkit", object_id=record.pk).data["opens"]["unchecked"]


def test_search_knows_of_all_records_of_a_link_that_one_of_them_says_it_is_right(publisher):
    link = make_link(state=LinkState.SUGGESTED)
    public, draft = make_toolkit(title="Public"), make_toolkit(title="Draft", state=State.DRAFT)
    for each in (public, draft):
        each.link_rows.create(link=link)
    refresh(public)
    page = publisher.get(address(draft, "change"))

    publisher.post(address(draft, "change"), filled_in(page, **{"link_rows-0-label": "The toolkit"}))

    link.refresh_from_db()
    assert (link.state, link.label) == (LinkState.CONFIRMED, "The toolkit")
    assert not is_unchecked(public)


def test_so_it_does_where_the_record_keeps_a_draft_until_it_is_published(publisher):
    link = make_link(state=LinkState.SUGGESTED)
    public, changed = make_toolkit(title="Public"), make_toolkit(title="Changed")
    for each in (public, changed):
        each.link_rows.create(link=link)
        refresh(each)
    page = publisher.get(address(changed, "change"))
    values = filled_in(page, **{"link_rows-0-label": "The toolkit", "_draft": "1"})
    publisher.post(address(changed, "change"), values)
    assert is_unchecked(public)

    publish(changed, by=publisher.person, seen=fingerprint(draft_of(changed)))

    assert [is_unchecked(each) for each in (public, changed)] == [False, False]
