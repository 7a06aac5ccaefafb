"""What looks like a contact detail in a translated text, and what does not."""

import pytest

from hscp.languages.contact_details import contact_detail


@pytest.mark.parametrize(
    "text",
    [
        "Zadzwoń: 01962 845000.",
        "Call 0800 1111 now",
        "+48 22 123 45 67",
        "فون کریں ۰۱۹۶۲ ۸۴۵۰۰۰",
        "फोन ०८०० ११११",
        "0808-800-5000",
        "(01962) 845 000",
        "SHOUT 85258",
        "0<strong>1962</strong> 845000",
        "01\u200b962\u202e 845000",
        "<p>napisz: help@example.org</p>",
        "SO23 8UJ",
        '<a href="tel:999">999</a>',
        '<a href="mailto:x@example.org">napisz</a>',
    ],
)
def test_it_is_refused(text):
    assert contact_detail(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Zadzwoń pod 999, jeśli dziecku coś grozi.",
        "NHS 111",
        "Dzieci od 5 do 10 lat",
        "Plan na lata 2024-2026 i 2024/25",
        "3.5.2026",
        "24 godziny",
        "<p>1</p><p>2</p><p>3</p><p>4</p><p>5</p>",
        '<a href="https://www.nspcc.org.uk/1234567/">NSPCC</a>',
        "",
    ],
)
def test_it_may_stand_there(text):
    assert contact_detail(text) is None
