"""What somebody typed is text on every page of the admin, never markup."""

import pytest
import reversion
from reversion.models import Version

from resources.models import Publisher
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import (
    make_contact_point,
    make_pathway,
    make_process,
    make_publisher,
    make_resource,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import ProcessSection

HOSTILE = "<img src=x onerror=alert(1)>'\"<script>alert(2)</script>"


@pytest.fixture
def records(publisher):
    """A theme, a toolkit and a pathway with hostile texts, each saved twice so that it has a history."""
    toolkit, theme, pathway = (
        make_toolkit(title=HOSTILE),
        make_theme(title=HOSTILE),
        make_pathway(title=HOSTILE),
    )
    organisation = make_publisher(name=HOSTILE)
    resource = make_resource(title=HOSTILE, publisher=organisation)
    put_in_pack(theme, toolkit, order=1)
    put_in_pack(theme, resource, order=1)
    make_contact_point(pathway, label=HOSTILE, note=HOSTILE, to_verify=HOSTILE)
    put_in_pack(theme, pathway)
    process = make_process(title=HOSTILE)
    process.themes.add(theme)
    part = ProcessSection.objects.create(process=process, heading=HOSTILE, body="<p>Fine</p>")
    made = [toolkit, theme, pathway, resource, process]
    for aliases in ("One", HOSTILE):
        with reversion.create_revision():
            reversion.set_comment(HOSTILE)
            for record in made:
                record.aliases = aliases
                record.save()
            part.heading = f"{aliases} heading"
            part.save()
    return [*made, organisation]


def raw_markup(page):
    """Return the hostile markup that a browser would run on `page`."""
    return [part for part in ("<img src=x", "<script>alert") if part in page.text]


def test_lists_forms_histories_and_questions_show_text(publisher, records):
    pages = {
        (record._meta.model_name, name): publisher.get(
            list_address(type(record)) if name == "changelist" else address(record, name)
        )
        for record in records
        for name in ("changelist", "change", "history", "delete")
    }

    assert {page.status_code for page in pages.values()} == {200}
    assert {where: raw_markup(page) for where, page in pages.items() if raw_markup(page)} == {}


def test_previews_comparisons_and_old_versions_show_text(publisher, records):
    for record in records[:-1]:
        first, last = Version.objects.get_for_object(record).order_by("pk")
        pages = [
            publisher.get(address(record, "compare"), {"older": first.pk, "newer": last.pk}),
            publisher.get(address(record, "revision", first.pk)),
            publisher.get(address(record, "preview")),
        ]

        assert [(page.status_code, raw_markup(page)) for page in pages] == [(200, [])] * 3


def test_the_start_page_and_messages_show_text(publisher, records):
    toolkit = records[0]
    page = publisher.get(address(toolkit, "change"))

    saved = publisher.post(address(toolkit, "change"), filled_in(page), follow=True)
    refused = act(publisher, type(toolkit), "delete_selected", toolkit)

    assert messages_of(saved) != []
    assert [raw_markup(each) for each in (publisher.get("/admin/"), saved, refused)] == [[], [], []]


def test_deleted_records_are_listed_as_text(publisher):
    organisation = make_publisher(name=HOSTILE)
    publisher.post(address(organisation, "delete"), {"post": "yes"})

    page = publisher.get(list_address(Publisher, "recoverlist"))

    assert "&lt;img src=x" in page.text
    assert raw_markup(page) == []


def test_rich_text_is_cleaned_when_it_is_saved_by_form(editor):
    theme = make_theme(state="draft")
    page = editor.get(address(theme, "change"))

    editor.post(
        address(theme, "change"),
        filled_in(
            page, introduction='<p onclick="x()">Fine</p><script>alert(1)</script><iframe src="/"></iframe>'
        ),
    )

    theme.refresh_from_db()
    assert theme.introduction == "<p>Fine</p>"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//example.org/", "data:text/html,x"])
def test_an_unsafe_link_is_refused_with_its_address(editor, link):
    theme = make_theme(state="draft", introduction="<p>Before</p>")
    page = editor.get(address(theme, "change"))

    response = editor.post(
        address(theme, "change"), filled_in(page, introduction=f'<p><a href="{link}">here</a></p>')
    )

    theme.refresh_from_db()
    [error] = response.context["adminform"].form.errors["introduction"]
    assert error.startswith(f"The link “{link}” is not allowed.")
    assert theme.introduction == "<p>Before</p>"
