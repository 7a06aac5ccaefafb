"""The command that makes the portal's documents, with a catalogue of its own and with the real one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from hscp.brochure.printing import catalogue
from hscp.brochure.printing.catalogue import Listed, faults_of
from hscp.documents import cache
from hscp.documents.cache import CachedFile
from hscp.documents.compiler import CannotCompile
from hscp.documents.document import Document
from hscp.management.commands import make_documents
from hscp.records.state import State
from tests.factories import make_brochure, make_contact_point, make_pathway, make_theme, put_in_pack

FITTING = {"pages": 1, "last": 0.9, "overflow": [], "density": 0}


def make_listed(kind, name):
    document = Document(name=f"{kind}/{name}-{kind}", title=name, template="none.typ", data={})
    return Listed(kind, name, f"About {name}", f"/admin/{name}/", lambda: document)


def make_made(fit=FITTING, **said):
    return CachedFile(key="k", content=b"%PDF-1", **({"fit": fit, "warnings": [], "changed": []} | said))


@pytest.fixture
def answers(monkeypatch):
    """What making a document gives, by the document's name; a fitting PDF for all that are not in it."""
    answers = {}

    def made(document):
        answer = answers.get(document.name, make_made())
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(cache, "get_or_make", made)
    there = [make_listed("packs", "ice"), make_listed("posters", "ice"), make_listed("packs", "sea")]
    monkeypatch.setattr(make_documents, "listed", lambda: [*there, make_listed("sheet", "sheet")])
    return answers


def run(*names, **options):
    out = StringIO()
    error = ""
    try:
        call_command("make_documents", *names, stdout=out, **options)
    except CommandError as refused:
        error = str(refused)
    return out.getvalue(), error


def files_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            [],
            [
                "packs/ice-packs.pdf",
                "packs/sea-packs.pdf",
                "posters/ice-posters.pdf",
                "sheet/sheet-sheet.pdf",
            ],
        ),
        (["packs"], ["packs/ice-packs.pdf", "packs/sea-packs.pdf"]),
        (["ice"], ["packs/ice-packs.pdf", "posters/ice-posters.pdf"]),
        (["sea", "posters"], ["packs/sea-packs.pdf", "posters/ice-posters.pdf"]),
        (["brochure"], []),
    ],
)
def test_files_go_into_a_folder_for_each_kind(answers, tmp_path, names, expected):
    out, error = run(*names, to=str(tmp_path / "new" / "folder"))

    assert error == ""
    assert files_in(tmp_path) == [f"new/folder/{name}" for name in expected]
    assert out.startswith(f"{len(expected)} documents in ")


def test_the_last_line_says_how_many_and_how_large(answers):
    out, _ = run("packs")

    assert out.startswith("2 documents in ")
    assert out.endswith(" s, 12\xa0bytes in all.\n")


def test_an_unknown_name_is_refused_with_what_there_is(answers):
    out, error = run("ice", "fire", "water")

    assert out == ""
    assert error == (
        "There is nothing to make for “fire”, “water”. There are the kinds “packs”, “posters”, “brochure”, “sheet”, "
        "“pictures”, and the themes “ice”, “sea”."
    )


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_made(answers, tmp_path):
    (tmp_path / "file").write_text("")

    out, error = run(to=str(tmp_path / "file"))

    assert (out, error) == ("", f"Nothing can be written to {tmp_path / 'file'}: Not a directory.")


def test_one_that_fails_does_not_stop_the_others(answers, tmp_path):
    answers["packs/ice-packs"] = CannotCompile("none.typ was refused")

    out, error = run(to=str(tmp_path))

    assert error == "1 document could not be made."
    assert "packs: ice-packs.pdf, of “About ice”\n  It could not be made: none.typ was refused.\n" in out
    assert "3 documents in " in out
    assert files_in(tmp_path) == ["packs/sea-packs.pdf", "posters/ice-posters.pdf", "sheet/sheet-sheet.pdf"]


def test_a_check_names_what_to_mend_and_where(answers, settings):
    settings.HSCP_ADDRESS = "https://portal.example"
    answers["packs/sea-packs"] = make_made(FITTING | {"overflow": ["title"]})
    answers["posters/ice-posters"] = CannotCompile("none.typ was refused")

    out, error = run(check=True)

    assert error == "1 document could not be made and 1 document should be mended."
    assert (
        "packs: sea-packs.pdf, of “About sea”\n  A text is too long for its place: title.\n"
        "  https://portal.example/admin/sea/\n"
    ) in out


@pytest.mark.django_db
def test_a_check_refuses_a_poster_with_an_unchecked_number(settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path
    theme = make_theme(title="Harm", slug="harm")
    point = make_contact_point(
        make_pathway(title="Duty team", for_professionals=True, urgency="same_day"), label=""
    )
    put_in_pack(theme, point.pathway)

    out, error = run("harm", check=True)
    point.verified_on = "2026-01-05"
    point.save()
    again, none = run("harm", check=True)

    assert error == "4 documents should be mended."
    assert (
        "posters: harm-staff-room-poster-a4.pdf, of “Harm”\n  Nobody has checked 01962 876364 (Duty team)"
        in out
    )
    assert (none, again.count("\n")) == ("", 1)


def test_without_a_check_what_to_mend_is_no_failure(answers):
    answers["packs/sea-packs"] = make_made(FITTING | {"overflow": ["title"]})

    out, error = run()

    assert (out.count("\n"), error) == (1, "")


@pytest.mark.parametrize(
    ("made", "faults"),
    [
        (make_made(), []),
        (make_made(None), []),
        (make_made(FITTING | {"last": 0.1}), []),
        (make_made(FITTING | {"pages": 2, "last": 0.5}), []),
        (make_made(FITTING | {"pages": 3, "last": 0.412}), ["Its last page is filled to 41% only."]),
        (make_made(FITTING | {"pages": 5}), ["It has 5 pages and should have 1 to 4."]),
        (make_made(changed=["Snow ☃"]), ["The fonts have no sign for a part of “Snow ☃”."]),
        (make_made(warnings=["layout did not converge"]), ["The typesetter warns: layout did not converge."]),
    ],
)
def test_each_fault_has_a_sentence(made, faults):
    document = Document(name="a/b", title="B", template="none.typ", data={}, pages=(1, 4))

    assert faults_of(document, made) == faults


# The real catalogue


@pytest.mark.django_db
def test_every_live_theme_has_its_documents():
    brochure, pathway = make_brochure(title="Words", edition="2031-2032"), make_pathway()
    ice, sea = make_theme(slug="ice", order=1), make_theme(slug="sea", order=2)
    make_theme(state=State.DRAFT)
    make_theme(expire_at=timezone.now())

    there = catalogue.listed()

    posters = ["posters", "posters", "posters", "posters"]
    assert [each.kind for each in there] == [
        *("packs", *posters, "packs", *posters, "brochure", "sheet"),
        *("pictures", "pictures", "pictures", "pictures"),
    ]
    assert {(each.title, each.admin_path) for each in there if each.kind == "packs"} == {
        (theme.title, f"/admin/themes/theme/{theme.pk}/change/") for theme in (ice, sea)
    }
    names = [document.name.rpartition("/")[2] for document in (each.document() for each in there)]
    assert names == [
        "ice-stop-pack",
        "ice-staff-room-poster-a4",
        "ice-staff-room-poster-a3",
        "ice-waiting-room-poster-a4",
        "ice-waiting-room-poster-a3",
        "sea-stop-pack",
        "sea-staff-room-poster-a4",
        "sea-staff-room-poster-a3",
        "sea-waiting-room-poster-a4",
        "sea-waiting-room-poster-a3",
        "hscp-brochure-2031-2032",
        "contacts-sheet",
        "themes-ice",
        "themes-sea",
        f"contacts-{pathway.slug}",
        f"brochure-{brochure.slug}",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_listing_takes_as_many_queries_for_one_theme_as_for_thirty(count, django_assert_num_queries):
    for order in range(count):
        make_theme(order=order)

    with django_assert_num_queries(8):
        catalogue.listed()


@pytest.mark.django_db
def test_an_empty_portal_has_a_brochure_only():
    [brochure] = catalogue.listed()

    assert (brochure.kind, brochure.admin_path) == ("brochure", "/admin/brochure/brochure/")


@pytest.mark.django_db
def test_what_is_made_is_kept_and_its_size_known(tmp_path, settings):
    # Another test may have had the same document compiled under another name.
    settings.HSCP_DOCUMENTS = tmp_path / "cache"
    make_theme(slug="ice", key_message="<p>Look.</p>")
    [document] = [each.document() for each in catalogue.listed() if each.kind == "packs"]

    _, error = run("packs", to=str(tmp_path / "out"))

    [path] = (tmp_path / "out").rglob("*.pdf")
    assert (error, path.read_bytes()[:5]) == ("", b"%PDF-")
    assert cache.known_size(document.name) == path.stat().st_size
