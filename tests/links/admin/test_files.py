"""The editors' library: putting up, refusing with words, versions, and where files are used."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage

from hscp.links.models import LibraryFile
from hscp.links.storage import NoRoom, WholeFileStorage
from tests.admin.pages import address, filled_in, list_address
from tests.factories import make_file, make_resource
from tests.links.uploads.files import make_image, make_office, make_pdf, upload

pytestmark = pytest.mark.django_db


def send(client, file=None, *, content=None, name="a.pdf", **fields):
    """Send the form of a new file, or of `file`, with an upload; return the response."""
    page = address(file, "change") if file else list_address(LibraryFile, "add")
    data = filled_in(client.get(page), **fields)
    if content is not None:
        data["new_upload"] = upload(name, content)
    return client.post(page, data)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    return {name: list(texts) for name, texts in response.context["adminform"].form.errors.items()}


def test_an_editor_puts_up_a_file_and_is_told_what_readers_may_miss(editor):
    response = send(editor, content=make_pdf(), title="Welsh leaflet", language="Welsh")

    file = LibraryFile.objects.get()
    assert response.status_code == 302
    assert (file.title, file.language, file.uploaded_by, file.pages) == (
        "Welsh leaflet",
        "Welsh",
        editor.person,
        1,
    )
    told = " ".join(said(response))
    assert all(words in told for words in ("no tags", "no title", "not scanned for viruses"))


def test_a_file_is_needed_for_a_new_one_only(editor):
    assert list(errors(send(editor, title="Welsh leaflet"))) == ["new_upload"]

    send(editor, content=make_pdf(), title="Welsh leaflet")
    file = LibraryFile.objects.get()
    stored = file.upload.name
    assert send(editor, file, title="New title").status_code == 302

    file.refresh_from_db()
    assert (file.title, file.upload.name, file.older_versions.count()) == ("New title", stored, 0)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "The file is empty"),
        ("a.pdf", b"MZ", "a program for Windows"),
        ("a.svg", b"<svg/>", "save it as PNG or PDF"),
        ("a.docm", b"PK", "macros"),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_nothing_is_kept(editor, name, content, words):
    response = send(editor, content=content, name=name, title="Leaflet")

    assert words in errors(response)["new_upload"][0]
    assert LibraryFile.objects.count() == 0


def test_a_picture_needs_words(editor):
    refused = send(editor, content=make_image(), name="a.png", title="Poster")
    kept = send(editor, content=make_image(), name="a.png", title="Poster", alt_text="A child reads")

    assert "cannot see it" in errors(refused)["alt_text"][0]
    assert kept.status_code == 302


def test_a_new_version_keeps_the_older_one_for_staff(editor, client):
    send(editor, content=make_pdf(), title="Leaflet")
    file = LibraryFile.objects.get()
    send(editor, file, content=make_office(), name="b.docx")

    older = file.older_versions.get()
    page = editor.get(address(file, "change")).text
    version = address(file, "version", older.pk)
    response = editor.get(version)

    assert f'href="{version}"' in page
    assert editor.person.get_username() in page
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert "no-store" in response["Cache-Control"]
    assert f'leaflet-{older.uploaded_at:%Y-%m-%d}.pdf"' in response["Content-Disposition"]
    assert client.get(version).status_code == 302  # to sign in


def test_a_version_of_another_file_is_missing(editor):
    send(editor, content=make_pdf(), title="Leaflet")
    file = LibraryFile.objects.get()
    send(editor, file, content=make_pdf())

    other = make_file()
    assert editor.get(address(other, "version", file.older_versions.get().pk)).status_code == 404


def test_a_full_disk_is_said_and_nothing_is_kept(editor, monkeypatch):
    def full(self, name, content):
        raise NoRoom

    monkeypatch.setattr(WholeFileStorage, "_save", full)
    response = send(editor, content=make_pdf(), title="Leaflet")

    assert response.status_code == 302
    assert said(response) == [str(NoRoom())]
    assert LibraryFile.objects.count() == 0


def test_the_list_says_what_is_used_and_what_is_not(editor):
    used, variant = make_file(title="Used"), make_file(title="Variant")
    make_file(title="Unused")
    make_resource().link_rows.create(file=used, order=1)
    make_resource().link_rows.create(file=used, order=1)
    LibraryFile.objects.filter(pk=variant.pk).update(variant_of=used)

    page = list_address(LibraryFile)
    by_use = {
        value: [str(each) for each in editor.get(page, {"used": value}).context["cl"].result_list]
        for value in ("yes", "no", "replaced")
    }

    text = editor.get(page).text
    assert by_use == {"yes": ["Used", "Variant"], "no": ["Unused"], "replaced": []}
    assert all(words in text for words in ("2 records", "Not used", "As a variant"))


@pytest.mark.parametrize("files", [1, 30])
def test_the_list_takes_the_same_queries_for_any_number(editor, files, django_assert_num_queries):
    for _ in range(files):
        make_resource().link_rows.create(file=make_file(), order=1)
    editor.get(list_address(LibraryFile))

    with django_assert_num_queries(7):
        editor.get(list_address(LibraryFile))


def test_a_file_that_is_replaced_is_replaced_in_records(editor):
    old, new, record = make_file(), make_file(), make_resource()
    record.link_rows.create(file=old, order=1)

    send(editor, old, replaced_by=new.pk)

    assert record.link_rows.get().file == new
    assert LibraryFile.objects.get(pk=old.pk).replaced_by == new


def test_a_file_is_deleted_by_publishers_and_only_while_no_record_offers_it(editor, publisher):
    used, unused = make_file(), make_file()
    make_resource().link_rows.create(file=used, order=1)

    assert editor.get(address(unused, "delete")).status_code == 403
    assert publisher.post(address(unused, "delete"), {"post": "yes"}).status_code == 302
    publisher.post(address(used, "delete"), {"post": "yes"})

    assert list(LibraryFile.objects.all()) == [used]


def test_what_is_deleted_is_gone_from_the_disk(publisher, django_capture_on_commit_callbacks):
    send(publisher, content=make_pdf(), title="Leaflet")
    file = LibraryFile.objects.get()
    send(publisher, file, content=make_pdf())
    file.refresh_from_db()
    names = [file.upload.name, file.preview.name, file.older_versions.get().upload.name]
    before = [default_storage.exists(name) for name in names]

    with django_capture_on_commit_callbacks(execute=True):
        publisher.post(address(file, "delete"), {"post": "yes"})

    assert (before, [default_storage.exists(name) for name in names]) == ([True] * 3, [False] * 3)
    assert publisher.get(list_address(LibraryFile, "recoverlist")).status_code == 403
    assert "recover/" not in publisher.get(list_address(LibraryFile)).text


def test_publishers_delete_an_older_version_alone(publisher, editor, django_capture_on_commit_callbacks):
    send(editor, content=make_pdf(), title="Leaflet")
    file = LibraryFile.objects.get()
    for _ in range(2):
        send(editor, file, content=make_pdf())
    file.refresh_from_db()
    newer, oldest = file.older_versions.all()

    send(editor, file, forgotten=[oldest.pk])
    kept_by_editor = file.older_versions.count()
    with django_capture_on_commit_callbacks(execute=True):
        send(publisher, file, forgotten=[oldest.pk])

    assert (kept_by_editor, list(file.older_versions.all())) == (2, [newer])
    assert not default_storage.exists(oldest.upload.name)
    assert default_storage.exists(newer.upload.name)
    assert default_storage.exists(file.upload.name)


def test_a_row_of_a_record_chooses_a_file_or_puts_up_a_new_one(editor):
    record = make_resource(state="draft")

    page = editor.get(address(record, "change")).text

    assert f"{list_address(LibraryFile, 'add')}?_to_field=id" in page
