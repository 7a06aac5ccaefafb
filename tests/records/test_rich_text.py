import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection

from hscp.records.rich_text import clean_rich_text, is_safe_link, markdown_to_rich_text
from tests.factories import make_theme
from themes.models import Theme

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="//evil.example/">x</a>',
    '<a href="/\\evil.example/">x</a>',
    '<a href="\t//evil.example/">x</a>',
    "<svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input name=q></form>',
    '<p style="position:fixed" class="x" onclick="alert(1)">x</p>',
    "<style>p{display:none}</style>",
    '<object data="x"></object><embed src="x">',
    '<base href="https://evil.example/"><meta http-equiv="refresh" content="0">',
]
UNSAFE = [
    "script", "onerror", "onload", "onclick", "javascript:", "data:", "evil.example", "style", "class=", "iframe", "form",
    "object", "embed", "base", "meta", "svg", "math",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_cleaning_removes_everything_that_could_run_or_lead_astray(payload):
    cleaned = clean_rich_text(payload).lower()

    assert [word for word in UNSAFE if word in cleaned] == []


def test_cleaning_keeps_what_editors_write():
    text = (
        '<h3>Signs</h3><p><strong>Act</strong> <em>now</em>.</p><ul><li>One</li></ul><ol start="3"><li>Two</li></ol>'
        '<p><a href="https://example.org/a" rel="noreferrer">Guide</a></p>'
    )

    assert clean_rich_text(text) == text


def test_cleaning_makes_an_empty_editor_an_empty_text():
    assert clean_rich_text("<p></p><p> </p>") == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org",
        "mailto:a@example.org",
        "tel:+441962876364",
        "/themes/neglect/",
        "#top",
    ],
)
def test_safe_links_are_kept(address):
    assert is_safe_link(address) is True


@pytest.mark.parametrize(
    "address",
    [
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        " \t//example.org",
        "/\n/example.org",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "relative/page",
        "http://[broken",
        "",
    ],
)
def test_unsafe_links_are_refused(address):
    assert is_safe_link(address) is False


def test_markdown_becomes_rich_text_without_dead_links_or_raw_html():
    text = "Neglect **matters** ([NSPCC](#), [more](https://example.org)).\n\n1. One\n2. Two\n\n<script>alert(1)</script>"

    assert markdown_to_rich_text(text) == (
        '<p>Neglect <strong>matters</strong> (NSPCC, <a href="https://example.org" rel="noreferrer">more</a>).</p>\n'
        "<ol>\n<li>One</li>\n<li>Two</li>\n</ol>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )


def _stored(theme):
    with connection.cursor() as cursor:
        cursor.execute("SELECT introduction FROM themes_theme WHERE id = %s", [theme.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_every_way_into_the_database_cleans_the_text():
    dirty, clean = "<p>Kept</p><script>alert(1)</script>", "<p>Kept</p>"

    saved = make_theme(introduction=dirty)
    updated = make_theme()
    Theme.objects.filter(pk=updated.pk).update(introduction=dirty)
    bulk = Theme.objects.bulk_create([Theme(title="Bulk", slug="bulk", introduction=dirty)])[0]
    changed = make_theme()
    changed.introduction = dirty
    Theme.objects.bulk_update([changed], ["introduction"])

    assert [_stored(theme) for theme in (saved, updated, bulk, changed)] == [clean] * 4
    assert saved.introduction == clean


@pytest.mark.django_db
def test_form_names_an_unsafe_link_instead_of_dropping_it_silently():
    class ThemeForm(forms.ModelForm):
        class Meta:
            model = Theme
            fields = ["introduction"]

    form = ThemeForm({"introduction": '<p><a href="//evil.example">x</a></p>'})

    assert form.errors["introduction"] == [
        "The link “//evil.example” is not allowed. Use a full address that starts with https://, mailto: or tel:."
    ]


@pytest.mark.django_db
def test_full_clean_refuses_an_unsafe_link():
    theme = Theme(title="Neglect", slug="neglect", introduction='<a href="javascript:alert(1)">x</a>')

    with pytest.raises(ValidationError) as refused:
        theme.full_clean()

    assert list(refused.value.message_dict) == ["introduction"]
