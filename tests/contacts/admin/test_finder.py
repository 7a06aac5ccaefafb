"""The guided path in the admin: no save, action or restore leaves the public with a loop or a dead end."""

from datetime import timedelta

import pytest
import reversion
from django.utils import timezone
from reversion.models import Version

from contacts.models import FinderQuestion, Pathway, ThresholdLevel
from hscp.records.state import State
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import (
    make_answer,
    make_contact_point,
    make_pathway,
    make_question,
    make_threshold_level,
    make_whole_question,
)


def save(client, record, **changes):
    page = client.get(address(record, "change"))
    response = client.post(address(record, "change"), filled_in(page, **changes))
    record.refresh_from_db()
    return response


def errors(response):
    """Return every error of the form, its rows and its fields."""
    form = response.context["adminform"].form
    found = [text for texts in form.errors.values() for text in texts]
    for inline in response.context["inline_admin_formsets"]:
        found += inline.formset.non_form_errors()
        found += [text for row in inline.formset.errors for texts in row.values() for text in texts]
    return found


def reachable_pathway(**fields):
    pathway = make_pathway(**fields)
    make_contact_point(pathway)
    return pathway


def row(number, text, **target):
    """Return the fields of one new row of answers as a browser sends them."""
    fields = {
        "id": "",
        "question": "",
        "text": text,
        "next_question": "",
        "pathway": "",
        "level": "",
        "order": "",
    }
    return {f"answers-{number}-{name}": value for name, value in (fields | target).items()}


def test_a_question_is_written_with_its_answers_and_published(publisher):
    pathway = reachable_pathway()
    page = publisher.get(list_address(FinderQuestion, "add"))
    rows = {
        "answers-TOTAL_FORMS": 2,
        **row(0, "Yes", pathway=pathway.pk),
        **row(1, "No,\nnot now", emergency="on"),
    }

    response = publisher.post(
        list_address(FinderQuestion, "add"),
        filled_in(page, title="Is it so?", slug="so", state=State.PUBLISHED, is_first="on", **rows),
    )

    assert response.status_code == 302, errors(response)
    question = FinderQuestion.objects.get()
    assert list(question.answers.values_list("text", "pathway", "emergency")) == [
        ("Yes", pathway.pk, False),
        ("No, not now", None, True),
    ]
    assert publisher.get("/contacts/find/").context["page_title"] == "Is it so?"


def test_a_loop_is_refused_with_its_questions_and_what_was_typed_stays(publisher):
    first, second = make_whole_question(title="A?"), make_whole_question(title="B?")
    make_answer(first, second)

    response = save(
        publisher,
        second,
        title="B, then?",
        **{"answers-0-emergency": "", "answers-0-next_question": first.pk},
    )

    assert errors(response) == [
        "The answers lead round in a circle: “B, then?” → “A?” → “B, then?”. Let one of them lead elsewhere."
    ]
    assert response.context["adminform"].form["title"].value() == "B, then?"
    chosen = response.text.partition('name="answers-0-next_question"')[2].partition("</select>")[0]
    assert f'<option value="{first.pk}" selected' in chosen
    assert second.title == "B?"


@pytest.mark.parametrize("rows", [0, 1])
def test_a_published_question_keeps_two_answers(publisher, rows):
    question = make_whole_question(title="Q?")
    removed = {f"answers-{number}-DELETE": "on" for number in range(rows, 2)}

    response = save(publisher, question, **removed)

    assert errors(response) == ["“Q?” needs at least two answers: with fewer it is not a question."]
    assert question.answers.count() == 2


def test_a_live_question_does_not_lead_to_a_draft(publisher):
    question, draft = make_whole_question(title="Q?"), make_question(title="Next?", state=State.DRAFT)
    text = question.answers.first().text

    response = save(publisher, question, **{"answers-0-emergency": "", "answers-0-next_question": draft.pk})

    assert errors(response) == [
        f"The answer “{text}” of “Q?” leads to “Next?”, which is a draft. "
        "Publish that first, or let the answer lead elsewhere."
    ]


def test_a_draft_may_be_unfinished_and_lead_round_but_cannot_be_published_like_that(editor, publisher):
    draft = make_question(title="Q?", state=State.DRAFT)
    make_answer(draft, draft)

    assert save(editor, draft, hint="<p>More</p>").status_code == 302
    response = save(publisher, draft, state=State.PUBLISHED)

    assert len(errors(response)) == 2
    assert draft.state == State.DRAFT


def test_an_answer_leads_to_one_place(publisher):
    question, pathway = make_whole_question(), reachable_pathway()

    response = save(publisher, question, **{"answers-0-pathway": pathway.pk})

    assert errors(response) == [
        "An answer leads to exactly one place: another question, a contact, a level of need, or 999."
    ]


def test_no_question_takes_the_address_of_the_emergency_page(publisher):
    question = make_question(state=State.DRAFT)

    response = save(publisher, question, slug="emergency")

    assert errors(response) == [
        "The page with the emergency numbers already has this address. Choose another one."
    ]


def make_level(**fields):
    return make_threshold_level(number=2, what_to_do="<p>Do this.</p>", **fields)


TARGETS = pytest.mark.parametrize("make", [make_whole_question, reachable_pathway, make_level])


@TARGETS
@pytest.mark.parametrize(
    "change",
    [
        {"what": "draft"},
        {"what": "archive"},
        {"what": "dates", "expire_at_0": "2040-01-01", "expire_at_1": "12:00"},
    ],
)
def test_what_a_live_question_leads_to_is_not_taken_away_on_its_page(publisher, make, change):
    record = make()
    make_answer(make_whole_question(title="Q?"), record, text="Yes")
    page = publisher.get(address(record, "visibility"))

    response = publisher.post(address(record, "visibility"), filled_in(page, **change))

    record.refresh_from_db()
    assert response.context["form"].non_field_errors() == [
        "The guided path leads here: the answer “Yes” of “Q?”. "
        "Let the path lead elsewhere first, or archive the question."
    ]
    assert (record.state, record.expire_at) == (State.PUBLISHED, None)


@TARGETS
@pytest.mark.parametrize(("action", "state"), [("archive", "archived"), ("back_to_draft", "draft")])
def test_nor_by_a_bulk_action_which_moves_the_others(publisher, make, action, state):
    record = make(title="Led to")
    other = reachable_pathway() if isinstance(record, Pathway) else make_whole_question()
    make_answer(make_whole_question(title="Q?"), record, text="Yes")
    chosen = [record, other] if type(other) is type(record) else [record]

    response = act(publisher, type(record), action, *chosen, confirmed="1")

    record.refresh_from_db()
    other.refresh_from_db()
    assert record.state == State.PUBLISHED
    assert other.state == (state if other in chosen else State.PUBLISHED)
    assert messages_of(response)[0] == (
        f"Not changed to {state}: {record}. The guided path leads here: the answer “Yes” of “Q?”. "
        "Let the path lead elsewhere first, or archive the question."
    )


@TARGETS
def test_nor_by_restoring_an_old_version(publisher, make):
    record = make(state=State.DRAFT)
    version = version_of(record)
    record.state = State.PUBLISHED
    record.save()
    make_answer(make_whole_question(title="Q?"), record, text="Yes")
    where = address(record, "revision", version.pk)

    publisher.post(where, filled_in(publisher.get(where), state=State.DRAFT))

    record.refresh_from_db()
    assert record.state == State.PUBLISHED


@TARGETS
def test_nor_deleted(publisher, make):
    record = make()
    make_answer(make_whole_question(title="Asks for it?"), record)

    page = publisher.get(address(record, "delete"))
    publisher.post(address(record, "delete"), {"post": "yes"})

    assert "Asks for it?" in page.text
    assert type(record).objects.filter(pk=record.pk).exists()


def test_what_only_drafts_lead_to_may_go(publisher):
    pathway = reachable_pathway()
    make_answer(make_question(state=State.DRAFT), pathway)

    act(publisher, Pathway, "archive", pathway, confirmed="1")

    pathway.refresh_from_db()
    assert pathway.state == State.ARCHIVED


def version_of(record):
    with reversion.create_revision():
        reversion.add_to_revision(record)
    return Version.objects.get_for_object(record).latest("pk")


def test_an_old_version_that_would_close_a_loop_is_not_restored(publisher):
    first, second = make_whole_question(title="A?"), make_whole_question(title="B?")
    answer = make_answer(first, second)
    version = version_of(first)
    answer.delete()
    make_answer(second, first)
    where = address(first, "revision", version.pk)

    response = publisher.post(where, filled_in(publisher.get(where)))

    assert errors(response) == [
        "The answers lead round in a circle: “A?” → “B?” → “A?”. Let one of them lead elsewhere."
    ]
    assert first.answers.count() == 2


def test_a_version_brings_its_answers_back(publisher):
    question = make_whole_question()
    version = version_of(question)
    question.answers.update(text="Changed")
    where = address(question, "revision", version.pk)

    publisher.post(where, filled_in(publisher.get(where)))

    assert "Changed" not in question.answers.values_list("text", flat=True)


def test_publishing_many_names_what_cannot_be_and_publishes_the_rest(publisher):
    last = make_whole_question(state=State.DRAFT)
    whole = make_whole_question(last, state=State.DRAFT)
    bare = make_question(title="Bare?", state=State.DRAFT)

    response = act(publisher, FinderQuestion, "publish", last, whole, bare)

    assert set(FinderQuestion.objects.live()) == {last, whole}
    assert messages_of(response) == [
        "Not published: Bare?. “Bare?” needs at least two answers: with fewer it is not a question.",
        "2 questions of the guided path changed to published.",
    ]


def test_a_draft_can_be_previewed_as_the_public_would_see_it(editor):
    question = make_question(title="Soon?", state=State.DRAFT, is_first=True)
    make_answer(question, text="Yes, now")

    page = editor.get(address(question, "preview"))

    assert page.status_code == 200
    assert "Yes, now" in page.text
    assert "Only staff see this page." in page.text


def test_a_date_that_has_passed_stops_nobody(publisher):
    level = make_level()
    make_whole_question(level, expire_at=timezone.now() - timedelta(days=1))

    act(publisher, ThresholdLevel, "archive", level, confirmed="1")

    level.refresh_from_db()
    assert level.state == State.ARCHIVED
