"""Uploaded files: only those of live records, shown or saved, and harmless whatever they hold."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile

from hscp.links.library import put_up, replace
from hscp.links.models import LibraryFile
from hscp.links.storage import WholeFileStorage
from hscp.links.uploads.examine import examine
from hscp.records.state import State
from tests.factories import (
    make_course,
    make_file,
    make_resource,
    make_staff,
    make_theme,
    make_toolkit,
    put_file,
)
from tests.links.uploads.files import make_pdf, upload

pytestmark = pytest.mark.django_db

PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def with_file(make, name="guide.pdf", **fields):
    record = make(**fields)
    record.file = put_file(record, ContentFile(b"%PDF- content", name), title="The guide")
    return record


def status_of(response):
    """Return the status, having read the file that the response sends, which closes it."""
    list(response)
    return response.status_code


def examined_file(**fields):
    file = LibraryFile(**({"title": "The guide"} | fields))
    put_up(file, examine(upload("a.pdf", make_pdf())), by=None)
    return file


@pytest.mark.parametrize("make", [make_toolkit, make_resource, make_course])
def test_the_file_of_a_live_record_is_served(client, make):
    record = with_file(make)

    response = client.get(record.file.get_absolute_url())

    assert b"".join(response.streaming_content) == b"%PDF- content"
    assert response["Content-Disposition"] == 'inline; filename="the-guide.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-cache"
    assert response.cookies == {}


@pytest.mark.parametrize(
    ("name", "disposition", "content_type", "policy"),
    [
        ("a.pdf", "inline", "application/pdf", PDF_POLICY),
        ("a.png", "inline", "image/png", POLICY),
        ("a.webp", "inline", "image/webp", POLICY),
        ("a.docx", "attachment", "application/octet-stream", POLICY),
        ("a.html", "attachment", "application/octet-stream", POLICY),
        ("a.svg", "attachment", "application/octet-stream", POLICY),
    ],
)
def test_a_file_is_shown_or_saved_and_executes_nothing(client, name, disposition, content_type, policy):
    record = with_file(make_resource, name)

    response = client.get(record.file.get_absolute_url())

    assert status_of(response) == 200
    assert response["Content-Disposition"] == f'{disposition}; filename="the-guide.{name.partition(".")[2]}"'
    assert (response["Content-Type"], response["Content-Security-Policy"]) == (content_type, policy)


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_the_file_of_a_record_that_is_not_live_is_missing(client, state):
    record = with_file(make_resource, state=state)

    for address in (record.file.get_absolute_url(), f"/files/{record.file.pk}/x", record.file.upload.url):
        assert client.get(address).status_code == 404


def test_a_file_that_no_record_offers_is_missing(client):
    file = examined_file()

    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(file.preview_address).status_code == 404


def test_a_file_is_missing_as_soon_as_its_record_is_withdrawn(client):
    record = with_file(make_resource)
    address = record.file.get_absolute_url()
    before = status_of(client.get(address))
    record.state = State.ARCHIVED
    record.save()

    assert (before, status_of(client.get(address))) == (200, 404)


def test_staff_who_may_see_files_get_them_whatever_the_state_of_the_record(client):
    record = with_file(make_resource, state=State.DRAFT)
    viewer = make_staff()
    viewer.user_permissions.add(Permission.objects.get(codename="view_libraryfile"))
    client.force_login(viewer)

    response = client.get(record.file.get_absolute_url())

    assert (status_of(response), response["Cache-Control"]) == (200, "private, no-store")


def test_staff_who_may_not_see_files_do_not_get_them(client):
    record = with_file(make_resource, state=State.DRAFT)
    client.force_login(make_staff())

    assert client.get(record.file.get_absolute_url()).status_code == 404


def test_a_file_of_a_sensitive_page_is_stored_nowhere(client):
    file = examined_file()
    make_resource().link_rows.create(file=file, order=1)
    sensitive = make_toolkit()
    sensitive.link_rows.create(file=file, order=1)
    before = client.get(file.get_absolute_url())
    make_theme(sensitive=True, lead_toolkit=sensitive)

    answers = [client.get(address) for address in (file.get_absolute_url(), file.preview_address)]
    led = client.get(f"/files/{file.pk}/old-name.pdf")

    assert (status_of(before), before["Cache-Control"]) == (200, "no-cache")
    assert [(status_of(answer), answer["Cache-Control"]) for answer in answers] == [(200, "no-store")] * 2
    assert led["Cache-Control"] == "no-store"


def test_any_readable_end_and_every_stored_name_lead_to_the_newest_version(client):
    file = examined_file()
    make_resource().link_rows.create(file=file, order=1)
    stored = file.upload.url
    put_up(file, examine(upload("b.pdf", make_pdf())), by=None)

    for address in (stored, file.upload.url, f"/files/{file.pk}/the-old-title.docx"):
        response = client.get(address)

        assert (response.status_code, response["Location"]) == (302, file.get_absolute_url())


def test_the_address_of_a_file_that_was_replaced_leads_to_its_successor(client):
    old, new = examined_file(), examined_file(title="The new guide")
    make_resource().link_rows.create(file=old, order=1)
    address, stored = old.get_absolute_url(), old.upload.url

    replace(old, new, by=None)

    for each in (address, stored):
        assert client.get(each)["Location"] == new.get_absolute_url()


def test_the_address_of_a_file_that_was_replaced_by_one_that_is_not_public_is_missing(client):
    old, new = examined_file(), examined_file()
    record = make_resource()
    record.link_rows.create(file=old, order=1)
    replace(old, new, by=None)
    record.state = State.DRAFT
    record.save()

    assert client.get(old.get_absolute_url()).status_code == 404


def test_a_variant_is_public_with_what_it_is_a_variant_of(client):
    file = examined_file()
    welsh = examined_file(title="Y canllaw", variant_of=file)
    before = client.get(welsh.get_absolute_url()).status_code
    make_resource().link_rows.create(file=file, order=1)

    assert (before, status_of(client.get(welsh.get_absolute_url()))) == (404, 200)


def test_a_browser_that_has_the_file_is_told_so(client):
    file = examined_file()
    make_resource().link_rows.create(file=file, order=1)

    for address in (file.get_absolute_url(), file.preview_address):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})

        assert (status_of(first), again.status_code, again["Cache-Control"]) == (200, 304, "no-cache")
        assert again.content == b""


def test_the_picture_of_the_first_page_is_shown(client):
    file = examined_file()
    make_resource().link_rows.create(file=file, order=1)

    response = client.get(file.preview_address)

    assert b"".join(response.streaming_content)[8:12] == b"WEBP"
    assert (response["Content-Type"], response["Content-Security-Policy"]) == ("image/webp", POLICY)


def test_a_file_without_a_picture_has_none(client):
    record = with_file(make_resource)

    assert client.get(f"/files/previews/{record.file.pk}.webp").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "nothing.pdf",
        "resource/unknown.pdf",
        "user/1.pdf",
        "999999/guide.pdf",
        "99999999999999999999999999/guide.pdf",
        "previews/999999.webp",
        "previews/99999999999999999999999999.webp",
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
    record.file.upload.storage.delete(record.file.upload.name)

    assert client.get(record.file.get_absolute_url()).status_code == 404
    assert client.get(record.get_absolute_url()).status_code == 200


def test_files_may_be_in_a_store_that_has_no_folder(client, settings):
    """As with an object store: every file is read through the storage, by every server alike."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    file = examined_file()
    make_resource().link_rows.create(file=file, order=1)

    assert status_of(client.get(file.get_absolute_url())) == 200
    assert status_of(client.get(file.preview_address)) == 200
    assert file.get_absolute_url().startswith("/files/")


def test_a_page_offers_a_file_with_its_picture_and_variants_and_opens_none_of_them(client, monkeypatch):
    file = examined_file()
    examined_file(title="Y canllaw", variant_of=file, language="Welsh")
    make_file("libraryfile/b.docx", title="For typing in", variant_of=file, size=2048)
    record = make_resource()
    record.link_rows.create(file=file, order=1)
    monkeypatch.setattr(WholeFileStorage, "open", None)
    monkeypatch.setattr(WholeFileStorage, "size", None)

    page = client.get(record.get_absolute_url()).text

    assert f'href="{file.get_absolute_url()}">The guide</a> <span class="portal-host">(PDF, ' in page
    assert (
        f'src="{file.preview_address}" alt="First page of “The guide”" width="360" height="504" loading="lazy"'
        in page
    )
    assert "In Welsh</a>" in page
    assert 'For typing in</a> <span class="portal-host">(Word, 2.0\xa0KB)</span>' in page
