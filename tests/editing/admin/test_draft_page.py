"""The page of a draft: compared with what is live, previewed on every page that shows it, published, scheduled, thrown away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.editing.drafts.keeping import draft_of, lock
from hscp.editing.models import Draft
from hscp.records.state import State
from resources.models import Toolkit
from tests.admin.pages import address, messages_of
from tests.editing.test_drafts import drafted, row_of
from tests.factories import make_theme, make_toolkit, put_in_pack


@pytest.fixture
def toolkit(db):
    return make_toolkit(title="Neglect toolkit", state=State.PUBLISHED, summary="Old words")


@pytest.fixture
def draft(toolkit, person):
    return drafted(toolkit, person("editor", first_name="Ada", last_name="Byron"), summary="New words")


def page_of(client, record):
    return client.get(address(record, "draft"))


def decide(client, record, what, seen=None, **data):
    seen = seen or page_of(client, record).context["seen"]
    return client.post(address(record, "draft"), {"seen": seen, what: "1", **data}, follow=True)


def test_it_shows_both_sides_of_each_field_and_who_wrote_it(publisher, toolkit, draft):
    page = page_of(publisher, toolkit)

    assert [change.label for change in page.context["changes"]] == ["Summary"]
    assert "<del>Old</del> words" in page.text
    assert "<ins>New</ins> words" in page.text
    assert "Ada Byron" in page.text


def test_a_publisher_publishes_it(publisher, toolkit, draft):
    response = decide(publisher, toolkit, "publish")

    toolkit.refresh_from_db()
    assert (toolkit.summary, draft_of(toolkit)) == ("New words", None)
    assert any("Readers see it now" in text for text in messages_of(response))


@pytest.mark.parametrize("what", ["publish", "schedule", "unschedule"])
def test_an_editor_does_not(editor, toolkit, draft, what):
    response = decide(editor, toolkit, what)

    toolkit.refresh_from_db()
    assert (response.status_code, toolkit.summary) == (403, "Old words")


def test_what_was_written_after_the_page_was_opened_is_not_published(publisher, editor, toolkit, draft):
    seen = page_of(publisher, toolkit).context["seen"]
    drafted(toolkit, editor.person, summary="Newer words")

    response = decide(publisher, toolkit, "publish", seen)

    toolkit.refresh_from_db()
    assert toolkit.summary == "Old words"
    assert any("has changed since you opened" in text for text in messages_of(response))


def test_it_is_approved_for_a_moment_and_that_is_taken_back(publisher, toolkit, draft):
    day = timezone.localdate() + timedelta(days=7)
    decide(publisher, toolkit, "schedule", at_0=day.isoformat(), at_1="09:00")

    stored = draft_of(toolkit)
    assert timezone.localtime(stored.publish_at).strftime("%Y-%m-%d %H:%M") == f"{day} 09:00"
    assert stored.approved_by == publisher.person

    decide(publisher, toolkit, "unschedule")
    assert draft_of(toolkit).publish_at is None


@pytest.mark.parametrize(("day", "said"), [("2020-01-01", "moment to come"), ("", "This field is required")])
def test_a_moment_that_cannot_be_is_refused_with_words(publisher, toolkit, draft, day, said):
    response = decide(publisher, toolkit, "schedule", at_0=day, at_1="09:00")

    assert said in response.text
    assert draft_of(toolkit).publish_at is None


def test_publishing_at_once_needs_no_moment(publisher, toolkit, draft):
    assert " required" not in str(page_of(publisher, toolkit).context["moment"]["at"])


def test_an_editor_throws_it_away(editor, toolkit, draft):
    decide(editor, toolkit, "discard")

    toolkit.refresh_from_db()
    assert (toolkit.summary, Draft.objects.count()) == ("Old words", 0)


@pytest.mark.django_db(transaction=True)
def test_it_is_thrown_away_in_a_transaction_of_its_own(editor, toolkit, draft):
    """PostgreSQL locks nothing outside one, which other tests are in all the time."""
    response = decide(editor, toolkit, "discard")

    assert (response.status_code, draft_of(toolkit)) == (200, None)


def test_what_somebody_writes_while_the_page_is_made_is_not_thrown_away(editor, toolkit, draft, monkeypatch):
    seen = page_of(editor, toolkit).context["seen"]

    def lock_late(record):
        drafted(toolkit, editor.person, summary="Words of a colleague")
        lock(record)

    monkeypatch.setattr("hscp.editing.admin.draft_page.lock", lock_late)
    response = decide(editor, toolkit, "discard", seen=seen)

    assert any("has changed since you opened this page" in text for text in messages_of(response))
    assert Draft.objects.of(toolkit).exists()


def test_a_conflict_is_decided_on_the_page(publisher, toolkit, draft):
    Toolkit.objects.filter(pk=toolkit.pk).update(summary="Their words")
    (decision,) = page_of(publisher, toolkit).context["decisions"]

    refused = decide(publisher, toolkit, "publish")
    assert "Decide for each difference" in refused.text

    decide(publisher, toolkit, "publish", **{f"choice:{decision.name}": "mine"})
    toolkit.refresh_from_db()
    assert toolkit.summary == "New words"


# Previews


def test_a_preview_shows_the_draft_on_the_records_own_page_to_staff_alone(client, publisher, toolkit, draft):
    preview = publisher.get(address(toolkit, "preview"))

    assert "New words" in preview.text
    assert "Preview of the draft" in preview.text
    assert "no-store" in preview["Cache-Control"]
    assert client.get(address(toolkit, "preview")).status_code == 302
    assert "New words" not in client.get(toolkit.get_absolute_url()).text


def test_packs_and_lists_are_shown_with_the_draft(publisher, toolkit, draft):
    theme = make_theme(title="Neglect")
    put_in_pack(theme, toolkit)
    drafted(toolkit, publisher.person, title="Toolkit renamed")
    labels = [place.label for place, _ in page_of(publisher, toolkit).context["previews"]]
    assert labels == ["Its page", "Theme: Neglect", "List: Toolkits"]

    shown = [publisher.get(address(toolkit, "preview"), {"on": number}).text for number in range(3)]

    assert ["Toolkit renamed" in text for text in shown] == [True] * 3
    toolkit.refresh_from_db()
    assert toolkit.title == "Neglect toolkit"


def test_what_the_draft_adds_to_a_pack_is_shown_in_its_preview(publisher):
    theme, toolkit = make_theme(state=State.PUBLISHED), make_toolkit(title="New in the pack")
    drafted(theme, publisher.person, {"themes.themetoolkit:9000": row_of(theme, toolkit)})

    assert "New in the pack" in publisher.get(address(theme, "preview")).text


@pytest.mark.parametrize("number", ["9", "x", "-1", "²"])
def test_a_place_that_is_not_there_is_missing(publisher, toolkit, draft, number):
    assert publisher.get(address(toolkit, "preview"), {"on": number}).status_code == 404


def test_what_search_will_say_is_shown(publisher, toolkit, draft):
    assert page_of(publisher, toolkit).context["found"].data["summary"] == "New words"


def test_without_a_draft_the_page_leads_to_the_form(publisher, toolkit):
    response = publisher.get(address(toolkit, "draft"), follow=True)

    assert response.redirect_chain[-1][0] == address(toolkit, "change")
