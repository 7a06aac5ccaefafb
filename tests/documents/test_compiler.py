"""PDFs: what people typed is set as plain text, in our own typeface, within a time limit, and read by screen readers."""

import io
import re

import page
import pikepdf
import pytest

from hscp.documents import compiler, worker
from hscp.web.qr_codes import qr_file

ADDRESS = "https://portal.example.org/training/certificates/"


def certificate(**data):
    defaults = {
        "name": "Zoë Łukasiewicz-O’Brien",
        "course": "Neglect toolkit tour",
        "organisation": "Oak School",
        "outcomes": [],
        "signed": {"name": "", "role": ""},
        "facts": [["Date", "3 March 2026"], ["Length", "1 hour"]],
        "number": "7Q3M-X9KD-4RVB-2HTA",
        "address": ADDRESS,
        "code": qr_file(ADDRESS),
    }
    return compiler.compile_about_a_person("certificate.typ", defaults | data).content


def pages_and_title(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages), str(document.docinfo["/Title"])


def fonts_of(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = document.pages[0].Resources.Font
        return {re.sub(r"^/[A-Z]{6}\+", "", str(font.BaseFont)) for font in fonts.values()}


@pytest.mark.parametrize(
    ("name", "course"),
    [
        ("Zoë Łukasiewicz-O’Brien", "Neglect toolkit tour"),
        ("محمد بن راشد", "שלום " * 20),
        ("王小明", "Emoji 😀👩‍👩‍👧 in a title"),
        ("‮drawkcab", "line\nbreak\x00and\x07bell"),
        ("W" * 120, "x" * 300),
        ("A" * 120, "A long title about neglect " * 11),
        ('#read("/etc/passwd")', "$x^2$ *bold* <script> \\u{41} #import(1) // no comment"),
    ],
)
def test_anything_typed_gives_one_page_that_keeps_to_pdf_ua(name, course):
    pdf = certificate(name=name, course=course)

    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures
    assert pages_and_title(pdf)[0] == 1


def test_the_gate_for_pdf_ua_refuses_an_untagged_file():
    with pikepdf.open(io.BytesIO(certificate())) as document:
        del document.Root.StructTreeRoot
        out = io.BytesIO()
        document.save(out)

    report = page.validate_pdf_bytes(out.getvalue(), profile=page.ValidationProfile.PDF_UA_1)

    assert report.is_compliant is False


def test_markup_in_the_data_stays_text():
    pdf = certificate(course='#read("/etc/passwd")')

    assert pages_and_title(pdf)[1] == 'Certificate of attendance: #read("/etc/passwd")'


def test_a_letter_no_font_has_is_shown_as_missing_and_a_picture_is_left_out():
    pdf = certificate(course="Well done \U0001fbfa \u0f63")

    assert pages_and_title(pdf)[1] == "Certificate of attendance: Well done \ufffd"


def test_what_turns_the_direction_of_text_is_left_out():
    pdf = certificate(course="safe\u202eevil\u2066 title")

    assert pages_and_title(pdf)[1] == "Certificate of attendance: safe evil title"


def test_the_typeface_is_ours_and_embedded():
    assert fonts_of(certificate()) == {"AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold"}


def test_the_code_has_words_for_those_who_do_not_see_it():
    with pikepdf.open(io.BytesIO(certificate())) as document:
        alt = {
            str(thing.Alt)
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing and thing.get("/S") == "/Figure"
        }
        language = str(document.Root.Lang)

    assert alt == {"QR code that leads to the check of this certificate"}
    assert language == "en-GB"


def test_a_document_reads_nothing_outside_its_folder(tmp_path, monkeypatch):
    (tmp_path / "documents").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "documents" / "thief.typ").write_text('#set document(title: "T")\n#read("../secret.txt")')
    monkeypatch.setattr(worker, "FOLDER", tmp_path / "documents")

    with pytest.raises(worker.typst.TypstError):
        worker.make(
            {
                "template": "thief.typ",
                "data": {},
                "fonts": str(compiler.FONTS),
                "pages": (1, 1),
                "densities": 1,
            }
        )


def test_a_document_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(compiler, "SECONDS", 0.001)

    with pytest.raises(compiler.CannotCompile) as given_up:
        certificate()

    assert str(given_up.value) == "certificate.typ took more than 0.001 seconds"


def test_a_refusal_names_the_document_and_nothing_of_the_data():
    with pytest.raises(compiler.CannotCompile) as refused:
        certificate(code="<svg>Canary")

    assert str(refused.value) == "certificate.typ was refused by the typesetter"


def test_missing_fonts_name_the_command(monkeypatch, tmp_path):
    monkeypatch.setattr(compiler, "FONTS", tmp_path / "fonts")

    with pytest.raises(compiler.CannotCompile) as refused:
        certificate()

    assert str(refused.value) == f"{tmp_path / 'fonts'} is missing: run 'make setup' first"


def test_no_document_builds_markup_from_its_data():
    sources = {path.name: path.read_text() for path in worker.FOLDER.glob("*.typ")}

    assert [name for name, text in sources.items() if re.search(r"\beval\(|@preview|plugin\(", text)] == []
    assert "certificate.typ" in sources
