"""The editors' pages of the brochure's editions: preview, publish as a file, compare, withdraw and bring back."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.urls import reverse

from contacts.models import ContactPoint
from hscp.brochure.editions import brochure_pages, freezing, warnings
from hscp.brochure.editions.freezing import freeze, withdraw
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.documents.compiler import CannotCompile, TookTooLong
from hscp.documents.queue import Busy
from hscp.records.state import State
from tests.brochure.editions.builders import PDF, made_at_once, make_whole_brochure, prepared
from tests.documents.pdf_checks import texts_of
from tests.factories import make_brochure, make_staff, make_theme, make_toolkit, put_in_pack
from themes.models import Theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(settings, tmp_path, monkeypatch):
    """Keep files in a folder of the test's own, and make PDFs that take no time."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(freezing, "get_or_make", made_at_once)


@pytest.fixture
def brochure():
    return make_whole_brochure()


@pytest.fixture
def edition(brochure):
    return freeze(prepared=prepared(brochure), note="For the launch.", by=None)


def of_brochure(page, brochure):
    return reverse(f"admin:brochure_brochure_{page}", args=[brochure.pk])


def of_edition(page, *args):
    return reverse(f"admin:brochure_publishededition_{page}", args=args)


def told(response):
    return [str(message) for message in response.context["messages"]]


# Preview


def test_the_preview_holds_drafts_and_is_kept_by_nobody(editor, brochure):
    make_theme(title="Not yet published", state=State.DRAFT)

    response = editor.get(of_brochure("pdf", brochure))

    text = " ".join(texts_of(response.content))
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"].startswith("private, no-store")
    assert response["Content-Security-Policy"].startswith("default-src 'none'; object-src 'self'")
    assert "Not yet published" in text
    assert response["Content-Disposition"] == 'inline; filename="hscp-brochure-2026-2027-preview.pdf"'


def test_drafts_never_reach_the_public(editor, client, brochure):
    make_theme(title="Not yet published", state=State.DRAFT)
    editor.get(of_brochure("pdf", brochure))

    public = client.get(reverse("documents:brochure"))

    assert "Not yet published" not in " ".join(texts_of(b"".join(public)))
    assert client.get(of_brochure("pdf", brochure)).status_code == 302
    assert client.get("/brochure/editions/hscp-brochure-2026-2027-preview.pdf").status_code == 404


def test_the_brochures_page_leads_to_preview_and_publishing(editor, publisher, brochure):
    brochure.state = State.DRAFT
    brochure.save()
    pages = [client.get(of_brochure("change", brochure)).content.decode() for client in (editor, publisher)]

    assert [of_brochure("pdf", brochure) in page for page in pages] == [True, True]
    assert [of_brochure("freeze", brochure) in page for page in pages] == [False, True]


@pytest.mark.parametrize("broken", ["The bad one", "A draft in it"])
def test_a_preview_that_cannot_be_made_names_the_theme(editor, brochure, monkeypatch, caplog, broken):
    bad = make_theme(title="The bad one", state=State.DRAFT)
    put_in_pack(bad, make_toolkit(title="A draft in it", state=State.DRAFT))

    def fail(document):
        if broken in json.dumps(document.data):
            raise CannotCompile("the typesetter refused it")
        return PDF

    monkeypatch.setattr(brochure_pages, "pdf_of", fail)
    monkeypatch.setattr(warnings, "pdf_of", fail)

    response = editor.get(of_brochure("pdf", brochure), follow=True)

    assert told(response) == [
        "The brochure could not be made. The text that cannot be set is in: The bad one."
    ]
    assert "the typesetter refused it" in caplog.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CannotCompile("no fonts"), "The fault is not in one record"),
        (TookTooLong("brochure.typ"), "it took too long. Try again in a minute."),
        (Busy("too much"), "Too many documents are being made just now. Try again in a minute."),
    ],
)
def test_a_fault_that_is_no_records_is_told_as_such(publisher, brochure, monkeypatch, error, words):
    def fail(document):
        raise error

    for module, name in ((brochure_pages, "pdf_of"), (warnings, "pdf_of"), (freezing, "get_or_make")):
        monkeypatch.setattr(module, name, fail)

    for page in ("pdf", "freeze"):
        [message] = told(publisher.get(of_brochure(page, brochure), follow=True))
        assert words in message


# Publish as a file


def test_the_page_shows_what_would_be_published(publisher, brochure):
    make_theme(title="Not yet published", state=State.DRAFT)

    response = publisher.get(of_brochure("freeze", brochure))

    page = " ".join(response.content.decode().split())
    for cell in (
        "2026-2027",
        '<th scope="row">Themes</th><td>1</td>',
        '<th scope="row">Pages</th><td>2</td>',
    ):
        assert cell in page
    assert response.context["warnings"] == [
        "1 theme is not published yet and not in it: Not yet published.",
        "1 number or address was never checked, or should be checked again. They are included as they are.",
        "3 toolkits, resources and courses have no link yet.",
    ]
    assert PublishedEdition.objects.count() == 0


def test_a_brochure_without_words_is_warned_of(publisher):
    brochure = make_brochure()

    assert publisher.get(of_brochure("freeze", brochure)).context["warnings"] == [
        "The brochure has no introduction and no words on how to use it."
    ]


def test_texts_that_the_typeface_cannot_show_are_named_with_their_record(publisher, brochure, monkeypatch):
    ready = prepared(brochure)
    monkeypatch.setattr(
        brochure_pages,
        "prepare",
        lambda brochure: freezing.Prepared(brochure, ready.contents, PDF, 2, ["What neglect is."]),
    )

    assert publisher.get(of_brochure("freeze", brochure)).context["warnings"][-1] == (
        "Neglect: “What neglect is.” has characters that the typeface lacks. They are left out or shown as missing."
    )


def sealed(client, brochure, **fields):
    form = client.get(of_brochure("freeze", brochure)).context["form"]
    return {"note": "", "seal": form["seal"].value(), **fields}


def test_an_editor_publishes_the_brochure_as_a_file(publisher, brochure):
    data = sealed(publisher, brochure, note="For the launch.")

    response = publisher.post(of_brochure("freeze", brochure), data, follow=True)

    edition = PublishedEdition.objects.get()
    assert (edition.note, edition.published_by) == ("For the launch.", publisher.person)
    assert told(response) == [f"Published: {edition}. Readers will find it among the published editions."]
    assert response.redirect_chain == [(of_edition("change", edition.pk), 302)]
    assert "For the launch." in response.content.decode()


def test_a_second_click_publishes_nothing(publisher, brochure):
    data = sealed(publisher, brochure)
    publisher.post(of_brochure("freeze", brochure), data)

    response = publisher.post(of_brochure("freeze", brochure), data, follow=True)

    assert PublishedEdition.objects.count() == 1
    assert told(response)[-1].startswith("Nothing has changed since the edition of")


def test_what_has_not_changed_offers_no_button(publisher, brochure, edition):
    page = publisher.get(of_brochure("freeze", brochure)).content.decode()

    assert "Nothing has changed since the edition of" in page
    assert 'value="Publish this edition as a file"' not in page


def test_a_change_since_the_page_was_opened_is_shown_first(publisher, brochure):
    data = sealed(publisher, brochure)
    ContactPoint.objects.update(value="01962 845000")

    response = publisher.post(of_brochure("freeze", brochure), data, follow=True)

    assert told(response) == ["The brochure has changed since this page was opened. Look at it again."]
    assert response.redirect_chain == [(of_brochure("freeze", brochure), 302)]
    assert PublishedEdition.objects.count() == 0


@pytest.mark.parametrize("data", [{}, {"seal": "x" * 65}, {"seal": "x", "note": "n" * 301}])
def test_a_post_without_what_the_page_gave_publishes_nothing(publisher, brochure, data):
    response = publisher.post(of_brochure("freeze", brochure), data)

    assert (response.status_code, PublishedEdition.objects.count()) == (200, 0)


def test_a_draft_brochure_is_not_published_as_a_file(publisher):
    brochure = make_brochure(state=State.DRAFT)

    response = publisher.get(of_brochure("freeze", brochure), follow=True)

    assert told(response) == [
        "Only a brochure that readers can see can be published as a file. Publish the brochure first."
    ]


# The editions


def test_the_list_leads_to_the_files_and_the_changes(publisher, editor, edition):
    page = publisher.get(of_edition("changelist")).content.decode()
    for_an_editor = editor.get(of_edition("changelist")).content.decode()

    assert of_edition("file", edition.pk) in page
    assert f"{of_edition('changes')}?old={edition.pk}" in page
    assert "admin-tag--published" in page
    assert (of_edition("withdraw", edition.pk) in page, "withdraw/" in for_an_editor) == (True, False)
    assert "Add published edition" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_as_many_queries_for_one_as_for_many(
    publisher, brochure, django_assert_num_queries, count
):
    for number in range(count):
        Theme.objects.update(title=f"Theme {number}")
        freeze(prepared=prepared(brochure), note="", by=make_staff())

    with django_assert_num_queries(7):
        publisher.get(of_edition("changelist"))


def test_staff_read_a_withdrawn_file_and_nobody_keeps_it(editor, edition):
    withdraw(edition=edition, by=None)

    response = editor.get(of_edition("file", edition.pk))

    assert response.content == PDF
    assert response["Cache-Control"].startswith("private, no-store")
    assert response["Content-Security-Policy"].startswith("default-src 'none'; object-src 'self'")


def test_a_missing_file_is_told(editor, edition):
    default_storage.delete(edition.file.name)

    response = editor.get(of_edition("file", edition.pk), follow=True)

    missing = "The file is missing. Bring it back from a backup, or publish the edition again."
    assert told(response) == [missing]
    assert response.context["trouble"] == missing


def test_an_edition_is_withdrawn_and_brought_back_with_who_and_when(publisher, editor, edition):
    assert editor.post(of_edition("withdraw", edition.pk)).status_code == 403
    asked = publisher.get(of_edition("withdraw", edition.pk)).content.decode()
    assert "you can bring it back" in asked
    assert PublishedEdition.objects.get().withdrawn_at is None

    withdrawn = publisher.post(of_edition("withdraw", edition.pk), follow=True)
    again = publisher.post(of_edition("withdraw", edition.pk), follow=True)
    who = PublishedEdition.objects.get().withdrawn_by
    back = publisher.post(of_edition("bring_back", edition.pk), follow=True)

    assert who == publisher.person
    assert told(withdrawn) == [f"Withdrawn: {edition}."]
    assert "Withdrawn</strong> on" in withdrawn.content.decode()
    assert told(again) == ["This edition has already been withdrawn."]
    assert told(back) == [f"Brought back: {edition}."]
    log = LogEntry.objects.filter(object_id=str(edition.pk)).order_by("pk")
    assert [(each.user, each.change_message) for each in log] == [
        (publisher.person, "Withdrawn."),
        (publisher.person, "Brought back."),
    ]
    assert "Brought back." in publisher.get(of_edition("history", edition.pk)).content.decode()


def test_an_edition_is_never_changed_or_deleted(publisher, brochure, edition):
    before = PublishedEdition.objects.values().get()

    publisher.post(of_edition("change", edition.pk), {"title": "Other", "note": "Other"})
    deleted = publisher.post(of_edition("delete", edition.pk), {"post": "yes"})
    of_its_brochure = publisher.post(of_brochure("delete", brochure), {"post": "yes"})

    assert deleted.status_code == 403
    assert of_its_brochure.status_code == 200
    assert (Brochure.objects.count(), PublishedEdition.objects.values().get()) == (1, before)


# What changed


def compared(client, **query):
    response = client.get(of_edition("changes"), query)
    groups = response.context.get("groups")
    return response, [(group.heading, [record.title for record in group.records]) for group in groups or ()]


def test_an_edition_is_compared_with_today_and_with_drafts(editor, brochure, edition):
    ContactPoint.objects.update(value="01962 845000")
    make_theme(title="Not yet published", state=State.DRAFT)

    _, live = compared(editor, old=edition.pk, new=f"live-{brochure.pk}")
    response, drafts = compared(editor, old=edition.pk, new=f"drafts-{brochure.pk}")

    assert live == [("Numbers", ["The front door"])]
    assert drafts == [("Numbers", ["The front door"]), ("Themes", ["Not yet published"])]
    assert '<ins><span class="visually-hidden"> [added:</span>01962 845000' in response.content.decode()


def test_two_editions_are_compared_either_way(editor, brochure, edition):
    Theme.objects.update(title="Renamed")
    second = freeze(prepared=prepared(brochure), note="", by=None)

    _, forth = compared(editor, old=edition.pk, new=second.pk)
    _, back = compared(editor, old=second.pk, new=edition.pk)

    assert (forth, back) == ([("Themes", ["Renamed"])], [("Themes", ["Neglect"])])


def test_the_newest_edition_is_compared_with_today_where_nothing_is_chosen(editor, edition):
    response, found = compared(editor)

    assert found == []
    assert "Nothing differs." in response.content.decode()


@pytest.mark.parametrize(
    "query", [{"old": "x"}, {"old": "999"}, {"new": "live-999"}, {"new": "live-x"}, {"old": "-"}]
)
def test_a_choice_that_is_not_offered_is_refused(editor, edition, query):
    response, found = compared(editor, **query)

    assert (response.status_code, found) == (200, [])
    assert "Choose two editions from the lists." in response.content.decode()


def test_there_is_a_page_before_there_is_anything_to_compare(editor):
    response, found = compared(editor)

    assert (response.status_code, found) == (200, [])
    assert "Choose two editions from the lists." not in response.content.decode()


def test_changed_words_are_shown_as_text(editor, brochure, edition):
    Theme.objects.update(title="<script>alert(1)</script>")

    response, _ = compared(editor, old=edition.pk, new=f"live-{brochure.pk}")

    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_comparing_takes_as_many_queries_for_one_edition_as_for_many(
    editor, brochure, django_assert_num_queries, count
):
    for number in range(count):
        Theme.objects.update(title=f"Theme {number}")
        edition = freeze(prepared=prepared(brochure), note="", by=None)

    with django_assert_num_queries(25):
        editor.get(of_edition("changes"), {"old": edition.pk, "new": f"live-{brochure.pk}"})
