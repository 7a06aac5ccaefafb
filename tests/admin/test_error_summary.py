"""What is wrong with a form is said at its top, each with its field and row, and leads there."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hscp.links.models import LibraryFile
from tests.admin.pages import address, filled_in, list_address
from tests.factories import make_theme, make_toolkit
from themes.models import Theme

pytestmark = pytest.mark.django_db
LINE = re.compile(r'<li><a href="#([^"]+)">([^<]+)</a></li>')


def test_each_error_names_its_field_and_row_and_leads_there(signed_in):
    theme = make_theme(state="draft")
    theme.themetoolkit_set.create(toolkit=make_toolkit(), order=1)
    client = signed_in("publisher")
    where = address(theme, "change")
    values = filled_in(client.get(where), title="", publish_at_0="soon", **{"themetoolkit_set-0-toolkit": ""})

    page = client.post(where, values).text

    assert LINE.findall(page) == [
        ("id_title", "Title: This field is required."),
        ("id_publish_at_0", "Publish from: Enter a valid date."),
        ("id_themetoolkit_set-0-toolkit", "Toolkits in the pack, row 1: Toolkit: This field is required."),
    ]
    assert all(f'id="{target}"' in page for target, _ in LINE.findall(page))
    assert page.partition("<title>")[2].strip().startswith("Error:")


def test_a_form_without_errors_says_nothing(signed_in):
    assert "error-summary" not in signed_in("publisher").get(list_address(Theme, "add")).text


def test_a_file_that_came_with_a_form_that_failed_is_to_be_chosen_again(signed_in):
    client = signed_in("publisher")
    where = list_address(LibraryFile, "add")
    file = SimpleUploadedFile("leaflet.txt", b"words", content_type="text/plain")

    page = client.post(where, filled_in(client.get(where), title="", new_upload=file)).text

    assert LINE.findall(page)[-1] == (
        "id_new_upload",
        "File: choose “leaflet.txt” again. A file is not kept while something else has to be mended.",
    )
