"""The library: a file keeps its address and its older versions, and one that is replaced leads to its successor."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from hscp.links.library import put_up, records_of, replace, successor_of
from hscp.links.models import LibraryFile
from hscp.links.storage import NoRoom, WholeFileStorage
from hscp.links.uploads.examine import examine
from resources.models import Resource
from tests.factories import make_course, make_file, make_resource, make_staff, put_file
from tests.links.uploads.files import make_image, make_office, make_pdf, upload

pytestmark = pytest.mark.django_db


def put(content=None, name="a.pdf", file=None, by=None, **fields):
    """Return a file of the library with an upload that went through all rules."""
    file = file or LibraryFile(**{"title": "Welsh leaflet", **fields})
    put_up(file, examine(upload(name, content or make_pdf())), by=by)
    return file


def test_what_is_known_of_a_file_is_kept_with_it():
    by, content = make_staff(), make_pdf(lambda pdf: pdf.add_blank_page())

    file = put(content, by=by)
    file.refresh_from_db()

    assert file.upload.open().read() == content
    assert (file.size, file.pages, file.kind.label, file.uploaded_by) == (len(content), 2, "PDF", by)
    assert (file.width, file.height, file.is_scanned) == (360, 504, False)
    assert len(file.hints) == 3
    assert file.preview.open().read()[8:12] == b"WEBP"
    file.upload.close(), file.preview.close()


def test_a_new_version_keeps_the_older_one_and_the_address():
    first, second = make_staff(), make_staff()
    file = put(make_pdf(), by=first)
    address, stored = file.get_absolute_url(), file.upload.name

    put(make_pdf(lambda pdf: pdf.add_blank_page()), file=file, by=second)

    older = file.older_versions.get()
    assert (older.upload.name, older.uploaded_by, older.pages) == (stored, first, 1)
    assert (file.get_absolute_url(), file.uploaded_by, file.pages) == (address, second, 2)
    assert file.upload.name != stored
    assert default_storage.exists(stored)


def test_a_version_of_another_kind_loses_what_only_the_first_had():
    file = put(make_pdf())

    put(make_office(), "a.docx", file=file)
    file.refresh_from_db()

    assert (file.kind.code, file.preview.name, file.width, file.hints) == ("docx", "", None, [])
    assert file.get_absolute_url() == f"/files/{file.pk}/welsh-leaflet.docx"


def test_a_disk_that_is_full_leaves_everything_as_it_was(monkeypatch):
    file = put(make_pdf())
    before = {field.name: getattr(file, field.name) for field in LibraryFile._meta.fields}
    stored, save = file.upload.name, WholeFileStorage._save

    def full(self, name, content):
        if name.endswith(".webp"):
            raise NoRoom
        written.append(save(self, name, content))
        return written[-1]

    written = []
    monkeypatch.setattr(WholeFileStorage, "_save", full)
    with pytest.raises(NoRoom):
        put(make_pdf(), file=LibraryFile.objects.get(pk=file.pk))

    after = LibraryFile.objects.get(pk=file.pk)
    assert {name: getattr(after, name) for name in before} == before
    assert after.older_versions.count() == 0
    assert default_storage.exists(stored)
    assert [default_storage.exists(name) for name in written] == [False]


def test_the_size_is_kept_however_a_file_comes():
    assert make_file(ContentFile(b"12345", "a.pdf")).size == 5
    assert make_file("libraryfile/gone.pdf").size is None


def test_a_file_that_is_replaced_is_replaced_in_every_record():
    old, new = put(), put(title="New leaflet")
    only_old, both, course = make_resource(), make_resource(), make_course()
    for record in (only_old, both, course):
        record.link_rows.create(file=old, order=1)
    both.link_rows.create(file=new, order=2)
    welsh = put(title="Taflen", variant_of=old)

    replace(old, new, by=None)

    assert [[row.file for row in record.link_rows.all()] for record in (only_old, both, course)] == [
        [new]
    ] * 3
    welsh.refresh_from_db()
    assert (successor_of(old), welsh.variant_of) == (new, new)
    assert sorted(map(str, records_of(new))) == sorted(map(str, (only_old, both, course)))
    assert records_of(old) == []


def test_replacements_of_replacements_lead_to_the_last():
    first, second, third = put(), put(), put()
    replace(first, second, by=None)
    replace(second, third, by=None)

    assert successor_of(LibraryFile.objects.get(pk=first.pk)) == third


def test_a_circle_is_refused_and_harms_nobody():
    first, second = put(), put()
    replace(first, second, by=None)
    second.replaced_by = first

    with pytest.raises(ValidationError, match="itself replaced by this one"):
        second.full_clean()
    LibraryFile.objects.filter(pk=second.pk).update(replaced_by=first)
    assert successor_of(LibraryFile.objects.get(pk=first.pk)).pk in {first.pk, second.pk}


@pytest.mark.parametrize(
    ("name", "said"), [("variant_of", "variant of itself"), ("replaced_by", "replace itself")]
)
def test_no_file_leads_to_itself(name, said):
    file = put()
    setattr(file, name, file)

    with pytest.raises(ValidationError, match=f"{said}|itself replaced|all variants"):
        file.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        file.save()


def test_a_variant_has_no_variants():
    one = put()
    two = put(variant_of=one)
    three = put(variant_of=two)

    with pytest.raises(ValidationError, match="all variants belong to"):
        three.full_clean()
    one.variant_of = three
    with pytest.raises(ValidationError, match="all variants belong to"):
        one.full_clean()


def test_what_uses_a_variant_is_what_uses_the_file():
    file, record = put(), make_resource()
    record.link_rows.create(file=file, order=1)

    assert records_of(put(variant_of=file)) == [record]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_of_records_loads_files_and_variants_at_once(rows, django_assert_num_queries):
    for _ in range(rows):
        file = put_file(make_resource(), "libraryfile/a.pdf")
        make_file("libraryfile/b.pdf", variant_of=file, language="Welsh")

    with django_assert_num_queries(3):
        shown = [way for record in Resource.objects.with_links() for way in record.links_shown]

        assert [each.language for way in shown for each in way.file.variants_shown] == ["Welsh"] * rows


def test_an_image_is_shown_small_and_in_words():
    file = put(make_image(size=(2000, 1000)), "a.png", alt_text="A child reads")

    assert (file.width, file.height, file.preview_text) == (360, 180, "A child reads")
