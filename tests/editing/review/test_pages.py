"""The pages of review in the admin, without JavaScript: sending, deciding, commenting, and what the form says."""

import pytest
from reversion.models import Version

from hscp.editing.enums import ReviewOutcome
from hscp.editing.models import Comment, ReviewRequest
from hscp.records.state import State
from resources.models import Toolkit
from tests.admin.pages import address, filled_in, list_address, messages_of
from tests.editing.review.builders import make_draft, make_four_eyes, make_request, saved_by
from tests.factories import make_staff, make_toolkit

pytestmark = pytest.mark.django_db


def states():
    return dict(Toolkit.objects.values_list("title", "state"))


def decide(client, record, button, **fields):
    page = client.get(address(record, "review"))
    return client.post(
        address(record, "review"), {button: "yes", "seen": page.context["seen"], **fields}, follow=True
    )


def test_a_new_record_goes_from_its_form_to_a_person(editor, person):
    ben = person("publisher", first_name="Ben", last_name="Byron")
    add = editor.get(list_address(Toolkit, "add"))
    saved = editor.post(
        list_address(Toolkit, "add"), filled_in(add, title="Sleep", slug="sleep", _send="yes"), follow=True
    )
    toolkit = Toolkit.objects.get()
    assert saved.redirect_chain[-1][0] == address(toolkit, "review_send")

    response = editor.post(address(toolkit, "review_send"), {"note": "Please.", "to": ben.pk}, follow=True)

    request = ReviewRequest.objects.get()
    assert (request.sent_by, request.sent_to, request.note) == (editor.person, ben, "Please.")
    assert messages_of(response) == ["Sent to Ben Byron. The start page shows you what becomes of it."]
    assert "It waits for review" in response.text


def test_only_those_who_publish_the_kind_can_be_asked(publisher, person):
    other = person("publisher")
    for role in ("editor", "verifier", "training", "none"):
        person(role)
    person("publisher", is_active=False)

    form = publisher.get(address(make_toolkit(state=State.DRAFT), "review_send")).context["form"]

    assert list(form.fields["to"].queryset) == [other]


def test_a_draft_is_read_beside_what_is_live_and_approved(editor, publisher):
    toolkit = make_toolkit(title="Before")
    make_draft(toolkit, editor.person, title="After")
    make_request(toolkit, sent_by=editor.person, note="A better name.")

    page = publisher.get(address(toolkit, "review"))
    response = decide(publisher, toolkit, "approve")

    assert "A better name." in page.text
    assert "<ins>After</ins>" in page.text
    assert states() == {"After": State.PUBLISHED}
    assert messages_of(response) == [
        f'Approved. It is published: <a href="{address(toolkit, "change")}">Before (professionals)</a>'
    ]


def test_what_is_sent_back_says_why_on_the_form(editor, publisher):
    toolkit = make_request(sent_by=editor.person).record

    decide(publisher, toolkit, "send_back", words="Who is it for?")

    page = editor.get(address(toolkit, "change"))
    assert "Who is it for?" in page.text
    assert "send it for review again" in page.text


def test_sending_back_takes_words(publisher):
    toolkit = make_request().record

    response = decide(publisher, toolkit, "send_back", words="")

    assert response.context["sending_back"].errors["words"] == [
        "Say what should change, so that the writer can mend it."
    ]
    assert ReviewRequest.objects.waiting().exists()


def test_it_is_approved_for_a_moment_to_come(publisher):
    toolkit = make_request().record

    decide(publisher, toolkit, "schedule", at_0="2099-03-02", at_1="09:00")
    past = decide(publisher, make_request().record, "schedule", at_0="2001-03-02", at_1="09:00")

    toolkit.refresh_from_db()
    assert (toolkit.state, toolkit.publish_at.year, toolkit.is_live()) == (State.PUBLISHED, 2099, False)
    assert past.context["problem"] == "Choose a moment to come, or publish it now."


@pytest.mark.parametrize("button", ["approve", "schedule", "send_back"])
def test_who_may_not_publish_decides_nothing(editor, button):
    toolkit = make_request().record

    response = decide(editor, toolkit, button, words="No.")

    assert response.status_code == 403
    assert ReviewRequest.objects.get().outcome == ReviewOutcome.WAITING


def test_an_editor_takes_back_what_she_sent(editor):
    toolkit = make_request(sent_by=editor.person).record

    decide(editor, toolkit, "withdraw")

    assert ReviewRequest.objects.get().outcome == ReviewOutcome.WITHDRAWN


def test_under_four_eyes_the_page_says_why_the_writer_does_not_approve(publisher):
    make_four_eyes(Toolkit)
    toolkit = saved_by(publisher.person, make_toolkit(state=State.IN_REVIEW))
    make_request(toolkit)

    page = publisher.get(address(toolkit, "review"))
    response = decide(publisher, toolkit, "approve")

    assert "You wrote it, and toolkits are published by a second person." in page.text
    assert 'name="approve"' not in page.text
    assert "You wrote it" in response.context["problem"]
    assert list(states().values()) == [State.IN_REVIEW]


def test_under_four_eyes_the_form_publishes_nothing(publisher):
    make_four_eyes(Toolkit)
    toolkit = make_toolkit(title="Sleep", state=State.DRAFT)
    page = publisher.get(address(toolkit, "change"))

    response = publisher.post(address(toolkit, "change"), filled_in(page, state=State.PUBLISHED))

    assert "published" not in dict(page.context["adminform"].form.fields["state"].choices)
    assert response.context["adminform"].form.errors["state"] == [
        "A second person publishes toolkits: save it, and send it for review."
    ]
    assert states() == {"Sleep": State.DRAFT}


def test_under_four_eyes_a_publisher_s_change_of_what_is_live_is_a_draft(publisher):
    make_four_eyes(Toolkit)
    toolkit = make_toolkit(title="Before")
    page = publisher.get(address(toolkit, "change"))

    publisher.post(address(toolkit, "change"), filled_in(page, title="After", _save="yes"))
    draft = publisher.get(address(toolkit, "draft"))
    published = publisher.post(address(toolkit, "draft"), {"publish": "yes", "seen": draft.context["seen"]})

    assert states() == {"Before": State.PUBLISHED}
    assert published.status_code == 403


def test_under_four_eyes_an_old_version_of_a_draft_does_not_publish_it(publisher):
    make_four_eyes(Toolkit)
    toolkit = saved_by(publisher.person, make_toolkit(title="Old", state=State.PUBLISHED))
    version = Version.objects.get_for_object(toolkit).get()
    Toolkit.objects.update(title="New", state=State.DRAFT)
    where = address(toolkit, "revision", version.pk)

    publisher.post(where, filled_in(publisher.get(where)))

    assert states() == {"Old": State.DRAFT}


def test_under_four_eyes_an_editor_brings_no_published_record_back_either(editor):
    make_four_eyes(Toolkit)
    toolkit = saved_by(editor.person, make_toolkit(state=State.PUBLISHED))
    version = Version.objects.get_for_object(toolkit).get()
    toolkit.delete()

    response = editor.get(list_address(Toolkit, "recoverlist") + f"{version.pk}/")

    assert response.status_code == 403


def test_publishing_on_the_page_of_the_draft_ends_what_waits(editor, publisher):
    toolkit = make_toolkit(title="Before")
    make_draft(toolkit, editor.person, title="After")
    make_request(toolkit, sent_by=editor.person)
    draft = publisher.get(address(toolkit, "draft"))

    publisher.post(address(toolkit, "draft"), {"publish": "yes", "seen": draft.context["seen"]})

    assert list(ReviewRequest.objects.values_list("outcome", "decided_by")) == [
        ("approved", publisher.person.pk)
    ]


def test_throwing_a_draft_away_ends_what_waits(editor):
    toolkit = make_toolkit()
    make_draft(toolkit, editor.person, title="After")
    make_request(toolkit, sent_by=editor.person)
    draft = editor.get(address(toolkit, "draft"))

    editor.post(address(toolkit, "draft"), {"discard": "yes", "seen": draft.context["seen"]})

    assert ReviewRequest.objects.get().outcome == ReviewOutcome.WITHDRAWN


def test_a_record_moved_to_in_review_by_its_form_is_sent_to_all(editor):
    toolkit = make_toolkit(state=State.DRAFT)
    page = editor.get(address(toolkit, "change"))

    editor.post(address(toolkit, "change"), filled_in(page, state=State.IN_REVIEW))

    assert list(ReviewRequest.objects.values_list("sent_by", "sent_to")) == [(editor.person.pk, None)]


def test_a_comment_on_a_field_stands_on_the_form_until_it_is_resolved(editor, publisher):
    toolkit = make_toolkit(state=State.DRAFT)
    publisher.post(address(toolkit, "comments"), {"field": "summary", "text": "For whom?"})

    form = editor.get(address(toolkit, "change"))
    assert '<a href="#id_summary">Summary</a>' in form.text
    assert "For whom?" in form.text

    editor.post(address(toolkit, "comments"), {"resolve": Comment.objects.get().pk})
    assert "For whom?" not in editor.get(address(toolkit, "change")).text
    assert "For whom?" in editor.get(address(toolkit, "comments")).text
    assert Comment.objects.get().resolved_by == editor.person


def test_a_comment_is_about_a_field_of_the_form_and_says_something(publisher):
    toolkit = make_toolkit()

    response = publisher.post(address(toolkit, "comments"), {"field": "nothing", "text": " "})

    assert set(response.context["form"].errors) == {"field", "text"}
    assert not Comment.objects.exists()


def test_what_is_said_is_only_text(publisher):
    toolkit = make_toolkit(state=State.IN_REVIEW)
    Comment.objects.create(record=toolkit, text="<b>bold</b>", written_by=make_staff())
    make_request(toolkit, note="<i>note</i>")

    for page in ("change", "review", "comments"):
        text = publisher.get(address(toolkit, page)).text
        assert "<b>bold</b>" not in text
        assert "<i>note</i>" not in text


def test_comments_go_with_their_record(publisher):
    toolkit = make_toolkit()
    Comment.objects.create(record=toolkit, text="For whom?")

    toolkit.delete()

    assert not Comment.objects.exists()
