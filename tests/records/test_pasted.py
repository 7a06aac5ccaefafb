"""Text pasted from offices and browsers becomes what our rich text has room for, and what is left out is said.

Each sample is of our own making, in the form that the program puts on the clipboard.
"""

import pytest

from hscp.records.rich_text import clean_rich_text
from hscp.records.rich_text.pasted import read_pasted

WORD_ITEM = (
    "<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
    "<span style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>{mark}"
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>"
)


def _word(*items):
    lines = (WORD_ITEM.format(level=level, mark=mark, text=text) for level, mark, text in items)
    return f"<html xmlns:o='urn:x'><head><style><!--p.MsoNormal{{margin:0}}--></style></head><body lang=EN-GB><!--StartFragment-->{''.join(lines)}<!--EndFragment--></body></html>"


def _read(html):
    pasted = read_pasted(html)
    return clean_rich_text(pasted.html), pasted.notes


@pytest.mark.parametrize(
    ("items", "html"),
    [
        ([(1, "·", "Look"), (1, "·", "Listen")], "<ul><li><p>Look</p></li><li><p>Listen</p></li></ul>"),
        ([(1, "1.", "Call"), (1, "2.", "Write")], "<ol><li><p>Call</p></li><li><p>Write</p></li></ol>"),
        (
            [(1, "4.", "Call"), (2, "a)", "at once"), (1, "5.", "Write")],
            '<ol start="4"><li><p>Call</p><ol><li><p>at once</p></li></ol></li><li><p>Write</p></li></ol>',
        ),
        (
            [(1, "·", "Look"), (2, "o", "closely")],
            "<ul><li><p>Look</p><ul><li><p>closely</p></li></ul></li></ul>",
        ),
    ],
)
def test_lists_of_word_become_real(items, html):
    assert _read(_word(*items)) == (html, [])


def test_headings_of_word_are_fitted_and_its_marks_kept():
    html = (
        "<h1>Neglect<o:p></o:p></h1><p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Act</b> in "
        '<st1:place w:st="on">Hampshire</st1:place><i>&nbsp;now</i>.</p><h2><b>Signs</b></h2><h5>Small</h5>'
    )

    assert _read(html) == (
        "<h3>Neglect</h3><p><strong>Act</strong> in Hampshire<em> now</em>.</p><h4>Signs</h4><h4>Small</h4>",
        [],
    )


@pytest.mark.parametrize(
    "struck",
    [
        "<s>old <span lang=EN>words</span></s>",
        "<del cite='mailto:A' datetime='2026-01-01T10:00'>old words</del>",
        "<span class=msoDel>old words</span>",
        "<span style='text-decoration: line-through;'>old words</span>",
        "<strike>old</strike> <strike>words</strike>",
    ],
)
def test_struck_out_words_are_left_out_and_told(struck):
    html = f"<p>Keep {struck}<ins cite='mailto:A'>new</ins>.</p>"

    assert _read(html) == ("<p>Keep new.</p>", ["1 struck-out passage was left out."])


def test_comments_of_word_are_left_out_and_told():
    html = (
        "<p class=MsoNormal>Before<a style='mso-comment-reference:P_1' href=\"#_msocom_1\" class=msocomanchor>[P1]</a> after</p>"
        "<div style='mso-element:comment-list'><p class=MsoCommentText>Is this right?</p></div>"
    )

    assert _read(html) == ("<p>Before after</p>", ["1 comment was left out."])


def test_a_text_of_google_docs_is_not_bold_and_its_lists_are_nested():
    html = (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
        '<span style="font-weight:400;font-style:normal">Plain and </span><span style="font-weight:700">bold</span></p>'
        '<ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>One</span></p></li>'
        '<ul><li aria-level="2"><p><span>Two</span></p></li></ul></ul><br></b>'
    )

    assert _read(html) == (
        "<p>Plain and <strong>bold</strong></p><ul><li><p>One</p><ul><li><p>Two</p></li></ul></li></ul>",
        [],
    )


def test_a_mail_of_outlook_is_no_table_though_it_is_framed_by_one():
    html = (
        "<table class=MsoNormalTable border=0><tr><td><p class=MsoNormal>Hello,<o:p></o:p></p>"
        "<p class=MsoNormal>see below.</p></td></tr></table>"
    )

    assert _read(html) == ("<p>Hello,</p><p>see below.</p>", [])


def test_a_text_of_libreoffice_has_its_marks_and_lists():
    html = (
        '<h1 class="western">Title</h1><ol start="3"><li><p lang="en-GB" style="margin-bottom: 0cm">Three</p></li></ol>'
        '<p lang="en-GB"><font face="Arial"><b>Bold</b></font></p>'
    )

    assert _read(html) == (
        '<h3>Title</h3><ol start="3"><li><p>Three</p></li></ol><p><strong>Bold</strong></p>',
        [],
    )


def test_a_table_becomes_a_list_with_its_headings():
    html = (
        "<table><tr><td><p><b>Who</b></p></td><td><p><b>Number</b></p></td></tr>"
        "<tr><td><p>Police</p></td><td><p>101</p></td></tr><tr><td>Childline</td><td></td></tr></table>"
    )

    assert _read(html) == (
        "<ul><li><p><strong>Who:</strong> Police; <strong>Number:</strong> 101</p></li>"
        "<li><p><strong>Who:</strong> Childline</p></li></ul>",
        ["1 table was made into a list, a line for each row: check that it reads well."],
    )


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td colspan=2>Wide</td></tr><tr><td>One</td><td>Two</td></tr></table>",
        "<table><tr><td>One</td><td><table><tr><td>In</td></tr></table></td></tr></table>",
    ],
)
def test_a_table_that_no_list_can_say_is_left_out_whole_and_told(table):
    assert _read(f"<p>Before</p>{table}<p>After</p>") == (
        "<p>Before</p><p>After</p>",
        [
            "1 table was left out, for merged cells or a table inside: write it as a list, or put it into a file."
        ],
    )


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<p>• One</p><p>• Two</p>", "<ul><li><p>One</p></li><li><p>Two</p></li></ul>"),
        ("<p>Signs:<br>• One<br>• Two</p>", "<p>Signs:</p><ul><li><p>One</p></li><li><p>Two</p></li></ul>"),
        ("<p>1. One</p><p>2. Two</p>", "<ol><li><p>One</p></li><li><p>Two</p></li></ol>"),
        ("<p>- One</p><p>- Two</p>", "<ul><li><p>One</p></li><li><p>Two</p></li></ul>"),
        ("<p>- said nobody</p><p>2. Then</p>", "<p>- said nobody</p><p>2. Then</p>"),
    ],
)
def test_lines_that_only_look_like_a_list_become_one(html, read):
    assert _read(html) == (read, [])


def test_pictures_are_told_and_links_kept():
    html = '<p><img src="data:image/png;base64,AA"><a href="https://example.org/x">The guide</a> <a href="#_ftn1">[1]</a></p>'

    assert _read(html) == (
        '<p><a href="https://example.org/x" rel="noreferrer">The guide</a> [1]</p>',
        ["1 picture was left out: put pictures into the library of files."],
    )


def test_text_of_our_own_stays_as_it_is():
    html = (
        "<h3>Signs</h3><p><strong>Act</strong> <em>now</em>.<br>At once.</p><h4>More</h4><ul><li><p>One</p></li></ul>"
        '<blockquote><p>Said</p></blockquote><ol start="3"><li><p>Two</p><p>and more</p></li></ol>'
    )

    assert _read(html) == (html, [])


def test_whatever_way_it_comes_in_it_is_cleaned_like_a_paste():
    html = "<h1>Signs</h1><p><s>Old</s><b>New</b></p><table><tr><td>A</td><td>B</td></tr></table>"

    assert clean_rich_text(html) == "<h3>Signs</h3><p><strong>New</strong></p><ul><li><p>A; B</p></li></ul>"


@pytest.mark.parametrize(
    "html", ["<b>" * 5000, "<ul><li>" * 5000, "<table><tr><td>" * 2000, "<p", "<![if", "</p></b>"]
)
def test_a_broken_or_hostile_text_ends_in_time(html):
    read_pasted(html)
