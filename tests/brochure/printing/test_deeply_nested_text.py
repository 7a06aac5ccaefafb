"""Text that is nested deeply, as pasted text may be, is set in every document that holds it."""

import pytest

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.brochure.printing.pack_document import pack_document
from hscp.brochure.printing.poster_document import poster_document
from hscp.brochure.writing.brochure_text import write_brochure
from hscp.documents.compiler import compile_document
from tests.documents.pdf_checks import gate
from tests.factories import make_brochure, make_theme, make_threshold_level

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("tags", [["strong", "em"], ["blockquote"], ["ul", "li"], ["ol", "li", "blockquote"]])
def test_nested_text_is_set(tags):
    starts, ends = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
    words = f"{starts * 600}Deep words{ends * 600}"
    make_brochure(title="B", edition="1", introduction=words, how_to_use=words)
    make_threshold_level(number=1, description=words, what_to_do=words)
    theme = make_theme(title="T", introduction=words, key_message=words)

    documents = [
        brochure_document(current_brochure()),
        pack_document(theme),
        poster_document(theme, "professionals", "a4"),
    ]

    for document in documents:
        made = compile_document(
            document.template, document.data, pages=document.pages, densities=document.densities
        )
        gate(made.content, document.title)
    assert "Deep words" in write_brochure()
