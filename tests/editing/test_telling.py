"""What readers are told when a draft is published: suggested, reworded by an editor, or not told at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.editing.drafts.keeping import draft_of
from hscp.editing.drafts.publishing import approve_for, fingerprint, publish, publish_due
from hscp.editing.drafts.telling import suggested
from hscp.search.index.documents import refresh
from hscp.updates.enums import Change
from hscp.updates.models import Update
from hscp.updates.telling import NOTHING, Line
from tests.admin.pages import address
from tests.editing.test_drafts import drafted, row_of
from tests.factories import make_process, make_theme, make_toolkit, make_user
from themes.models import ProcessSection

pytestmark = pytest.mark.django_db

LONG = "Talk to the child alone, write down what was said, and tell your lead today."


@pytest.fixture
def toolkit():
    record = make_toolkit(title="Neglect toolkit", summary="Short.")
    refresh(record)
    return record


def lines():
    return [(update.change, update.words, update.major) for update in Update.objects.order_by("pk")]


def suggestion(record, rows=None, **fields):
    return suggested(record, drafted(record, make_user(), rows, **fields).changes)


def test_the_words_of_a_field(toolkit):
    assert suggestion(toolkit, summary=LONG) == Line(Change.TEXT, "“Summary” reworded")


def test_a_slip_is_no_news(toolkit):
    assert suggestion(toolkit, summary="Shorter.") == NOTHING


def test_what_readers_do_not_see_is_no_news(toolkit):
    assert suggestion(toolkit, aliases=LONG) == NOTHING


def test_another_title(toolkit):
    assert suggestion(toolkit, title="Toolkit on neglect").words == "called “Neglect toolkit” before"


def test_what_a_pack_gains(toolkit):
    theme = make_theme()

    line = suggestion(theme, {"themes.themetoolkit:-1": row_of(theme, toolkit)})

    assert line == Line(Change.CONTENTS, "new toolkit: “Neglect toolkit”")


def test_a_draft_that_a_pack_gains_is_not_named():
    theme = make_theme()
    hidden = make_toolkit(title="Not yet", state="draft")

    assert suggestion(theme, {"themes.themetoolkit:-1": row_of(theme, hidden)}) == NOTHING


def test_rows_are_counted():
    process = make_process()
    gone = ProcessSection.objects.create(process=process, heading="Before", body="<p>Words</p>")
    new = {"process": process.pk, "heading": "After", "body": "<p>Words</p>", "order": 1}

    line = suggestion(process, {f"themes.processsection:{gone.pk}": None, "themes.processsection:-1": new})

    assert line == Line(Change.CONTENTS, "process section taken out, new process section")


def test_publishing_tells_what_is_suggested(toolkit):
    draft = drafted(toolkit, make_user(), summary=LONG)
    publish(toolkit, by=make_user(), seen=fingerprint(draft))

    assert lines() == [(Change.TEXT, "“Summary” reworded", False)]


def test_a_moment_keeps_what_an_editor_decided(toolkit):
    draft = drafted(toolkit, make_user(), summary=LONG)
    at = timezone.now() + timedelta(hours=1)
    telling = Line(Change.TEXT, "says how to listen", major=True)
    approve_for(toolkit, at=at, by=make_user(), seen=fingerprint(draft), telling=telling)
    publish_due(at)

    assert lines() == [(Change.TEXT, "says how to listen", True)]


def test_another_draft_forgets_what_was_decided(toolkit):
    draft = drafted(toolkit, make_user(), summary=LONG)
    at = timezone.now() + timedelta(hours=1)
    approve_for(toolkit, at=at, by=make_user(), seen=fingerprint(draft), telling=NOTHING)
    drafted(toolkit, make_user(), summary=f"{LONG} And again.")

    assert draft_of(toolkit).telling is None


def decide(client, record, **data):
    seen = client.get(address(record, "draft")).context["seen"]
    return client.post(address(record, "draft"), {"seen": seen, "publish": "1", **data}, follow=True)


def test_the_page_of_a_draft_offers_the_line(publisher, toolkit):
    drafted(toolkit, make_user(), summary=LONG)

    page = publisher.get(address(toolkit, "draft"))

    assert 'value="“Summary” reworded"' in page.text


def test_an_editor_rewords_the_line(publisher, toolkit):
    drafted(toolkit, make_user(), summary=LONG)
    decide(publisher, toolkit, tell="line", words="says how to listen", major="on")

    assert lines() == [(Change.TEXT, "says how to listen", True)]


def test_an_editor_silences_it(publisher, toolkit):
    drafted(toolkit, make_user(), summary=LONG)
    decide(publisher, toolkit, tell="nothing", words="“Summary” reworded")

    assert lines() == []


def test_a_line_without_words_publishes_nothing(publisher, toolkit):
    drafted(toolkit, make_user(), summary=LONG)
    response = decide(publisher, toolkit, tell="line", words="")

    toolkit.refresh_from_db()
    assert "Write what readers are told, or choose “Say nothing”." in response.text
    assert (toolkit.summary, lines()) == ("Short.", [])
