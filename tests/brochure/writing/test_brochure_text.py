"""The brochure as text: rich text as Markdown that reads back the same, and the address that sends it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from hscp.brochure.importing.three_way_comparison import canonical_html
from hscp.records.rich_text import clean_rich_text, markdown_to_rich_text
from hscp.records.rich_text.markdown import to_markdown
from hscp.records.state import State
from tests.factories import (
    fill_pack,
    make_brochure,
    make_course,
    make_resource,
    make_staff,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import ThemeToolkitList

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

WORDS = st.text(
    st.one_of(
        st.sampled_from(
            " *_`~[]()<>#+-=.!&;:|\\/'\"0123456789abcxyzAZ“”’–—…éß漢字עברית😀\u00a0\u00ad\u200b\u200d"
        ),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")),
    ),
    max_size=12,
).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _joined(each, most=4):
    return st.lists(each, max_size=most).map("".join)


def _wrapped(inner):
    return st.one_of(
        st.builds("<strong>{}</strong>".format, inner),
        st.builds("<em>{}</em>".format, inner),
        st.builds('<a href="{}">{}</a>'.format, st.sampled_from(LINKS), inner),
    )


LINKS = ["https://a.example/x_(1)?a=1&amp;b=2", "mailto:a@b.example", "tel:999", "/themes/x/", "#top"]
PIECE = st.recursive(st.one_of(WORDS, st.just("<br>")), lambda each: _wrapped(_joined(each)), max_leaves=4)


LINE = _joined(PIECE)
PARAGRAPH = st.builds("<p>{}</p>".format, LINE)
HEADING = st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["h3", "h4"]), LINE)


def _holders(block):
    items = st.lists(st.one_of(LINE, _joined(block, 3)).map("<li>{}</li>".format), max_size=3).map("".join)
    return st.one_of(
        st.builds("<ul>{}</ul>".format, items),
        st.builds("<ol>{}</ol>".format, items),
        st.builds('<ol start="{}">{}</ol>'.format, st.integers(0, 200), items),
        st.builds("<blockquote>{}</blockquote>".format, _joined(block, 3)),
    )


BLOCK = st.recursive(st.one_of(PARAGRAPH, HEADING), _holders, max_leaves=6)
RICH_TEXT = st.lists(BLOCK, max_size=5).map("".join)


@settings(max_examples=150, deadline=None)
@given(RICH_TEXT)
def test_rich_text_comes_back_the_same(html):
    html = clean_rich_text(html)

    back = markdown_to_rich_text(to_markdown(html))

    assert canonical_html(back) == canonical_html(html)


# The address of the text


def make_full_pack(order):
    theme = make_theme(order=order, introduction="<p>Prose.</p>")
    theme.lead_toolkit = make_toolkit()
    theme.save()
    fill_pack(theme, 2)
    ThemeToolkitList.objects.create(theme=theme, audience_group="professionals", label="All")


@pytest.mark.django_db
def test_the_text_is_sent_as_a_file_to_save(client):
    make_brochure(edition="2031-2032")

    response = client.get("/brochure.md")

    assert reverse("documents:text") == "/brochure.md"
    assert response.status_code == 200
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="brochure-2031-2032.md"'
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Security-Policy"]
    assert response.cookies == {}
    assert client.post("/brochure.md").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edition", "name"), [('a"\r\nSet-Cookie: x', "brochure-a-Set-Cookie-x.md"), ("“”", "brochure.md")]
)
def test_the_name_of_the_file_holds_no_header(client, edition, name):
    make_brochure(edition=edition)

    assert client.get("/brochure.md")["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_the_text_takes_as_many_queries_for_one_theme_as_for_thirty(client, count, django_assert_num_queries):
    make_brochure()
    for order in range(count):
        make_full_pack(order)

    with django_assert_num_queries(8):
        client.get("/brochure.md")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hidden",
    [{"state": State.DRAFT}, {"state": State.IN_REVIEW}, {"state": State.ARCHIVED}, {"expire_at": LONG_AGO}],
)
def test_what_the_public_does_not_see_is_not_in_the_text(client, hidden):
    theme = make_theme()
    theme.lead_toolkit = make_toolkit(title="Hidden lead", **hidden)
    theme.save()
    put_in_pack(theme, make_toolkit(title="Hidden toolkit", **hidden))
    put_in_pack(theme, make_resource(title="Hidden resource", **hidden))
    put_in_pack(theme, make_resource(title="Seen"), collection=make_resource(title="Hidden group", **hidden))
    put_in_pack(theme, make_course(title="Hidden course", **hidden))
    make_theme(title="Hidden theme", **hidden)
    make_brochure(title="Hidden brochure", **hidden)

    text = client.get("/brochure.md").content.decode()

    assert "- [Seen](#)" in text
    assert "Hidden" not in text


@pytest.mark.django_db
def test_an_item_says_where_it_leads_and_what_it_is_for(client):
    theme = make_theme()
    put_in_pack(
        theme, make_resource(title="Rules", link="https://example.org/r", summary="What is\nallowed.")
    )
    put_in_pack(theme, make_course(title="Rowing", link="https://example.org/c"))

    text = client.get("/brochure.md").content.decode()

    assert (
        "\n## Strategy, guidance and procedures\n\n- [Rules](https://example.org/r) – What is allowed.\n"
        in text
    )
    assert "\n## Training\n\n## Webinars\n\n- [Rowing](https://example.org/c)\n" in text


@pytest.mark.django_db
def test_editors_find_the_text_beside_the_list_of_brochures(client):
    client.force_login(make_staff(is_superuser=True))

    page = client.get(reverse("admin:brochure_brochure_changelist")).content.decode()

    assert '<a href="/brochure.md">Download as text (Markdown)</a>' in page
