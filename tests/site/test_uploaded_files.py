"""Uploaded files: only those of live records, shown or saved, and harmless whatever they hold."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile

from hscp.records.state import State
from tests.factories import make_course, make_resource, make_staff, make_toolkit, put_file

pytestmark = pytest.mark.django_db


def with_file(make, name="guide.pdf", **fields):
    record = make(**fields)
    record.upload = put_file(record, ContentFile(b"%PDF- content", name)).upload
    return record


def status_of(response):
    """Return the status, having read the file that the response sends, which closes it."""
    list(response)
    return response.status_code


@pytest.mark.parametrize("make", [make_toolkit, make_resource, make_course])
def test_the_file_of_a_live_record_is_served(client, make):
    record = with_file(make, slug="the-guide")

    response = client.get(record.upload.url)

    assert b"".join(response.streaming_content) == b"%PDF- content"
    assert response["Content-Disposition"] == 'inline; filename="the-guide.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-cache"
    assert response.cookies == {}


@pytest.mark.parametrize(
    ("name", "disposition", "content_type", "policy"),
    [
        (
            "a.pdf",
            "inline",
            "application/pdf",
            "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'",
        ),
        ("a.png", "inline", "image/png", "default-src 'none'; sandbox"),
        ("a.webp", "inline", "image/webp", "default-src 'none'; sandbox"),
        ("a.docx", "attachment", "application/octet-stream", "default-src 'none'; sandbox"),
        ("a.html", "attachment", "application/octet-stream", "default-src 'none'; sandbox"),
        ("a.svg", "attachment", "application/octet-stream", "default-src 'none'; sandbox"),
    ],
)
def test_a_file_is_shown_or_saved_and_executes_nothing(client, name, disposition, content_type, policy):
    record = with_file(make_resource, name, slug="it")

    response = client.get(record.upload.url)

    assert status_of(response) == 200
    assert response["Content-Disposition"] == f'{disposition}; filename="it.{name.partition(".")[2]}"'
    assert (response["Content-Type"], response["Content-Security-Policy"]) == (content_type, policy)


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_the_file_of_a_record_that_is_not_live_is_missing(client, state):
    record = with_file(make_resource, state=state)

    assert client.get(record.upload.url).status_code == 404


def test_a_file_is_missing_as_soon_as_its_record_is_withdrawn(client):
    record = with_file(make_resource)
    before = status_of(client.get(record.upload.url))
    record.state = State.ARCHIVED
    record.save()

    assert (before, status_of(client.get(record.upload.url))) == (200, 404)


def test_staff_who_may_see_files_get_them_whatever_the_state_of_the_record(client):
    record = with_file(make_resource, state=State.DRAFT)
    viewer = make_staff()
    viewer.user_permissions.add(Permission.objects.get(codename="view_libraryfile"))
    client.force_login(viewer)

    response = client.get(record.upload.url)

    assert (status_of(response), response["Cache-Control"]) == (200, "private, no-store")


def test_staff_who_may_not_see_files_do_not_get_them(client):
    record = with_file(make_resource, state=State.DRAFT)
    client.force_login(make_staff())

    assert client.get(record.upload.url).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "nothing.pdf",
        "resource/unknown.pdf",
        "user/1.pdf",
        "resource/%00.pdf",
        "..%2f..%2fmanage.py",
        "resource/..%2f..%2fmanage.py",
        "%2fetc/passwd",
        ".",
        "./",
    ],
)
def test_an_address_that_is_no_records_file_is_missing(client, path):
    assert client.get(f"/files/{path}").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_missing(client):
    record = with_file(make_resource)
    record.upload.storage.delete(record.upload.name)

    assert client.get(record.upload.url).status_code == 404
    assert client.get(record.get_absolute_url()).status_code == 200
