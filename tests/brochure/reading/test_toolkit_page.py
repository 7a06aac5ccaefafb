"""A partnership's page of toolkits, as a web page or as text."""

import io

import pytest

from hscp.brochure.converting.files import convert_file, read_brochure_file
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import Became, NotABrochure

PAGE = """<!DOCTYPE html>
<html><head><title>Toolkits</title><link rel="canonical" href="https://lake.example/professionals/toolkits/">
<style>h1 { color: red }</style></head><body>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<main><h1>Toolkits</h1><p>Ask <a href="mailto:help@lake.example">the team</a> or ring <a href="tel:01962876364">01962 876364</a>.</p>
<h2>Toolkits for professionals</h2>
<ul><li><a href="../neglect/">Neglect Toolkit</a></li><li><a href="https://lake.example/boats">Boats &amp; Rafts toolkit</a>
<ul><li>See also: rafts</li></ul></li></ul>
<h2>For parents and carers</h2><details><summary>Water</summary><ul><li><a href="/p/safe">Safe at the lake</a> (PDF)</li></ul></details>
<h2>News</h2><ul><li><a href="/n">Something new</a></li><li>A toolkit for young people: <a href="javascript:x()">Ice Toolkit</a></li></ul></main>
<footer><p>Lake</p></footer><script>alert(1)</script></body></html>
"""


def toolkits(document):
    return [(each.title, each.audience_group, each.link) for each in document.toolkits]


def test_a_web_page_of_toolkits_is_read_with_its_links():
    document = read_brochure_file(io.BytesIO(PAGE.encode()))

    assert document.title == "Toolkits"
    assert toolkits(document)[:4] == [
        ("Neglect", "professionals", "https://lake.example/professionals/neglect/"),
        ("Boats & Rafts", "professionals", "https://lake.example/boats"),
        ("See also: rafts", "professionals", ""),
        ("Safe at the lake", "parents_and_carers", "https://lake.example/p/safe"),
    ]
    unplaced = [line.text for line in document.account if line.became == Became.UNPLACED and line.text]
    assert "- [Something new](https://lake.example/n)" in unplaced
    assert not any("Home" in line.text or "alert" in line.text for line in document.account)


def test_addresses_of_mail_are_kept_and_those_of_scripts_are_not():
    text = convert_file(io.BytesIO(PAGE.encode())).text

    assert "the team (help@lake.example)" in text
    assert "ring 01962 876364." in text
    assert "javascript" not in text


def test_the_same_page_as_text_is_read_the_same():
    document = read_brochure(
        "# Toolkits\n\n## Toolkits for professionals\n\n- [Neglect Toolkit](https://lake.example/n)\n- Boats toolkit\n\n"
        "## Toolkits for young people\n\n- Ice\n"
    )

    assert toolkits(document) == [
        ("Neglect", "professionals", "https://lake.example/n"),
        ("Boats", "professionals", ""),
        ("Ice", "children_and_young_people", ""),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><h1>News</h1><ul><li>One</li><li>Two</li></ul></body></html>",
        "<html></html>",
        "<html><body>" + "<div>" * 5000 + "Toolkits" + "</div>" * 5000,
        "<!doctype html><h1>Toolkits</h1><ul><li>Neglect toolkit</li></ul>",
    ],
    ids=["news", "empty", "deep", "one toolkit"],
)
def test_other_web_pages_are_refused(page):
    with pytest.raises(NotABrochure):
        read_brochure_file(io.BytesIO(page.encode()))


def test_a_web_archive_is_refused_with_what_to_do():
    with pytest.raises(NotABrochure, match="HTML only"):
        read_brochure_file(io.BytesIO(b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"))


def test_a_brochure_that_was_saved_as_a_web_page_is_read():
    page = (
        "<html><body><h1>Boats</h1><p>A boat needs a captain.</p><h2>Supporting toolkits</h2><h3>Professionals</h3>"
        "<ul><li><a href='https://lake.example/r'>Ropes</a></li></ul><h2>Training</h2><h3>Webinars</h3><ul><li>Knots</li></ul>"
        "<h1>Ice</h1><p>Ice can break.</p><h2>Case studies</h2><ul><li>Ann</li></ul></body></html>"
    )

    document = read_brochure_file(io.BytesIO(page.encode()))

    assert [pack.title for pack in document.packs] == ["Boats", "Ice"]
    assert [(each.title, each.link) for each in document.packs[0].toolkits] == [
        ("Ropes", "https://lake.example/r")
    ]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        (
            "<ul><li><a href='https://e.org/n'>Neglect<br>Toolkit</a></li></ul>",
            ["- [Neglect Toolkit](https://e.org/n)"],
        ),
        (
            "<a href='https://e.org/n'><h3>Neglect Toolkit</h3><p>For professionals</p><svg><title>Icon</title></svg></a>",
            ["[Neglect Toolkit For professionals](https://e.org/n)"],
        ),
        ("<p><a href='https://e.org/n'>Neg<b>lec</b>t</a></p>", ["[Neglect](https://e.org/n)"]),
        ("<ul><li><img src='x'></li></ul><p>Contact us</p>", ["Contact us"]),
        ("<p><a id='top'>Top</a> and <a href='#n'>below</a></p>", ["Top and below"]),
        (
            "<form><h2>Toolkits</h2><p>Words</p><input value='x'><select><option>No</option></select></form>",
            ["## Toolkits", "Words"],
        ),
        ("<p>Children’s services – “now”</p>", ["Children’s services – “now”"]),
    ],
    ids=["break", "card", "part of a word", "empty item", "anchor", "form", "no charset"],
)
def test_words_of_a_web_page_are_those_that_are_seen(html, lines):
    converted = convert_file(io.BytesIO(f"<html><body>{html}</body></html>".encode()))

    assert [line for line in converted.lines if line] == lines
