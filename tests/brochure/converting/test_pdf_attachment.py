"""A brochure's PDF has its text attached: importing the PDF gives editors back what they had."""

import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.converting.lines import MOST_TEXT
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.importing.forms import UploadForm
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.brochure.reading.values import NotABrochure
from hscp.brochure.writing.brochure_text import write_brochure
from tests.brochure.writing.test_round_trip import NOTHING, planned
from themes.models import Theme


def pdf_with(files=(), change=None, **saving):
    """Return a PDF (bytes) that carries `files`: {name: bytes}. `change` may do something to each of their streams."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, content in dict(files).items():
            document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)
            if change:
                change(document.attachments[name].get_file().obj)
        document.save(out, **saving)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("starter_loaded")
def test_the_starter_contents_pdf_is_read_again_and_plans_nothing_but_what_was_edited_since(client):
    pdf = client.get(reverse("documents:brochure")).content
    form = UploadForm({}, {"file": SimpleUploadedFile("brochure.pdf", pdf)})

    assert form.is_valid(), form.errors
    assert len(form.document.packs) == 21
    text = "\n".join(line.text for line in form.document.account)
    assert (planned(text), text + "\n") == (NOTHING, write_brochure())

    theme = Theme.objects.live().first()
    theme.key_message = "<p>Something else.</p>"
    theme.save()

    kept = planned(text)["conflicts"]
    assert [(label, field) for label, field, _, _ in kept] == [(theme.title, "if you do one thing")]


@pytest.mark.django_db
def test_a_preview_carries_no_text():
    assert brochure_document(current_brochure(), drafts=True).attachments == ()


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(pdf_with(), id="no file"),
        pytest.param(pdf_with({"numbers.csv": b"1;2"}), id="another file"),
        pytest.param(b"%PDF-1.7\n\0\xff", id="broken"),
        pytest.param(
            pdf_with({"b.md": b"text"}, encryption=pikepdf.Encryption(user="secret", owner="secret")),
            id="password",
        ),
        pytest.param(pdf_with({"b.md": b"x" * (MOST_TEXT + 1)}), id="too long"),
        pytest.param(
            pdf_with(
                {"b.md": b""},
                lambda stream: stream.write(
                    zlib.compress(b"x" * 50 * MOST_TEXT), filter=pikepdf.Name.FlateDecode
                ),
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            ),
            id="bomb",
        ),
        pytest.param(
            pdf_with(
                {"b.md": b""},
                lambda stream: stream.write(b"not deflated", filter=pikepdf.Name.FlateDecode),
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                compress_streams=False,
            ),
            id="not deflated",
        ),
    ],
)
def test_a_pdf_without_a_text_that_can_be_read_is_refused_in_words(pdf):
    with pytest.raises(NotABrochure) as refused:
        read_brochure_file(io.BytesIO(pdf))

    assert str(refused.value).startswith(
        ("No page of the PDF has text", "The PDF is damaged", "The PDF has a password")
    )
