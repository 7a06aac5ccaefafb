"""The import pages and the pages of pairs: who may do what, and that looking changes nothing."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx.oxml import OxmlElement

from hscp.brochure.models import Decision, ImportRun, ImportState, PossibleDuplicate
from hscp.editing.models import UndoableStep
from hscp.records.state import State
from resources.models import Resource, Toolkit
from tests.brochure.converting.pdf_files import PdfFile, blank_pdf
from tests.brochure.converting.word_files import WordFile
from tests.brochure.duplicates.test_deciding import make_pair
from tests.brochure.read_brochures import TEXT
from tests.factories import make_resource, make_theme, put_in_pack
from themes.models import Theme, ThemeToolkit

pytestmark = pytest.mark.django_db
ADD = reverse("admin:brochure_importrun_add")
RUNS = reverse("admin:brochure_importrun_changelist")
PAIRS = reverse("admin:brochure_possibleduplicate_changelist")
MAY_IMPORT = ["Publisher", "Site administrator"]
MAY_NOT_IMPORT = ["Editor", "Contact verifier", "Training administrator", "no role"]


def upload(client, text=TEXT, name="lake.md"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(ADD, {"file": SimpleUploadedFile(name, content)})


def plan_page(run):
    return reverse("admin:brochure_importrun_change", args=[run.pk])


def hidden_plan(client, run):
    return client.get(plan_page(run)).context["form"]["plan"].value()


def agree(client, run, **choices):
    data = {"state": "draft", "plan": hidden_plan(client, run), "apply": "Apply the plan"} | choices
    return client.post(plan_page(run), data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("role", MAY_IMPORT)
def test_import_page_takes_a_file_and_shows_its_plan(signed_in, role):
    client = signed_in(role)

    response = upload(client)

    run = ImportRun.objects.get()
    assert response["Location"] == plan_page(run)
    assert (run.file_name, run.state, run.created_by) == ("lake.md", ImportState.WAITING, client.person)
    page = client.get(plan_page(run))
    assert page.status_code == 200
    assert page.context["plan"]["counts"]["created"] == 8
    assert Theme.objects.count() == 0


@pytest.mark.parametrize("role", MAY_NOT_IMPORT)
def test_import_pages_are_closed_to_others(signed_in, publisher, role):
    upload(publisher)
    run = ImportRun.objects.get()
    client = signed_in(role)

    data = {"state": "draft", "plan": hidden_plan(publisher, run)}
    lines = reverse("admin:brochure_importrun_lines", args=[run.pk])
    account = reverse("admin:brochure_importrun_account", args=[run.pk])
    picture = reverse("admin:brochure_importrun_pdf_page", args=[run.pk, 1])
    answers = [
        client.get(ADD).status_code,
        upload(client).status_code,
        client.get(RUNS).status_code,
        client.get(plan_page(run)).status_code,
        client.post(plan_page(run), data).status_code,
        client.get(lines).status_code,
        client.get(account).status_code,
        client.post(account).status_code,
        client.get(picture).status_code,
    ]

    assert answers == [403] * 9
    assert (Theme.objects.count(), ImportRun.objects.count()) == (0, 1)


def test_plan_page_shows_no_buttons_to_people_who_may_only_look(signed_in, publisher):
    upload(publisher)
    run = ImportRun.objects.get()
    client = signed_in("Editor")
    client.person.user_permissions.add(Permission.objects.get(codename="view_importrun"))

    page = client.get(plan_page(run))
    answer = client.post(plan_page(run), {"state": "draft", "plan": hidden_plan(publisher, run)})

    assert (page.status_code, page.context["decides"], "Apply the plan" in page.text) == (200, False, False)
    assert (answer.status_code, Theme.objects.count()) == (403, 0)


def test_import_page_sends_strangers_to_sign_in(client):
    assert client.get(ADD).status_code == 302
    assert upload(client).status_code == 302
    assert ImportRun.objects.count() == 0


def test_import_page_keeps_the_form_and_says_what_is_wrong(publisher):
    response = upload(publisher, "A letter.")

    assert response.status_code == 200
    assert "not a brochure" in response.context["form"].errors["file"][0]
    assert publisher.post(ADD).context["form"].errors["file"] == ["Choose the file that has the brochure."]
    assert ImportRun.objects.count() == 0
    assert [
        upload(publisher, each).status_code for each in (b"", b"\x00\x01", "caf\u00e9".encode("latin-1"))
    ] == [
        200,
        200,
        200,
    ]
    assert ImportRun.objects.count() == 0


def test_plan_page_changes_nothing_by_being_looked_at(publisher):
    upload(publisher)
    run = ImportRun.objects.get()

    for page in (plan_page(run), RUNS, reverse("admin:brochure_importrun_lines", args=[run.pk])):
        assert publisher.get(f"{page}?state=published&apply=1").status_code in {200, 302}

    run.refresh_from_db()
    assert (run.state, Theme.objects.count()) == (ImportState.WAITING, 0)


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_plan_page_applies_what_was_agreed_to(publisher, state):
    upload(publisher)
    run = ImportRun.objects.get()

    response = agree(publisher, run, state=state)

    run.refresh_from_db()
    assert said(response) == ["8 records created, 0 changed."]
    assert (run.state, run.decided_by) == (ImportState.APPLIED, publisher.person)
    assert run.options == {"state": state, "take_document": [], "archive": []}
    assert set(Theme.objects.values_list("state", flat=True)) == {state}
    assert "Apply the plan" not in response.text


def test_plan_page_says_when_a_document_brings_nothing_new(publisher):
    upload(publisher)
    first = ImportRun.objects.get()
    assert "brings nothing new" not in publisher.get(plan_page(first)).text
    agree(publisher, first)
    upload(publisher)

    page = publisher.get(plan_page(ImportRun.objects.first()))

    assert "The document brings nothing new." in page.text


def test_plan_page_with_a_conflict_alone_does_not_say_that_the_document_is_nothing_new(publisher):
    upload(publisher)
    agree(publisher, ImportRun.objects.get())
    Theme.objects.filter(title="Boats").update(introduction="<p>Mine.</p>")
    upload(publisher)
    run = ImportRun.objects.first()

    page = publisher.get(plan_page(run))
    response = agree(publisher, run)

    assert page.text.count("brings nothing new") == 0
    assert said(response) == ["Nothing has changed. 1 conflict kept as the editor has it."]


def test_plan_page_needs_a_state_and_a_plan(publisher):
    upload(publisher)
    run = ImportRun.objects.get()

    response = publisher.post(plan_page(run), {"apply": "Apply the plan"})

    assert response.status_code == 200
    assert sorted(response.context["form"].errors) == ["plan", "state"]
    assert Theme.objects.count() == 0


def test_plan_page_follows_the_choice_for_each_conflict(publisher):
    upload(publisher)
    agree(publisher, ImportRun.objects.get())
    Theme.objects.filter(title="Boats").update(introduction="<p>Mine.</p>")
    Theme.objects.filter(title="Ice").update(introduction="<p>Mine.</p>")
    ThemeToolkit.objects.filter(theme__title="Ice").delete()
    upload(publisher)
    run = ImportRun.objects.first()
    keys = [each["key"] for each in run.plan["conflicts"]]
    boats = keys.index(f"themes.theme.{Theme.objects.get(title='Boats').pk}.introduction")

    response = agree(publisher, run, **{f"conflict-{boats}": "document"})

    assert said(response) == ["0 records created, 1 changed. 2 conflicts kept as the editor has them."]
    assert dict(Theme.objects.values_list("title", "introduction")) == {
        "Boats": "<p>A boat needs a captain.</p>",
        "Ice": "<p>Mine.</p>",
    }
    assert ThemeToolkit.objects.filter(theme__title="Ice").count() == 0


def test_plan_page_archives_what_was_ticked_and_nothing_else(publisher):
    upload(publisher)
    agree(publisher, ImportRun.objects.get(), state="published")
    upload(publisher, TEXT.replace("- [Anchors](#)\n", ""))
    run = ImportRun.objects.first()
    anchors, ropes = (Toolkit.objects.get(title=title) for title in ("Anchors", "Ropes"))

    refused = agree(publisher, run, archive=f"resources.toolkit.{ropes.pk}")

    assert sorted(refused.context["form"].errors) == ["archive"]

    agree(publisher, run, archive=f"resources.toolkit.{anchors.pk}")

    assert dict(Toolkit.objects.values_list("title", "state")) == {
        "Boats": "published",
        "Ropes": "published",
        "Anchors": "archived",
    }


def test_plan_page_shows_the_new_plan_when_the_records_have_changed(publisher):
    upload(publisher)
    run = ImportRun.objects.get()
    agreed = hidden_plan(publisher, run)
    make_theme(title="Boats", introduction="<p>Mine.</p>")

    response = publisher.post(plan_page(run), {"state": "draft", "plan": agreed}, follow=True)

    run.refresh_from_db()
    assert said(response) == [
        "The records have changed since this plan was made. Look at the new plan before you agree."
    ]
    assert (run.state, run.plan["counts"]["conflicts"]) == (ImportState.WAITING, 1)
    assert list(Theme.objects.values_list("title", flat=True)) == ["Boats"]

    again = publisher.post(plan_page(run), {"state": "draft", "plan": agreed}, follow=True)

    assert said(again) == ["The plan has changed since this page was opened. Look at it again."]
    assert said(agree(publisher, run)) == [
        "7 records created, 1 changed. 1 conflict kept as the editor has it."
    ]


def test_plan_page_is_decided_once(publisher):
    upload(publisher)
    run = ImportRun.objects.get()
    agreed = hidden_plan(publisher, run)
    agree(publisher, run)
    Theme.objects.filter(title="Ice").update(introduction="<p>Mine.</p>")

    response = publisher.post(plan_page(run), {"state": "published", "plan": agreed}, follow=True)

    assert said(response) == ["This import was applied already. Nothing was changed."]
    assert Theme.objects.filter(state="published").count() == 0


def test_plan_page_puts_an_import_aside(publisher):
    upload(publisher)
    run = ImportRun.objects.get()

    response = publisher.post(plan_page(run), {"cancel": "Cancel this import"}, follow=True)

    run.refresh_from_db()
    assert said(response) == ["The import of “lake.md” was cancelled. Nothing was changed."]
    assert (run.state, Theme.objects.count()) == (ImportState.CANCELLED, 0)


def test_lines_page_accounts_for_every_line(publisher):
    upload(publisher)

    response = publisher.get(reverse("admin:brochure_importrun_lines", args=[ImportRun.objects.get().pk]))

    content = json.loads(response.content)
    assert [line["text"] for line in content["account"]] == TEXT.splitlines()
    assert response["Content-Disposition"].startswith("attachment")


def test_plan_page_shows_hostile_text_as_text(publisher):
    upload(publisher, TEXT.replace("Harbour Rules", "<script>alert(1)</script>"))

    page = publisher.get(plan_page(ImportRun.objects.get())).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_imports_can_be_neither_edited_nor_deleted(publisher):
    upload(publisher)
    run = ImportRun.objects.get()

    assert publisher.post(reverse("admin:brochure_importrun_delete", args=[run.pk])).status_code == 403
    assert publisher.get(reverse("admin:brochure_importrun_history", args=[run.pk])).status_code == 404
    assert publisher.get(reverse("admin:brochure_importrun_change", args=[run.pk + 1])).status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_list_of_imports_needs_as_many_queries_for_few_as_for_many(
    publisher, count, django_assert_num_queries
):
    for _ in range(count):
        upload(publisher)
    publisher.get(RUNS)

    with django_assert_num_queries(7):
        publisher.get(RUNS)


# Pairs


def pair_page(pair):
    return reverse("admin:brochure_possibleduplicate_change", args=[pair.pk])


def test_pair_page_shows_both_records_and_where_they_are_used(publisher):
    one, two = make_resource(title="Fog", summary="Grey."), make_resource(title="The Fog")
    theme = make_theme(title="Boats")
    put_in_pack(theme, two)
    pair = make_pair(one, two)

    response = publisher.get(pair_page(pair))

    rows = {row.label: (row.first, row.second) for row in response.context["rows"]}
    assert rows["Title"] == ("Fog", "The Fog")
    assert rows["Summary"] == ("Grey.", "")
    assert [each["uses"] for each in response.context["records"]] == [
        [],
        [("Theme", [(theme, "resource", reverse("admin:themes_theme_change", args=[theme.pk]))])],
    ]
    assert Resource.objects.count() == 2


@pytest.mark.parametrize(("button", "kept"), [("first", "Fog"), ("second", "The Fog")])
def test_pair_page_merges_into_the_one_that_was_chosen(publisher, button, kept):
    pair = make_pair(make_resource(title="Fog"), make_resource(title="The Fog"))

    response = publisher.post(pair_page(pair), {button: "Merge"}, follow=True)

    assert said(response) == [f"Merged into “{kept}”. Moved: nothing was related."]
    assert Resource.objects.get().title == kept


def test_pair_page_keeps_two_apart(publisher):
    pair = make_pair(make_resource(), make_resource())

    response = publisher.post(pair_page(pair), {"apart": "They are different"}, follow=True)

    pair.refresh_from_db()
    assert said(response) == ["Kept apart. You will not be asked about these two again."]
    assert (pair.decision, pair.decided_by) == (Decision.KEPT_APART, publisher.person)
    assert publisher.get(pair_page(pair)).status_code == 404


def test_pair_page_asks_for_a_choice(publisher):
    pair = make_pair(make_resource(), make_resource())

    response = publisher.post(pair_page(pair), follow=True)

    assert said(response) == ["Choose what to do with the two records."]
    assert PossibleDuplicate.objects.waiting().count() == 1


@pytest.mark.parametrize("role", MAY_NOT_IMPORT)
def test_pair_pages_are_closed_to_others(signed_in, role):
    pair = make_pair(make_resource(), make_resource())
    client = signed_in(role)

    answers = [
        client.get(PAIRS).status_code,
        client.get(pair_page(pair)).status_code,
        client.post(pair_page(pair), {"first": "Merge"}).status_code,
    ]

    assert answers == [403] * 3
    assert Resource.objects.count() == 2


def test_pair_page_needs_the_right_to_publish_that_kind_of_record(signed_in):
    client = signed_in("Editor")
    for name in ("view_possibleduplicate", "change_possibleduplicate"):
        client.person.user_permissions.add(Permission.objects.get(codename=name))
    pair = make_pair(make_resource(), make_resource())

    assert client.get(pair_page(pair)).context["decides"] is False
    assert client.post(pair_page(pair), {"first": "Merge"}).status_code == 403
    assert Resource.objects.count() == 2


def test_pairs_page_lists_what_waits(publisher):
    make_pair(make_resource(title="Fog"), make_resource(title="The Fog"))
    make_pair(make_resource(), make_resource(), decision=Decision.KEPT_APART, decided_at="2031-01-01T00:00Z")

    response = publisher.get(PAIRS)

    assert [f"{pair.first} / {pair.second}" for pair in response.context["cl"].result_list] == [
        "Fog / The Fog"
    ]
    assert publisher.get(reverse("admin:brochure_possibleduplicate_add")).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_pairs_page_needs_as_many_queries_for_few_as_for_many(publisher, count, django_assert_num_queries):
    for _ in range(count):
        make_pair(make_resource(), make_resource())
    publisher.get(PAIRS)

    with django_assert_num_queries(9):
        publisher.get(PAIRS)


def test_an_import_can_be_undone_for_a_day(publisher):
    upload(publisher)
    run = ImportRun.objects.get()
    agree(publisher, run)
    step = UndoableStep.objects.get()

    assert timedelta(hours=23) < step.until - step.done_at <= timedelta(days=1)
    day = timezone.localtime(step.until)
    page = publisher.get(reverse("admin:editing_undoablestep_change", args=[step.pk])).content.decode()
    assert f"until {day:%H:%M} on {day.day} {day:%B}" in page


def test_a_word_file_becomes_records_with_their_links_and_makes_an_empty_plan_afterwards(publisher):
    file = WordFile()
    file.title("Lake safety brochure")
    file.text("2031-2032")
    for theme in ("Boats", "Ice"):
        file.theme(theme)
        file.text("Words before the lists.")
        file.part("Additional resources")
        file.item(f"{theme} code", f"https://lake.example/{theme}")
        file.part("Training")
        file.inner_part("Webinars")
        file.item(f"{theme} for beginners", f"https://lake.example/{theme}/training")
        file.part("If you do one thing...")
        file.text("Look twice.")
    file.document.paragraphs[-1]._p.append(OxmlElement("w:commentReference"))
    upload(publisher, file.saved(), name="lake.docx")
    run = ImportRun.objects.get()

    assert run.plan["notices"][0] == "The file has comments. They were left out."
    agree(publisher, run)
    assert ImportRun.objects.get().state == ImportState.APPLIED
    assert dict(Resource.objects.values_list("title", "link_rows__link__address")) == {
        "Boats code": "https://lake.example/Boats",
        "Ice code": "https://lake.example/Ice",
    }

    upload(publisher, file.saved(), name="lake.docx")
    again = ImportRun.objects.latest("pk")
    assert (again.plan["created"], again.plan["changed"]) == ([], [])


def test_a_pdf_is_uploaded_too_and_a_picture_is_refused_on_the_form(publisher):
    upload(publisher, PdfFile().saved(), name="lake.pdf")
    response = upload(publisher, blank_pdf(), name="scan.pdf")

    assert ImportRun.objects.count() == 0
    assert "No page of the PDF has text" in response.context["form"].errors["file"][0]
