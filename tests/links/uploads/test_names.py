"""The name of an upload: what it says the file is, and what no name may hold."""

import pytest

from hscp.links.uploads.names import kind_by_name
from hscp.links.uploads.refusals import Refused


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("guide.pdf", "pdf"),
        ("GUIDE.Docx", "docx"),
        ("photo.jpeg", "jpg"),
        ("Guide 2.1.xlsx", "xlsx"),
        ("łódź – plan.pptx", "pptx"),
        ("ZIP code areas.webp", "webp"),
    ],
)
def test_a_name_says_the_kind(name, code):
    assert kind_by_name(name).code == code


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc/guide.pdf", "folder"),
        ("..\\guide.pdf", "folder"),
        ("/etc/guide.pdf", "folder"),
        (".guide.pdf", "starts with a dot"),
        ("guide\x00.pdf", "invisible"),
        ("guide.pdf\n", "invisible"),
        ("guide\u200b.pdf", "invisible"),
        ("guide\ud800.pdf", "invisible"),
        ("guide", "does not end in a type"),
        ("guide.", "does not end in a type"),
        ("guide.pdf ", "does not end in a type"),
        ("", "longer than"),
        ("guide.docm", "macros"),
        ("guide.doc", "save it as .docx"),
        ("guide.svg", "save it as PNG"),
        ("guide.zip", "unpack it"),
        ("guide.tar.gz", "unpack it"),
        ("guide.html", "web page"),
        ("guide.heic", "JPEG or PNG"),
        ("guide.js", "can run"),
        ("guide.mystery", "Upload a PDF"),
        ("guide.js.pdf", "both .js and .pdf"),
    ],
)
def test_a_name_is_refused_with_what_to_do(name, said):
    with pytest.raises(Refused) as refused:
        kind_by_name(name)

    assert said in refused.value.message
