"""The form of a record: what is live is changed by a draft, and nobody saves over what another person has saved."""

import pytest

from hscp.editing.drafts.keeping import as_drafted, draft_of
from hscp.editing.models import Draft
from hscp.links.models import Link
from hscp.records.state import State
from resources.models import Toolkit
from tests.admin.pages import address, filled_in, messages_of
from tests.factories import (
    make_answer,
    make_audience,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_question,
    make_resource,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import ThemeToolkit


def whole_pathway(**fields):
    pathway = make_pathway(**fields)
    make_contact_point(pathway)
    return pathway


def whole_situation(**fields):
    situation = make_situation(**fields)
    situation.pathways.add(whole_pathway(for_public=True))
    return situation


def whole_level(**fields):
    return make_threshold_level(number=1, **fields)


def whole_question(**fields):
    question = make_question(**fields)
    for _ in range(2):
        make_answer(question, whole_pathway())
    return question


MAKERS = [
    *(make_theme, make_process, make_term, make_toolkit, make_resource, make_course),
    *(whole_situation, whole_pathway, whole_level, whole_question),
]


def open_form(client, record):
    return filled_in(client.get(address(record, "change")))


def save(client, record, form=None, **changes):
    form = form or open_form(client, record)
    return client.post(address(record, "change"), form | changes, follow=True)


def drafted(record, name):
    """Return what the draft of `record` says of a field."""
    wanted, _ = as_drafted(record, draft_of(record))
    return next(iter(wanted.values()))[name]


@pytest.fixture
def toolkit(db):
    return make_toolkit(title="Neglect toolkit", state=State.PUBLISHED, summary="Old words")


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("state", [State.PUBLISHED, State.ARCHIVED])
def test_an_editor_changes_any_record_by_a_draft(editor, make, state):
    record = make(title="As it is", state=state)

    response = save(editor, record, title="As it is to be")

    record.refresh_from_db()
    assert (record.title, drafted(record, "title")) == ("As it is", "As it is to be")
    assert any("Draft saved" in text for text in messages_of(response))
    assert open_form(editor, record)["title"] == "As it is to be"


def test_an_editor_does_not_decide_what_is_on_the_site_by_a_draft(editor, toolkit):
    save(editor, toolkit, title="New", state=State.DRAFT, expire_at_0="2020-01-01", expire_at_1="09:00")

    toolkit.refresh_from_db()
    assert (toolkit.state, toolkit.expire_at) == (State.PUBLISHED, None)
    assert (drafted(toolkit, "state"), drafted(toolkit, "expire_at")) == (State.PUBLISHED, None)


def test_a_publisher_may_keep_a_draft_too(publisher, toolkit):
    save(publisher, toolkit, title="Later", _draft="Save draft")

    toolkit.refresh_from_db()
    assert (toolkit.title, drafted(toolkit, "title")) == ("Neglect toolkit", "Later")


def test_looking_leads_to_the_page_of_the_draft(editor, toolkit):
    response = save(editor, toolkit, title="Look", _look="1")

    assert response.redirect_chain[-1][0] == address(toolkit, "draft")


def test_a_form_with_an_error_keeps_what_was_typed_and_no_draft(editor, toolkit):
    response = save(editor, toolkit, title="", summary="Typed")

    assert response.context["errors"]
    assert filled_in(response)["summary"] == "Typed"
    assert not Draft.objects.exists()


def test_the_line_ends_that_a_browser_sends_are_no_change(editor, toolkit):
    Toolkit.objects.update(aliases="One\nTwo")
    form = open_form(editor, toolkit)

    save(editor, toolkit, form, aliases="One\r\nTwo", summary="New")

    [(before, after)] = draft_of(toolkit).changes.values()
    assert [name for name in after if before[name] != after[name]] == ["summary"]


def test_a_live_record_can_be_deleted_from_its_form_by_who_may(publisher, editor, toolkit):
    assert 'class="deletelink"' in publisher.get(address(toolkit, "change")).text
    assert 'class="deletelink"' not in editor.get(address(toolkit, "change")).text


def test_rows_and_new_links_are_part_of_the_draft(editor, toolkit):
    rows = {"link_rows-TOTAL_FORMS": "1", "link_rows-0-address": "https://example.org/tool"}

    save(editor, toolkit, **rows, **{"link_rows-0-kind": "page", "link_rows-0-record": toolkit.pk})

    assert not Link.objects.exists()
    assert not toolkit.link_rows.exists()
    assert open_form(editor, toolkit)["link_rows-0-address"] == "https://example.org/tool"


def test_a_draft_is_saved_again_and_again(editor, toolkit):
    rows = {"link_rows-TOTAL_FORMS": "1", "link_rows-0-address": "https://example.org/tool"}
    save(editor, toolkit, **rows, **{"link_rows-0-kind": "page", "link_rows-0-record": toolkit.pk})

    save(editor, toolkit, title="Second")
    save(editor, toolkit, summary="Third")

    form = open_form(editor, toolkit)
    assert (form["title"], form["summary"]) == ("Second", "Third")
    assert form["link_rows-0-address"] == "https://example.org/tool"
    assert Draft.objects.count() == 1


def test_saving_a_draft_without_a_difference_keeps_none(editor, toolkit):
    save(editor, toolkit, title="Other")

    save(editor, toolkit, title="Neglect toolkit")

    assert not Draft.objects.exists()


def test_the_order_of_numbers_is_in_the_draft_and_the_numbers_are_not(editor):
    pathway = make_pathway(state=State.PUBLISHED)
    first, second = make_contact_point(pathway, order=1), make_contact_point(pathway, order=2)

    save(editor, pathway, **{"contact_points-0-order": "3"})

    first.refresh_from_db()
    assert first.order == 1
    assert {key.partition(":")[0] for key in draft_of(pathway).changes} == {"contacts.contactpoint"}
    assert second.order == 2


# Two people at one record


def test_what_another_person_saved_is_not_saved_over(editor, publisher):
    record = make_toolkit(state=State.DRAFT, title="Title", summary="Summary")
    form = open_form(editor, record)
    save(publisher, record, title="Theirs")

    response = save(editor, record, form, title="Mine")

    record.refresh_from_db()
    assert record.title == "Theirs"
    assert [decision.label for decision in response.context["decisions"]] == ["title"]
    assert "Nothing of yours is lost" in response.text


@pytest.mark.parametrize(("side", "title"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_the_second_person_chooses_and_the_rest_of_both_is_kept(editor, publisher, side, title):
    record = make_toolkit(state=State.DRAFT, title="Title", summary="Summary", aliases="")
    form = open_form(editor, record)
    save(publisher, record, title="Theirs", summary="Their summary")

    page = save(editor, record, form, title="Mine", aliases="My name")
    choice = {page.context["decisions"][0].name: side}
    decide(editor, record, page, choice)

    record.refresh_from_db()
    assert (record.title, record.summary, record.aliases) == (title, "Their summary", "My name")


def decide(client, record, page, choices):
    data = {"carried": page.context["carried"]} | {f"choice:{name}": side for name, side in choices.items()}
    return client.post(address(record, "differences"), data, follow=True)


def test_nothing_is_saved_before_everything_is_decided(editor, publisher):
    record = make_toolkit(state=State.DRAFT, title="Title")
    form = open_form(editor, record)
    save(publisher, record, title="Theirs")
    page = save(editor, record, form, title="Mine")

    response = decide(editor, record, page, {})

    record.refresh_from_db()
    assert record.title == "Theirs"
    assert response.context["problem"] == "Choose for each field which of the two stays."


def test_a_third_change_in_between_is_shown_before_anything_is_saved(editor, publisher):
    record = make_toolkit(state=State.DRAFT, title="Title")
    form = open_form(editor, record)
    save(publisher, record, title="Theirs")
    page = save(editor, record, form, title="Mine")
    save(publisher, record, title="Theirs again")

    response = decide(editor, record, page, {page.context["decisions"][0].name: "mine"})

    record.refresh_from_db()
    assert record.title == "Theirs again"
    assert response.context["decisions"][0].theirs == "Theirs again"


def test_rows_that_two_people_added_are_both_kept(editor, publisher):
    theme = make_theme(state=State.DRAFT)
    mine, theirs = make_toolkit(title="Mine"), make_toolkit(title="Theirs")
    form = open_form(editor, theme)
    put_in_pack(theme, theirs)

    page = save(
        editor,
        theme,
        form,
        **{
            "themetoolkit_set-TOTAL_FORMS": "1",
            "themetoolkit_set-0-toolkit": mine.pk,
            "themetoolkit_set-0-theme": theme.pk,
            "themetoolkit_set-0-id": "",
        },
    )
    decide(editor, theme, page, {})

    assert {*ThemeToolkit.objects.values_list("toolkit__title", flat=True)} == {"Mine", "Theirs"}


def test_a_row_that_another_person_removed_is_not_brought_back_in_silence(editor, publisher):
    theme = make_theme(state=State.DRAFT)
    row = put_in_pack(theme, make_toolkit(title="Goes"), order=1)
    form = open_form(editor, theme)
    row.delete()

    page = save(editor, theme, form, **{"themetoolkit_set-0-order": "5"})

    (decision,) = page.context["decisions"]
    assert (decision.theirs, decision.mine) == ("Removed", "Goes (professionals)")
    decide(editor, theme, page, {decision.name: "theirs"})
    assert not ThemeToolkit.objects.exists()


def test_two_editors_of_one_draft_do_not_save_over_each_other(editor, signed_in, toolkit):
    other = signed_in("editor", username="other")
    form = open_form(other, toolkit)
    save(editor, toolkit, title="First")

    page = save(other, toolkit, form, title="Second")
    decide(other, toolkit, page, {page.context["decisions"][0].name: "mine"})

    assert drafted(toolkit, "title") == "Second"
    assert {author.username for author in draft_of(toolkit).authors.all()} == {
        editor.person.username,
        "other",
    }


def test_words_without_a_state_are_not_saved_over_either(publisher, signed_in):
    audience = make_audience(name="Schools")
    other = signed_in("publisher", username="other")
    form = open_form(other, audience)
    save(publisher, audience, name="Schools and colleges")

    page = save(other, audience, form, name="All schools")

    audience.refresh_from_db()
    assert audience.name == "Schools and colleges"
    assert page.context["decisions"][0].mine == "All schools"


def test_what_was_typed_cannot_be_carried_by_another_person(editor, publisher):
    record = make_toolkit(state=State.DRAFT, title="Title")
    form = open_form(editor, record)
    save(publisher, record, title="Theirs")
    page = save(editor, record, form, title="Mine")

    response = decide(publisher, record, page, {page.context["decisions"][0].name: "mine"})

    record.refresh_from_db()
    assert record.title == "Theirs"
    assert any("too old" in text for text in messages_of(response))
