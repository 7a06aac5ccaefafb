"""Spreadsheets as an editor handles them: a list downloaded, some cells changed, the file uploaded and agreed to."""

import csv
from datetime import date
from io import BytesIO, StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.admin.pages import list_address


def download(client, model, kind="xlsx", query="", page="export"):
    """Return the response to the button of the list of `model`, with the `query` of the list's address."""
    opts = model._meta
    base = list_address(model)
    assert page == "export", opts
    return client.get(f"{base}export/{kind}/{query}")


def rows_of(response):
    """Return the rows of a downloaded file as lists; dates as dates."""
    data = response.content
    if data.startswith(b"PK"):
        page = load_workbook(BytesIO(data)).worksheets[0]
        return [list(row) for row in page.iter_rows(values_only=True)]
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def records_of(response):
    """Return the rows of a downloaded file below its headings as dicts."""
    headings, *rows = rows_of(response)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def xlsx(rows, name="sheet.xlsx"):
    """Return an upload of an Excel workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def csv_file(rows, name="sheet.csv", encoding="utf-8"):
    """Return an upload of a CSV file with these rows."""
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode(encoding))


def upload(client, model, file, page="spreadsheet"):
    """Upload a file and return the response: the plan, or the form with what is wrong."""
    return client.post(list_address(model, page), {"file": file})


def plan_of(client, model, rows, page="spreadsheet"):
    """Return the Plan that the page shows for a workbook with these rows."""
    response = upload(client, model, xlsx(rows), page)
    assert "plan" in response.context, response.context["form"].errors
    return response.context["plan"]


def agree(client, model, response, page="spreadsheet"):
    """Agree to the plan on the page, and return the response after the redirect."""
    return client.post(list_address(model, page), {"carried": response.context["carried"]}, follow=True)


def problems_of(plan):
    """Return [(row, heading, why)] of a plan."""
    return [(entry.number, heading, str(why)) for entry in plan.refused for heading, why in entry.problems]


def on(text):
    return date.fromisoformat(text)
