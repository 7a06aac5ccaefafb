"""What is read of a page, good or bad, in time that grows with its length alone."""

import pytest

from hscp.links.checking.page_words import PageWords, read_page
from tests.effort import runaway_guard


def words(source, charset=""):
    return read_page(source if isinstance(source, bytes) else source.encode(), charset)


def test_title_and_main_heading_are_read():
    found = words(
        "<!doctype html><html><head><title>Neglect &amp; you\n - HSCP</title></head>"
        "<body><h1 class='big'>Neglect <em>and</em>&nbsp;you</h1><p>Text</p></body>"
    )

    assert found == PageWords("Neglect & you - HSCP", "Neglect and you", "", True)


@pytest.mark.parametrize(
    "source",
    [
        "<TITLE>Right</TITLE><H1>Right</H1>",
        "<title lang='en'>Right</title><title>Wrong</title><h1></h1><h1> </h1><h1>Right</h1><h1>Wrong</h1>",
        "<!-- <title>Wrong</title><h1>Wrong</h1> --><title>Right</title><h1>Right</h1>",
        "<script>'<title>Wrong</title><h1>Wrong</h1>'</script><title>Right</title><h1>Right</h1>",
        "<svg><title>Wrong</title></svg><title>Right</title><h1><svg><title>Wrong</title></svg>Right</h1>",
        "<noscript><h1>Wrong</h1></noscript><title>Right</title><h1>Right</h1>",
        "<header><title-bar>x</title-bar></header><title>Right</title><h1>Right</h1>",
        "1 < 2 <3 <title>Right</title><h1>Right</h1>",
        "İİİ<title>Right</title><h1>Right</h1>",
    ],
)
def test_only_what_readers_see_counts(source):
    found = words(source)

    assert (found.title, found.heading) == ("Right", "Right")


@pytest.mark.parametrize(
    "source", ["", "<", "<title", "<title>", "<!--", "<script>", "</h1>", "<h1", "<h1>", "<svg", "<>", "\0"]
)
def test_a_page_that_is_cut_off_is_no_error(source):
    assert words(source).heading == ""


@pytest.mark.parametrize(
    ("source", "charset"),
    [
        ("<title>Café</title>".encode(), ""),
        ("<title>Café</title>".encode("cp1252"), "iso-8859-1"),
        ("<meta charset='windows-1252'><title>Café</title>".encode("cp1252"), ""),
        ("<title>Café</title>".encode("utf-16"), ""),
        ("<title>Café</title>".encode(), "unicode_escape"),
        ("<title>Café</title>".encode(), "hex"),
    ],
)
def test_the_character_set_is_what_the_page_says_if_it_is_a_usual_one(source, charset):
    assert words(source, charset).title == "Café"


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("This guidance was withdrawn on 1 May 2024.", "This guidance was withdrawn"),
        ("<b>This publication</b> has been superseded", "This publication has been superseded"),
        (
            "The document you asked for is no longer available.",
            "The document you asked for is no longer available",
        ),
        ("This page has now been archived", ""),
        ("This page has been archived", "This page has been archived"),
        ("the 2018 policy has been replaced by the 2023 one", "the 2018 policy has been replaced by"),
        ("Consent can be withdrawn at any time.", ""),
        ("How this was withdrawn", ""),
        ("<script>This page was withdrawn</script>", ""),
    ],
)
def test_a_sentence_that_says_it_is_withdrawn_is_found(text, notice):
    assert words(f"<p>{text}</p>").notice == notice


def test_characters_that_no_database_keeps_are_left_out():
    found = words("<title>Neg\0lect &#0;&#xD800;\x1b</title><p>This\0page was withdrawn</p>")

    assert (found.title, found.notice) == ("Neg lect \ufffd\ufffd", "This page was withdrawn")


def test_long_titles_are_cut():
    assert len(words(f"<title>{'x' * 5000}</title>").title) == 300


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<title",
        "<h1>",
        "<!--",
        "<script>",
        "</title",
        "<svg><title>",
        "&amp;",
        "this ",
        "this page ",
        "<a ",
        "<<h1",
        "x" * 40 + " ",
    ],
)
def test_hostile_pages_take_no_longer_than_others(piece):
    with runaway_guard():
        words(piece * (2_000_000 // len(piece)))
