"""Drafts, review and publishing in the admin: who may do what to a record in which state, and what the page says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.editing.freshness.review_dates import next_review
from hscp.models import OldAddress
from hscp.records.state import State
from resources.models import Toolkit
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import make_process, make_theme, make_threshold_level, make_toolkit
from themes.models import ProcessSection


def save(client, record, **changes):
    page = client.get(address(record, "change"))
    response = client.post(address(record, "change"), filled_in(page, **changes))
    record.refresh_from_db()
    return response


def test_saving_stamps_who_did_it(editor):
    toolkit = make_toolkit(state=State.DRAFT)

    save(editor, toolkit, title="Another title")

    assert (toolkit.title, toolkit.updated_by) == ("Another title", editor.person)


def test_editing_sets_no_cookie_but_the_two_that_the_cookies_page_names(editor):
    save(editor, make_theme(state=State.DRAFT), title="New title")

    assert set(editor.cookies) == {"sessionid", "csrftoken"}


def test_a_new_record_starts_as_a_draft_of_its_maker(editor):
    page = editor.get(list_address(Toolkit, "add"))

    editor.post(list_address(Toolkit, "add"), filled_in(page, title="Sleep", slug="sleep"))

    toolkit = Toolkit.objects.get()
    assert (toolkit.state, toolkit.updated_by) == (State.DRAFT, editor.person)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.ARCHIVED])
def test_an_editor_cannot_set_a_state_that_takes_a_publisher(editor, state):
    toolkit = make_toolkit(state=State.DRAFT)

    response = save(editor, toolkit, state=state)

    assert "state" in response.context["adminform"].form.errors
    assert toolkit.state == State.DRAFT


def test_an_editor_submits_for_review_and_a_publisher_publishes(editor, publisher):
    toolkit = make_toolkit(state=State.DRAFT)

    save(editor, toolkit, state=State.IN_REVIEW)
    assert toolkit.state == State.IN_REVIEW

    save(publisher, toolkit, state=State.PUBLISHED)
    assert toolkit.state == State.PUBLISHED


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("publish", State.IN_REVIEW, State.PUBLISHED),
        ("archive", State.PUBLISHED, State.ARCHIVED),
        ("submit_for_review", State.DRAFT, State.IN_REVIEW),
        ("back_to_draft", State.PUBLISHED, State.DRAFT),
    ],
)
def test_a_publisher_moves_many_at_once(publisher, action, before, after):
    toolkits = [make_toolkit(state=before) for _ in range(2)]
    other = make_toolkit(state=before)

    # The button of the page that asks first about what the public sees.
    response = act(publisher, Toolkit, action, *toolkits, confirmed="1")

    states = dict(Toolkit.objects.values_list("pk", "state"))
    assert states == {**{toolkit.pk: after for toolkit in toolkits}, other.pk: before}
    assert messages_of(response) == [f"2 toolkits changed to {State(after).label.lower()}."]
    assert {toolkit.updated_by for toolkit in Toolkit.objects.filter(state=after)} == {publisher.person}


@pytest.mark.parametrize("action", ["publish", "archive"])
def test_an_editor_is_not_offered_and_cannot_force_what_takes_a_publisher(editor, action):
    toolkit = make_toolkit(state=State.DRAFT)

    offered = editor.get(list_address(Toolkit)).context["action_form"].fields["action"].choices
    act(editor, Toolkit, action, toolkit)

    toolkit.refresh_from_db()
    assert action not in dict(offered)
    assert toolkit.state == State.DRAFT


def test_an_editor_cannot_take_a_live_record_off_the_site(editor):
    live, waiting = make_toolkit(title="Live one"), make_toolkit(state=State.IN_REVIEW)

    response = act(editor, Toolkit, "back_to_draft", live, waiting)

    live.refresh_from_db()
    waiting.refresh_from_db()
    assert (live.state, waiting.state) == (State.PUBLISHED, State.DRAFT)
    assert messages_of(response) == [
        "Only a publisher can change what is published or archived: Live one (professionals).",
        "1 toolkit changed to draft.",
    ]


def test_only_drafts_are_submitted(publisher):
    live, draft = make_toolkit(), make_toolkit(state=State.DRAFT)

    response = act(publisher, Toolkit, "submit_for_review", live, draft)

    live.refresh_from_db()
    draft.refresh_from_db()
    assert (live.state, draft.state) == (State.PUBLISHED, State.IN_REVIEW)
    assert messages_of(response)[0] == "1 toolkit not submitted: only drafts can be."


def test_marking_as_reviewed_sets_both_dates(publisher):
    toolkit = make_toolkit()
    today = timezone.localdate()

    act(publisher, Toolkit, "mark_reviewed", toolkit)

    toolkit.refresh_from_db()
    assert (toolkit.last_reviewed_date, toolkit.review_date) == (today, next_review(Toolkit))


def test_an_editor_marks_live_records_as_reviewed_too(editor):
    toolkit = make_toolkit()

    act(editor, Toolkit, "mark_reviewed", toolkit)

    toolkit.refresh_from_db()
    assert toolkit.last_reviewed_date == timezone.localdate()


def test_view_on_site_is_offered_for_live_records_only(publisher):
    live, draft = make_toolkit(), make_toolkit(state=State.DRAFT)

    assert publisher.get(address(live, "change")).context["absolute_url"] == live.get_absolute_url()
    assert publisher.get(address(live, "change")).context["preview_url"] is None
    assert publisher.get(address(draft, "change")).context["absolute_url"] is None
    assert publisher.get(address(draft, "change")).context["preview_url"] == address(draft, "preview")


def test_a_preview_shows_the_public_page_under_a_banner_and_is_not_kept(editor):
    theme = make_theme(title="Not out yet", state=State.DRAFT)

    response = editor.get(address(theme, "preview"))

    assert response.status_code == 200
    assert response.context["preview"] is True
    assert response.context["record"] == theme
    assert "no-store" in response["Cache-Control"]


def test_a_preview_is_for_staff_who_may_view_the_record(client, signed_in):
    theme = make_theme(state=State.DRAFT)

    assert client.get(address(theme, "preview")).status_code == 302
    assert signed_in("none").get(address(theme, "preview")).status_code == 403
    assert client.get(theme.get_absolute_url()).status_code == 404


def test_a_changed_address_of_a_live_record_keeps_working(publisher, client):
    theme = make_theme(slug="old-name")
    old = theme.get_absolute_url()

    save(publisher, theme, slug="new-name")

    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, "/themes/new-name/")


def test_a_record_that_was_never_public_leaves_no_old_address(editor, client):
    theme = make_theme(slug="old-name", state=State.DRAFT)

    save(editor, theme, slug="new-name")

    assert theme.slug == "new-name"
    assert OldAddress.objects.count() == 0


def test_a_record_that_was_public_once_keeps_its_old_address(publisher, client):
    theme = make_theme(slug="old-name")
    save(publisher, theme, state=State.PUBLISHED, title="Saved once")
    save(publisher, theme, state=State.DRAFT)

    save(publisher, theme, slug="new-name")

    assert list(OldAddress.objects.values_list("old_path", "new_path")) == [
        ("/themes/old-name/", "/themes/new-name/")
    ]


def test_records_without_a_page_of_their_own_leave_no_old_address(publisher):
    level = make_threshold_level(number=1)

    save(publisher, level, slug="renamed")

    assert level.slug == "renamed"
    assert OldAddress.objects.count() == 0


def test_the_list_says_what_the_public_sees(publisher):
    now = timezone.now()
    make_toolkit(title="A live")
    make_toolkit(title="B draft", state=State.DRAFT)
    make_toolkit(title="C soon", publish_at=now + timedelta(days=3))
    make_toolkit(title="D over", expire_at=now - timedelta(days=3))

    page = publisher.get(list_address(Toolkit))

    rows = page.context["cl"].result_list
    admin = page.context["cl"].model_admin
    assert [admin.on_site(row).split()[0] for row in rows] == ["Yes", "No", "From", "Until"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("site=now", ["live", "overdue"]),
        ("site=starting", ["starts soon"]),
        ("site=ending", ["overdue"]),
        ("site=ended", ["ended"]),
        ("site=no", ["draft", "ended", "starts soon"]),
        ("review=overdue", ["overdue"]),
        ("review=soon", ["draft"]),
        ("review=none", ["ended", "live", "starts soon"]),
        ("link=missing", ["draft", "ended", "overdue", "starts soon"]),
        ("link=given", ["live"]),
        ("state__exact=draft", ["draft"]),
    ],
)
def test_the_filters_find_what_they_say(publisher, query, found):
    now, today = timezone.now(), timezone.localdate()
    day = timedelta(days=1)
    make_toolkit(title="live", link="https://example.org/")
    make_toolkit(title="draft", state=State.DRAFT, review_date=today + day)
    make_toolkit(title="starts soon", publish_at=now + 30 * day)
    make_toolkit(title="ended", expire_at=now - day)
    make_toolkit(title="overdue", review_date=today - day, expire_at=now + 30 * day)

    page = publisher.get(f"{list_address(Toolkit)}?{query}")

    assert [row.title for row in page.context["cl"].result_list] == found


def test_an_autocomplete_says_when_a_record_is_not_public(editor):
    make_toolkit(title="Sleep", state=State.DRAFT)
    make_toolkit(title="Sleep", audience_group="parents_and_carers")

    response = editor.get(
        "/admin/autocomplete/",
        {"app_label": "themes", "model_name": "theme", "field_name": "lead_toolkit", "term": "sleep"},
    )

    assert [result["text"] for result in response.json()["results"]] == [
        "Sleep (professionals) – draft",
        "Sleep (parents and carers)",
    ]


def test_rich_text_that_one_may_only_read_is_shown_as_text(signed_in):
    reader = signed_in("training")
    process = make_process()
    ProcessSection.objects.create(process=process, heading="First", body="<p>Ring <strong>now</strong>.</p>")
    theme = make_theme(introduction="<p>Notice <strong>early</strong>.</p>")

    assert "<p>Notice <strong>early</strong>.</p>" in reader.get(address(theme, "change")).text
    assert "<p>Ring <strong>now</strong>.</p>" in reader.get(address(process, "change")).text
