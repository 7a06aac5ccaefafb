"""Files from before there were rules are examined later: known, made harmless, or named."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from hscp.links.models import LibraryFile
from tests.factories import make_file
from tests.links.uploads.files import make_image, make_pdf

pytestmark = pytest.mark.django_db


def test_a_sound_file_gets_its_facts_and_its_picture_and_stays_as_it_is(capsys):
    file = make_file(ContentFile(make_pdf(), "a.pdf"))
    stored = file.upload.name

    call_command("examine_files")

    file.refresh_from_db()
    assert (file.upload.name, file.pages, file.older_versions.count()) == (stored, 1, 0)
    assert file.preview_address
    assert capsys.readouterr().out == "Every file of the library is examined.\n"


def test_an_image_with_more_than_its_picture_gets_a_version_without():
    file = make_file(ContentFile(make_image("JPEG", comment=b"in the playground"), "a.jpg"))

    call_command("examine_files")

    file.refresh_from_db()
    with file.upload.open() as kept:
        assert b"playground" not in kept.read()
    assert file.older_versions.count() == 1


def test_what_would_be_refused_or_is_missing_is_named_and_left(capsys):
    hostile = make_file(ContentFile(b"%PDF-1.7 MZ", "a.pdf"), title="Hostile")
    make_file("libraryfile/gone.pdf", title="Gone")

    with pytest.raises(CommandError, match="2 files need an editor"):
        call_command("examine_files")

    said = capsys.readouterr().err
    assert "Hostile: The PDF" in said
    assert "Gone: the file is missing" in said
    assert LibraryFile.objects.get(pk=hostile.pk).digest == ""


def test_what_is_examined_is_not_examined_again(monkeypatch):
    make_file(ContentFile(make_pdf(), "a.pdf"))
    call_command("examine_files")
    monkeypatch.setattr("hscp.management.commands.examine_files.examine", None)

    call_command("examine_files")
