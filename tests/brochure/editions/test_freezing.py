"""Published editions: frozen once, kept whatever happens, served safely, withdrawn and brought back."""

import hashlib
import logging
import threading

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from contacts.models import ContactPoint
from hscp.brochure.editions import freezing
from hscp.brochure.editions.freezing import CannotFreeze, bring_back, freeze, prepare, trouble_with, withdraw
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.records.state import State
from tests.brochure.editions.builders import PDF, made_at_once, make_whole_brochure, prepared
from tests.documents.pdf_checks import texts_of
from tests.factories import make_brochure, make_staff, make_theme
from themes.models import Theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep files in a folder of the test's own, and return it."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def brochure():
    return make_whole_brochure()


def frozen(brochure, **options):
    return freeze(prepared=prepared(brochure), **{"note": "", "by": None, **options})


def status_of(response):
    """Return the status, having read the file that the response sends, which closes it."""
    list(response)
    return response.status_code


def kept(folder):
    return sorted(path.name for path in folder.rglob("*.pdf"))


def test_an_edition_is_kept_with_its_file_its_day_and_what_it_says(brochure, files):
    by = make_staff()

    edition = frozen(brochure, note="With the new number.", by=by)

    edition.refresh_from_db()
    day = f"{timezone.localdate():%-d-%B-%Y}".lower()
    assert (edition.title, edition.edition, edition.slug) == ("Brochure", "2026-2027", f"2026-2027-of-{day}")
    assert (edition.note, edition.published_by, edition.withdrawn_at) == ("With the new number.", by, None)
    assert (edition.size, edition.pages, edition.sha256) == (len(PDF), 2, hashlib.sha256(PDF).hexdigest())
    assert edition.contents == prepared(brochure).contents
    assert edition.file.name.startswith("editions/")
    assert (files / edition.file.name).read_bytes() == PDF
    assert trouble_with(edition) == ""
    assert kept(files) == [edition.file.name.removeprefix("editions/")]


def test_the_same_contents_are_published_once(brochure, files):
    frozen(brochure)

    with pytest.raises(
        CannotFreeze,
        match="^Nothing has changed since the edition of .*It has already been published as a file",
    ):
        frozen(brochure)

    assert (PublishedEdition.objects.count(), len(kept(files))) == (1, 1)


def test_a_correction_is_published_beside_the_first(brochure):
    first = frozen(brochure)
    Theme.objects.update(introduction="<p>Put right.</p>")

    second = frozen(brochure)

    assert second.slug == f"{first.slug}-2"
    assert list(PublishedEdition.objects.all()) == [second, first]


def test_what_is_withdrawn_or_lost_its_file_can_be_published_again(brochure):
    first = frozen(brochure)
    withdraw(edition=first, by=None)
    second = frozen(brochure)
    default_storage.delete(second.file.name)

    third = frozen(brochure)

    assert PublishedEdition.objects.count() == 3
    assert (
        trouble_with(second)
        == "The file is missing. Bring it back from a backup, or publish the edition again."
    )
    assert trouble_with(third) == ""


@pytest.mark.parametrize(
    "change", [{"state": State.DRAFT}, {"expire_at": timezone.now()}, {"state": State.ARCHIVED}]
)
def test_only_a_brochure_that_readers_see_is_published(brochure, monkeypatch, change):
    monkeypatch.setattr(freezing, "get_or_make", made_at_once)
    ready = prepare(brochure)
    Brochure.objects.update(**change)

    with pytest.raises(CannotFreeze, match="Only a brochure that readers can see"):
        prepare(Brochure.objects.get())
    with pytest.raises(CannotFreeze, match="The brochure has changed"):
        freeze(prepared=ready, note="", by=None)

    assert PublishedEdition.objects.count() == 0


def test_what_changed_since_the_page_was_opened_is_not_published(brochure, files):
    ready = prepared(brochure)
    ContactPoint.objects.update(value="01962 845000")

    with pytest.raises(CannotFreeze, match="The brochure has changed since this page was opened"):
        freeze(prepared=ready, note="", by=None)

    assert (PublishedEdition.objects.count(), kept(files)) == (0, [])


def test_drafts_are_in_no_published_edition(brochure):
    make_theme(title="Not yet", state=State.DRAFT)

    edition = frozen(brochure)

    assert [theme["title"] for theme in edition.contents["themes"]] == ["Neglect"]


def test_no_file_stays_without_its_row(brochure, files, monkeypatch):
    def fail(**fields):
        assert len(kept(files)) == 1  # the file comes first
        raise RuntimeError("the row cannot be written")

    monkeypatch.setattr(PublishedEdition.objects, "create", fail)
    with pytest.raises(RuntimeError):
        frozen(brochure)

    assert kept(files) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_one_edition(brochure, files):
    ready, start, outcomes = prepared(brochure), threading.Barrier(4), []

    def run():
        try:
            start.wait()
            freeze(prepared=ready, note="", by=None)
            outcomes.append("published")
        except CannotFreeze as error:
            outcomes.append(str(error)[:19])
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["Nothing has changed"] * 3 + ["published"]
    assert (PublishedEdition.objects.count(), len(kept(files))) == (1, 1)


def test_withdrawing_and_bringing_back_each_count_once(brochure):
    edition, by = frozen(brochure), make_staff()

    assert (withdraw(edition=edition, by=by), withdraw(edition=edition, by=None)) == (True, False)
    edition.refresh_from_db()
    assert (edition.withdrawn_by, edition.withdrawn_at is None) == (by, False)
    assert (bring_back(edition=edition), bring_back(edition=edition)) == (True, False)
    edition.refresh_from_db()
    assert (edition.withdrawn_by, edition.withdrawn_at) == (None, None)


@pytest.mark.parametrize(
    "fields", [{"slug": ""}, {"file": ""}, {"size": 0}, {"pages": 0}, {"withdrawn_by": True}]
)
def test_the_database_refuses_half_an_edition(brochure, fields):
    edition = frozen(brochure)
    if "withdrawn_by" in fields:
        fields = {"withdrawn_by": make_staff()}

    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedEdition.objects.filter(pk=edition.pk).update(**fields)


def test_a_real_edition_is_what_the_typesetter_made_with_its_pages_counted(brochure):
    edition = freeze(prepared=prepare(brochure), note="", by=None)

    with freezing.opened(edition) as file:
        pages = texts_of(file.read())

    assert edition.pages == len(pages) > 3
    assert "2026-2027" in pages[0]
    assert any("What neglect is." in text for text in pages)


# What readers get


def test_the_file_is_served_whole_and_runs_nothing(client, brochure):
    edition = frozen(brochure)

    response = client.get(edition.get_absolute_url())

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="brochure-{edition.slug}.pdf"'
    assert response["Content-Security-Policy"].startswith("default-src 'none'; object-src 'self'")
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-cache")
    assert response.cookies == {}


def test_last_years_edition_stays_when_its_brochure_is_archived(client, brochure):
    edition = frozen(brochure)
    Brochure.objects.update(state=State.ARCHIVED)
    make_brochure(edition="2027-2028")

    page = client.get(reverse("documents:editions")).content.decode()

    assert f'href="{edition.get_absolute_url()}"' in page
    assert status_of(client.get(edition.get_absolute_url())) == 200


def test_a_withdrawn_edition_is_gone_and_says_so_until_it_is_back(client, brochure):
    edition = frozen(brochure)
    withdraw(edition=edition, by=None)

    gone = client.get(edition.get_absolute_url())
    listed = client.get(reverse("documents:editions")).content.decode()
    bring_back(edition=edition)

    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-cache")
    assert "This edition was withdrawn" in gone.content.decode()
    assert edition.get_absolute_url() not in listed
    assert status_of(client.get(edition.get_absolute_url())) == 200


def test_a_file_that_is_gone_is_told_to_the_reader_and_to_the_log(client, brochure, caplog):
    edition = frozen(brochure)
    default_storage.delete(edition.file.name)

    with caplog.at_level(logging.ERROR, logger="hscp.brochure.editions.freezing"):
        response = client.get(edition.get_absolute_url())

    assert response.status_code == 503
    assert "This file cannot be opened" in response.content.decode()
    assert f"The file of the published edition {edition.slug} is missing" in caplog.text


def test_a_file_that_was_changed_is_told_to_the_editor(brochure, files):
    edition = frozen(brochure)
    (files / edition.file.name).write_bytes(b"something else")

    assert trouble_with(edition) == "The file is not the one that was published. Bring it back from a backup."


@pytest.mark.parametrize(
    "path",
    [
        "nothing.pdf",
        "..%2f..%2fmanage.py",
        "../../etc/passwd",
        "%2fetc%2fpasswd.pdf",
        "a%00.pdf",
        ".pdf",
        "x",
    ],
)
def test_an_address_that_is_no_edition_is_missing(client, path):
    assert client.get(f"/brochure/editions/{path}").status_code == 404


def test_the_file_has_no_other_address(client, brochure):
    edition = frozen(brochure)

    assert client.get(f"/files/{edition.file.name}").status_code == 404


def test_editions_are_listed_by_their_years_the_newest_first(client, brochure):
    first = frozen(brochure, note="For the launch.")
    Theme.objects.update(title="Put right")
    second = frozen(brochure)
    third = frozen(make_brochure(title="Brochure", edition="2027-2028"))

    response = client.get(reverse("documents:editions"))

    page = response.content.decode()
    years = [(name, [edition for edition, _, _ in each]) for name, each in response.context["years"]]
    assert years == [("2027-2028", [third]), ("2026-2027", [second, first])]
    assert "were right on the day it was published. Today’s are on this site." in page
    assert "(PDF, 1\xa0kB)" in page
    assert "For the launch." in page
    assert f'href="{reverse("contacts:pathway_list")}"' in page


def test_the_list_says_when_there_is_none(client):
    assert (
        "No edition has been published as a file yet. Read the brochure as it is today instead."
        in client.get(reverse("documents:editions")).content.decode()
    )


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_as_many_queries_for_one_as_for_many(
    client, brochure, django_assert_num_queries, count
):
    for number in range(count):
        Theme.objects.update(title=f"Theme {number}")
        frozen(brochure)

    with django_assert_num_queries(2):
        client.get(reverse("documents:editions"))


def test_the_words_of_an_edition_are_shown_as_text(client, brochure):
    Brochure.objects.update(title="<script>alert(1)</script>", edition="<b>x</b>")
    frozen(Brochure.objects.get(), note='"><script>alert(2)</script>')

    assert "<script>alert" not in client.get(reverse("documents:editions")).content.decode()
