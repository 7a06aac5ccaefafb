"""The process that compiles a PDF: it finds the density that fits, reports what it had to change, and keeps to its limits."""

import io
import json
import resource
import signal
import subprocess
import sys

import pypdf
import pytest
from django.conf import settings

from hscp.documents import compiler, waiting, worker
from tests.documents.pdf_checks import gate, texts_of
from tests.documents.test_compiler import certificate

# A document of the pages, the share of the last one and the boxes too full that its data gives for each density.
TEMPLATE = """#set document(title: "T")
#set text(font: "Atkinson Hyperlegible", lang: "en")
#let data = json(bytes(sys.inputs.data))
#let (pages, last, overflow) = data.fits.at(data.density)
Density #data.density
#for _ in range(pages - 1) { pagebreak() + [more] }
#metadata((pages: pages, last: last, overflow: overflow)) <fit>
"""


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a function that makes a document of TEMPLATE and returns (its text, what is said about it)."""
    (tmp_path / "fits.typ").write_text(TEMPLATE)
    monkeypatch.setattr(worker, "FOLDER", tmp_path)

    def make(*fits, pages=(1, 2), template="fits.typ"):
        order = {"template": template, "data": {"fits": fits}, "fonts": str(compiler.FONTS)}
        pdf, about = worker.make({**order, "pages": pages, "densities": len(fits)})
        return texts_of(pdf)[0], about

    return make


GOOD = (2, 0.8, [])


@pytest.mark.parametrize(
    ("fits", "density"),
    [
        ([GOOD, GOOD], 0),
        ([(1, 0.1, [])], 0),
        ([(3, 0.8, []), GOOD, GOOD], 1),
        ([(2, 0.4, []), GOOD], 1),
        ([(2, 0.8, ["contacts"]), (2, 0.4, []), (2, 0.5, [])], 2),
        # None fits: rather a page half empty than one too many, and rather that than words that are cut off.
        ([(2, 0.4, []), (3, 0.8, [])], 0),
        ([(2, 0.8, ["contacts"]), (4, 0.1, []), (3, 0.1, [])], 2),
        # Equally bad: the setting that is easiest to read.
        ([(2, 0.3, []), (2, 0.2, [])], 0),
    ],
)
def test_the_first_density_that_fits_is_taken_or_else_the_best(made, fits, density):
    pages, last, overflow = fits[density]

    text, about = made(*fits)

    assert text == f"Density {density}"
    assert about == {
        "fit": {"pages": pages, "last": last, "overflow": overflow, "density": density},
        "warnings": [],
        "changed": [],
    }


def test_too_few_pages_do_not_fit_either(made):
    assert made((1, 0.9, []), GOOD, pages=(2, 4))[0] == "Density 1"


def test_a_template_that_says_nothing_is_taken_as_it_is():
    compiled = compiler.compile_document("certificate.typ", CERTIFICATE)

    assert (compiled.fit, compiled.warnings, compiled.changed) == (None, [], [])


def test_warnings_come_back(made, tmp_path):
    (tmp_path / "odd.typ").write_text(TEMPLATE + '#set text(font: "No such font")\nWords')

    assert made(GOOD, template="odd.typ")[1]["warnings"] == ["unknown font family: no such font"]


CERTIFICATE = {
    "name": "Zoë",
    "organisation": "Oak School",
    "course": "Neglect",
    "outcomes": [],
    "signed": {"name": "", "role": ""},
    "facts": [["Date", "3 March 2026"]],
    "number": "7Q3M",
    "address": "https://portal.example.org",
    "code": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
}


def test_texts_with_signs_no_font_has_are_told_of_in_short():
    course = "Well done \u0f63 " + "and so on " * 20
    data = CERTIFICATE | {"name": "\u0f40", "course": course, "facts": [["Date", "łąž é ’ –"]]}

    compiled = compiler.compile_document("certificate.typ", data)

    assert compiled.changed == [course[:80], "\u0f40"]


def test_signs_that_only_fail_together_do_not_stop_the_document(monkeypatch):
    alone = worker._unsettable

    def together(texts, fonts):
        return {text for text in texts if "é" in text and len(text) > 1} | alone(texts, fonts)

    monkeypatch.setattr(worker, "_unsettable", together)

    data, changed = worker._settable({"a": "Zoë é", "b": ["plain"]}, [str(compiler.FONTS)])

    assert (data, changed) == ({"a": "Zo\ufffd \ufffd", "b": ["plain"]}, ["Zoë é"])


def test_a_missing_sign_among_many_texts_costs_few_compilations(monkeypatch):
    compilations = []
    compile_text = worker.typst.compile
    monkeypatch.setattr(
        worker.typst,
        "compile",
        lambda *args, **kwargs: compilations.append(1) or compile_text(*args, **kwargs),
    )
    facts = [[f"Fact ’{n}", f"Words – {n}"] for n in range(300)]
    data = {"facts": facts, "last": "王"}

    shown, changed = worker._settable(data, [str(compiler.FONTS)])

    assert (shown, changed) == ({"facts": facts, "last": "\ufffd"}, ["王"])
    assert len(compilations) == 3


@pytest.mark.parametrize(
    "word",
    [
        "https://portal.example.org/themes/" + "abcdef-ghij/" * 18,
        "x" * 300,
        "www.example.org/2024/01/02/03/04/05/06/07?page=1&size=2_3",
        "https://" + "/" * 60 + "." * 60,
        "e\u0301" * 60,
    ],
)
def test_a_word_that_no_line_holds_breaks_and_is_copied_whole(word):
    pdf = certificate(course=word)

    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    gate(pdf, f"Certificate of attendance: {word}")
    assert "\u200b" not in text
    assert word in text.replace("\n", "").replace("é", "e\u0301")


def order(**changes):
    data = {"template": "certificate.typ", "data": CERTIFICATE, "fonts": str(compiler.FONTS)}
    return json.dumps({**data, "pages": (1, 1), "densities": 1, "seconds": 30, **changes})


def run(code, given=""):
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        input=given,
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env={},
        check=False,
    )


LIMITED = """
import sys
from hscp.documents import worker
def spy(order):
    {act}
worker.make = spy
sys.exit(worker.main())
"""


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("bytearray(worker.MEMORY)", "MemoryError"),
        (
            'import os; os.write(os.open("{folder}/written", os.O_WRONLY | os.O_CREAT), b"words")',
            "File too large",
        ),
    ],
)
def test_the_process_takes_no_more_memory_and_writes_no_file(tmp_path, act, said):
    made = run(LIMITED.format(act=act.format(folder=tmp_path)), order())

    assert (made.returncode, said in made.stderr) == (1, True)


def test_the_process_ends_by_itself_when_nobody_ends_it():
    made = run(LIMITED.format(act="import time; time.sleep(60)"), order(seconds=1))

    assert made.returncode == -signal.SIGALRM


def test_the_process_has_nothing_of_the_portals_environment(monkeypatch):
    seen, start = {}, subprocess.Popen

    def spy(*args, **kwargs):
        seen.update(kwargs)
        return start(*args, **kwargs)

    monkeypatch.setattr(waiting.subprocess, "Popen", spy)
    for _ in range(2):
        # The first may have started before the spy was there.
        certificate()

    assert seen["env"] == {}


def test_the_memory_of_the_web_process_is_not_limited():
    certificate()

    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


def test_the_log_of_a_document_for_everybody_says_what_the_typesetter_said():
    with pytest.raises(compiler.Refused) as refused:
        compiler.compile_document("certificate.typ", {**CERTIFICATE, "code": "<svg>"})

    said = str(refused.value)
    assert said.startswith("certificate.typ was refused by the typesetter: failed to parse SVG")
    assert "\n" not in said
