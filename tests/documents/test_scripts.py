"""Names in other scripts: shown with signs of their own, and read back from the PDF as they are spelt."""

import shutil
import subprocess
import unicodedata
from contextlib import closing

import pypdfium2
import pytest

from hscp.documents import compiler, typefaces, worker
from tests.documents.pdf_checks import gate
from tests.documents.test_worker import CERTIFICATE

NAMES = {
    "Bengali": "রহিমা বেগম",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਕੌਰ",
    "Tamil": "தமிழ்ச்செல்வி",
    "Chinese, simplified": "王小明",
    "Chinese, traditional": "陳大文",
    "Japanese": "さくら 花子",
    "Korean": "김민준",
    "Thai": "สมชาย ใจดี",
    "Lao": "ລາວ",
    "Khmer": "ខ្មែរ",
    "Burmese": "မြန်မာ",
    "Arabic": "عبد الرحمن شيخ",
    "Arabic with marks on a shared sign": "خديجة بنت علي",
    "Urdu": "غلام قادر چوہدری",
    "Hebrew": "יעל כהן",
    "Devanagari": "नरेन्द्र क्षत्रिय",
    "Gujarati": "ગુજરાતી",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം",
    "Telugu": "తెలుగు",
    "Odia": "ଓଡ଼ିଆ",
    "Sinhala": "සිරිසේන",
    "Georgian": "გიორგი ბერიძე",
    "Armenian": "Արամ",
    "Ethiopic": "ሰላም",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Олена Шевченко",
    "Vietnamese": "Phạm Thị Hồng Yến",
    "an emoji": "Emma 😀 Wood",
}


needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def certificate(name):
    """Return (the PDF, what is said about it) of a certificate for `name`, made within this process."""
    data = {**CERTIFICATE, "name": name}
    order = {"template": "certificate.typ", "data": data, "fonts": str(compiler.FONTS)}
    return worker.make({**order, "pages": (1, 1), "densities": 1})


def read(pdf, tmp_path):
    """Return the words of a PDF as the widely used pdftotext copies them, without the signs of direction that it adds."""
    (tmp_path / "one.pdf").write_bytes(pdf)
    said = subprocess.run(  # noqa: S603
        [shutil.which("pdftotext"), tmp_path / "one.pdf", "-"], capture_output=True, text=True, check=True
    )
    words = said.stdout.translate(dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f")))
    return unicodedata.normalize("NFC", words)


@needs_pdftotext
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_shown_and_copied_as_it_is_spelt(name, tmp_path):
    pdf, about = certificate(name)

    assert about["changed"] == []
    assert about["warnings"] == []
    assert f"\n{unicodedata.normalize('NFC', name)}\n" in read(pdf, tmp_path)


@needs_pdftotext
@pytest.mark.parametrize("name", [NAMES["Arabic"], NAMES["Vietnamese"], NAMES["Khmer"]])
def test_unmended_a_letter_drawn_in_parts_is_read_twice_and_mended_it_looks_the_same(
    name, monkeypatch, tmp_path
):
    pdf, _ = certificate(name)
    monkeypatch.setattr("hscp.documents.copied_text.mend", lambda document: 0)
    unmended, _ = certificate(name)

    gate(pdf, "Certificate of attendance: Neglect")
    assert f"\n{name}\n" not in read(unmended, tmp_path)
    assert picture(pdf) == picture(unmended)


def picture(pdf):
    """Return the first page of a PDF as the bytes of a picture."""
    with closing(pypdfium2.PdfDocument(pdf)) as document, closing(document[0].render(scale=1)) as shown:
        return bytes(shown.buffer)


def test_only_texts_of_other_scripts_need_more_typefaces():
    texts = ("Zoë Łukasz, “Hồng” – →", "Олена", "王", "😀")

    assert [typefaces.needs_more(text) for text in texts] == [False, True, True, True]
    assert len(typefaces.folders()) == len(typefaces.PACKAGES)
