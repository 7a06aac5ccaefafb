"""Every list comes out as a spreadsheet and goes in again: unchanged, nothing changes."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contacts.models import Pathway
from resources.models import Publisher, Resource, Toolkit
from tests.admin.spreadsheets.sheets import agree, download, records_of, rows_of, upload, xlsx
from tests.documents.test_spreadsheets import RISKY
from tests.factories import make_session, make_term, make_toolkit
from themes.models import Audience, Process, Situation, Term, Theme
from training.models import Course, Session

LISTS = [Theme, Process, Situation, Term, Audience, Toolkit, Resource, Publisher, Pathway, Course, Session]
KINDS = ["xlsx", "csv"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_a_list_uploaded_as_it_was_downloaded_changes_nothing(starter_loaded, signed_in, model, kind):
    client = signed_in("superuser")
    if model is Session:
        make_session(
            place="Winchester", reminder_days="7, 1", quota_released_at=timezone.now() + timedelta(days=1)
        )
    downloaded = download(client, model, kind)
    number = len(rows_of(downloaded)) - 1

    response = upload(client, model, SimpleUploadedFile(f"list.{kind}", downloaded.content))

    assert number == model.objects.count()
    assert response.context["plan"].counts == {"created": 0, "changed": 0, "unchanged": number, "refused": 0}
    assert response.context["table"].unknown == []
    assert "Nothing changes." in response.text


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_no_two_columns_have_one_heading(signed_in, model):
    [headings] = rows_of(download(signed_in("superuser"), model))

    assert len({heading.casefold() for heading in headings}) == len(headings)
    assert headings[0] == "ID"


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_is_a_formula_and_every_text_comes_back(publisher, kind):
    texts = [*RISKY, "'=1+1", "''=1+1", "'plain"]
    for text in texts:
        make_term(explanation=text)

    downloaded = download(publisher, Term, kind)
    response = upload(publisher, Term, SimpleUploadedFile(f"list.{kind}", downloaded.content))

    assert response.context["plan"].counts["unchanged"] == len(texts)
    if kind == "csv":
        written = [row["Explanation"] for row in records_of(downloaded)]
        assert [text for text in written if text.lstrip(" \u00a0").startswith(tuple("=+-@\t\r\n"))] == []


def test_the_file_has_what_is_on_screen(publisher):
    make_toolkit(title="Neglect", area="hampshire")
    make_toolkit(title="Neglect of siblings", area="national")
    make_toolkit(title="Bruising", area="hampshire")

    titles = [
        row["Title"] for row in records_of(download(publisher, Toolkit, query="?q=neglect&area=hampshire"))
    ]

    assert titles == ["Neglect"]


def test_the_files_carry_the_query_of_the_list(publisher):
    query = "?area__exact=hampshire&q=neglect"

    page = publisher.get(f"/admin/resources/toolkit/{query}").text
    offered = publisher.get(f"/admin/resources/toolkit/spreadsheet/{query}").text

    asked = query.replace("&", "&amp;")
    assert f'href="/admin/resources/toolkit/spreadsheet/{asked}"' in page
    for file in ("export/xlsx", "export/csv", "reviews/xlsx"):
        assert f'href="/admin/resources/toolkit/{file}/{asked}"' in offered


def test_owners_and_review_dates_are_a_sheet_of_their_own(publisher):
    owner = publisher.person
    first, _ = make_toolkit(title="Neglect", area="hampshire"), make_toolkit(area="national")

    response = publisher.get("/admin/resources/toolkit/reviews/xlsx/?area=hampshire")
    headings, row = rows_of(response)
    again = upload(
        publisher,
        Toolkit,
        xlsx([headings, [*row[:2], owner.username, "1 May 2027", "1 May 2028", row[5]]]),
    )
    agree(publisher, Toolkit, again)

    assert headings == ["ID", "Title", "Owner", "Last reviewed", "Next review", "Last changed"]
    first.refresh_from_db()
    assert (first.owner, first.last_reviewed_date, first.review_date) == (
        owner,
        date(2027, 5, 1),
        date(2028, 5, 1),
    )
    assert again.context["plan"].changed[0].notices == []


def test_a_filter_that_does_not_exist_leads_back_to_the_list(publisher):
    assert download(publisher, Theme, query="?sensitive__exact=x").url == "/admin/themes/theme/"
    assert download(publisher, Toolkit, query="?owner__password=1").status_code == 400


def test_a_file_of_another_kind_is_not_found(publisher):
    assert download(publisher, Toolkit, "pdf").status_code == 404


def test_the_log_keeps_who_made_a_file(publisher):
    make_toolkit(), make_toolkit()

    download(publisher, Toolkit, "csv")

    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (publisher.person, "Exported 2 toolkits as CSV.")


@pytest.mark.parametrize("number", [1, 30])
def test_the_queries_of_a_file_do_not_grow_with_its_rows(publisher, django_assert_num_queries, number):
    for _ in range(number):
        make_toolkit(owner=publisher.person)

    ContentType.objects.get_for_model(Toolkit)  # every process asks for it once

    with django_assert_num_queries(QUERIES_OF_A_FILE):
        download(publisher, Toolkit)


QUERIES_OF_A_FILE = 16
