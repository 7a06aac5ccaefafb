"""Nothing is found unless it is live: every state, every date, every kind of search."""

from datetime import timedelta

import pytest

from hscp.records.state import State
from hscp.search.index.documents import refresh
from hscp.search.models import PinnedAnswer, SearchDocument
from hscp.search.query.find import search, suggest
from hscp.search.query.lists import matching_ids
from tests.clock import CLOCK
from tests.factories import make_course, make_pathway, make_resource, make_theme, make_toolkit, put_in_pack
from tests.search.index.test_documents import MAKERS

pytestmark = pytest.mark.django_db

NOW = CLOCK
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
DATES = [(publish, expire) for publish in (None, BEFORE, AFTER) for expire in (None, BEFORE, AFTER)]


@pytest.mark.parametrize(("kind", "make"), MAKERS, ids=[kind for kind, _ in MAKERS])
def test_only_live_records_are_found(kind, make):
    expected, records = set(), []
    for state in State:
        for publish_at, expire_at in DATES:
            if publish_at and expire_at and expire_at <= publish_at:
                continue
            if kind == "threshold" and (records or state != State.PUBLISHED):
                continue  # one of each number only: the other kinds share the code that decides
            record = make(
                title=f"Marmalade {len(records)}", state=state, publish_at=publish_at, expire_at=expire_at
            )
            records.append(record)
            if record.is_live(NOW):
                expected.add(record.pk)
    refresh(*records)

    found = search("marmalade", at=NOW, page_size=100)

    assert {hit.object_id for hit in found.hits} == expected
    assert found.total == len(expected)
    assert sum(each.count for each in found.facets["kind"]) == len(expected)
    assert set(matching_ids(kind, "marmalade", 100, at=NOW)) == expected
    assert len(suggest("marmal", limit=20, at=NOW)) == len(expected)
    assert {hit.object_id for hit in search("", at=NOW, page_size=100).hits} == expected


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (NOW - timedelta(seconds=1), False),
        (NOW, True),
        (AFTER - timedelta(seconds=1), True),
        (AFTER, False),
    ],
)
def test_a_record_comes_and_goes_to_the_second(at, found):
    record = make_resource(title="Marmalade", publish_at=NOW, expire_at=AFTER)
    refresh(record)

    assert bool(search("marmalade", at=at).total) is found
    assert record.is_live(at) is found


def test_a_pinned_record_that_is_not_live_is_not_shown():
    record = make_resource(title="Marmalade", publish_at=AFTER)
    refresh(record)
    pin = PinnedAnswer.objects.create(words="toast", document=SearchDocument.objects.get())
    refresh(pin)

    assert search("toast", at=NOW).total == 0
    assert search("toast", at=AFTER).hits[0].title == "Marmalade"


def test_a_contact_that_is_not_live_is_not_put_on_top():
    refresh(make_pathway(title="Marmalade line", publish_at=AFTER))

    assert search("who do I call", at=NOW).contacts == []
    assert [hit.title for hit in search("who do I call", at=AFTER).contacts] == ["Marmalade line"]


def test_a_theme_that_is_not_live_yet_shows_in_no_facet_and_on_no_record():
    theme = make_theme(title="Marmalade theme", slug="marmalade-theme", publish_at=AFTER)
    record = make_resource(title="Toast")
    put_in_pack(theme, record)
    refresh(theme, record)

    before, after = search("toast", at=NOW), search("toast", at=AFTER)

    assert (before.facets["theme"], before.hits[0].themes) == ([], [])
    assert [each.label for each in after.facets["theme"]] == ["Marmalade theme"]
    assert search("marmalade", at=NOW).total == 0
    assert search("toast", filters={"theme": ["marmalade-theme"]}, at=NOW).ignored == [
        ("theme", "marmalade-theme")
    ]


def test_the_title_of_a_scheduled_toolkit_finds_nothing_through_what_uses_it():
    toolkit = make_toolkit(title="Marmalade", publish_at=AFTER)
    theme, course = make_theme(lead_toolkit=toolkit), make_course(toolkit=toolkit)
    refresh(toolkit, theme, course)

    assert search("marmalade", at=NOW).hits == []
