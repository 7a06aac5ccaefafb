"""Rich text as plain text."""

import pytest

from hscp.records.rich_text.plain_text import as_line, as_lines, as_lines_with_addresses, words_to_find


def test_words_of_neighbouring_blocks_stay_apart_on_one_line():
    html = "<p>Bring tea&nbsp;&amp;\n cake.</p><ul><li>A</li><li>B</li></ul>"

    assert as_line(html) == "Bring tea & cake. A B"
    assert words_to_find("<p>Tea &amp; cake</p>") == "Tea &amp; cake"
    assert as_line(
        '<p>Call <a href="tel:999">999</a>. <strong>Now</strong>, not <em>l</em>ater.<br>Then wait.</p>'
    ) == ("Call 999. Now, not later. Then wait.")


@pytest.mark.parametrize("html", ["", "<p> </p>", "<p>&nbsp;<br></p>", "<ul><li><p></p></li></ul>"])
def test_text_that_shows_no_word_is_empty(html):
    assert (as_line(html), as_lines(html)) == ("", "")


def test_paragraphs_headings_and_items_are_lines():
    html = (
        "<h3>To do</h3><p>One <strong>two</strong><br>three</p><ol><li><p>A &lt; B</p><p>more</p>"
        "<ul><li>C</li></ul></li><li><ul><li>D</li></ul></li><li></li></ol><blockquote><p>Said</p></blockquote>"
    )

    assert as_lines(html).splitlines() == [
        "To do",
        "One two",
        "three",
        "- A < B",
        "more",
        "- C",
        "- D",
        "Said",
    ]


def test_links_are_followed_by_their_addresses_where_these_matter():
    html = '<p>See <a href="https://example.org/?a=1&amp;b=2" rel="noreferrer">it</a>.</p>\n<ul>\n<li>B</li>\n</ul>'

    assert as_lines_with_addresses(html) == "See it (https://example.org/?a=1&b=2).\n\n• B"
