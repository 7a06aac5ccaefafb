"""Rich text for paper: a tree that says the same, with links that can be followed from paper and nothing that is run."""

import json

import pytest

from hscp.documents.rich_text import absolute_address, first_sentences, rich_text


def text(words):
    return {"kind": "text", "text": words}


def paragraph(*children):
    return {"kind": "paragraph", "children": list(children)}


SPACE = {"kind": "space"}


@pytest.mark.parametrize(
    "html", ["", None, "<p></p>", "<p> <br> </p>", "<ul><li></li></ul>", "<script>x</script>"]
)
def test_no_text_is_no_node(html):
    assert rich_text(html) == []


def test_marks_in_a_line_keep_the_spaces_around_them():
    html = "<p>Call <strong>999</strong> now,\n or <em>very</em><strong>soon</strong>.<br>Then write.</p>"

    assert rich_text(html) == [
        paragraph(
            text("Call"),
            SPACE,
            {"kind": "strong", "children": [text("999")]},
            SPACE,
            text("now, or"),
            SPACE,
            {"kind": "emphasis", "children": [text("very")]},
            {"kind": "strong", "children": [text("soon")]},
            text("."),
            {"kind": "break"},
            text("Then write."),
        )
    ]


def test_lists_hold_blocks_and_keep_their_first_number():
    html = "<ol start='3'><li><p>One</p><ul><li>A</li></ul></li><li>Two</li></ol><blockquote><p>Said</p></blockquote>"

    assert rich_text(html) == [
        {
            "kind": "list",
            "ordered": True,
            "start": 3,
            "items": [
                [
                    paragraph(text("One")),
                    {"kind": "list", "ordered": False, "start": 1, "items": [[paragraph(text("A"))]]},
                ],
                [paragraph(text("Two"))],
            ],
        },
        {"kind": "quote", "children": [paragraph(text("Said"))]},
    ]


@pytest.mark.parametrize(
    ("html", "depths"),
    [
        ("<h3>A</h3><h4>B</h4><h3>C</h3>", [0, 1, 0]),
        ("<h4>A</h4><h4>B</h4>", [0, 0]),
        ("<h4>A</h4><h3>B</h3><h4>C</h4>", [0, 0, 1]),
    ],
)
def test_headings_leave_out_no_level(html, depths):
    assert [block["depth"] for block in rich_text(html)] == depths


def test_links_are_absolute_or_only_their_words(settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    html = "".join(
        f'<p><a href="{href}">x</a></p>'
        for href in (
            "https://example.org/a?b=1&amp;c=2",
            "mailto:a@example.org",
            "tel:01962876364",
            "/themes/neglect/",
            "javascript:alert(1)",
            "//evil.example.org",
            "/\\evil.example.org",
            "#part",
            "data:text/html,x",
            "file:///etc/passwd",
        )
    )

    found = [block["children"][0] for block in rich_text(html)]

    assert [node.get("address", node.get("text")) for node in found] == [
        "https://example.org/a?b=1&c=2",
        "mailto:a@example.org",
        "tel:01962876364",
        "https://portal.example.org/themes/neglect/",
        *["x"] * 6,
    ]


@pytest.mark.parametrize(
    "href",
    [
        "",
        "tel:",
        "javascript:alert(1)",
        "//example.org",
        "https://[broken",
        "https://example.org/" + "x" * 4000,
    ],
)
def test_an_address_that_cannot_be_set_is_none(href):
    assert absolute_address(href) == ""


def test_a_table_and_a_script_leave_their_words_alone():
    html = "<table><tr><td>Cell</td></tr></table><script>alert(1)</script><img src=x onerror=y><p>After</p>"

    assert rich_text(html) == [paragraph(text("Cell")), paragraph(text("After"))]


@pytest.mark.parametrize("tags", [["strong"], ["em", "strong"], ["blockquote"], ["ul", "li"], ["p", "a"]])
def test_what_is_nested_without_end_is_set_as_words(tags):
    starts, ends = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
    html = f"{starts * 3000}Deep {ends * 3000}<p>After</p>"

    blocks = rich_text(html)

    assert json.dumps(blocks).count('"children"') + json.dumps(blocks).count('"items"') <= 16
    assert first_sentences(html, 33) == "Deep After"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Short.</p><ul><li>And <em>true</em></li></ul>", "Short. And true"),
        ("<p>One two three. Four five six. Seven eight nine.</p>", "One two three. Four five six."),
        ("<p>A single sentence that goes on, and on and on</p>", "A single sentence that goes on…"),
        (f"<p>{'x' * 40}</p>", f"{'x' * 32}…"),
        ("<p><strong>Look. </strong></p><p>Say.</p>", "Look. Say."),
        ("", ""),
    ],
)
def test_first_sentences_are_whole_where_they_can_be(html, words):
    assert first_sentences(html, 33) == words
