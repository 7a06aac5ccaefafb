"""The components made without a template: each escapes what it is given, and leaves out what there is not."""

from types import SimpleNamespace

import pytest
from django.utils.safestring import SafeString, mark_safe

from hscp.links.models import ShownLink
from hscp.records.page_notes import PageNotes
from hscp.web import components
from hscp.web.addresses import path_of, record_path

HOSTILE = "<b title='\">&"
ESCAPED = "&lt;b title=&#x27;&quot;&gt;&amp;"


def a_record(**fields):
    return SimpleNamespace(
        **{
            "title": HOSTILE,
            "get_absolute_url": lambda: f"/{HOSTILE}/",
            "first_way": ShownLink(f"https://example.org/{HOSTILE}", HOSTILE, language=HOSTILE),
            "not_available": "",
            "summary": HOSTILE,
            "link_missing": False,
            "publisher": SimpleNamespace(short_name=HOSTILE, name=""),
            "get_area_display": lambda: HOSTILE,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("html", "times"),
    [
        (components.link(HOSTILE, HOSTILE), 2),
        (components.link(HOSTILE, ""), 1),
        (components.external_link(HOSTILE, f"https://example.org/{HOSTILE}"), 2),
        (components.item(HOSTILE, url=HOSTILE, kind=HOSTILE, target=HOSTILE, note=HOSTILE), 6),
        (components.card(HOSTILE, url=HOSTILE, kind=HOSTILE, summary=HOSTILE, meta=[HOSTILE]), 5),
        (components.lines([HOSTILE, HOSTILE]), 2),
        (components.record_line(a_record(), HOSTILE, PageNotes()), 7),
        (components.record_card(a_record(), HOSTILE, PageNotes()), 6),
        (components.way_to_record(a_record().first_way, HOSTILE, PageNotes()), 3),
        (components.section(HOSTILE, HOSTILE, HOSTILE, HOSTILE), 4),
        (components.fold(HOSTILE, HOSTILE, HOSTILE, HOSTILE), 4),
    ],
)
def test_each_escapes_all_that_it_is_given(html, times):
    assert isinstance(html, SafeString)
    assert html.count(ESCAPED) == times
    assert HOSTILE not in html


def test_safe_html_is_not_escaped_again():
    marked = mark_safe("a <mark>word</mark>")

    assert "a <mark>word</mark>" in components.card("Title", summary=marked)


def test_an_item_shows_nothing_of_what_there_is_not():
    assert components.item("Guide") == '<span class="portal-item">Guide</span>'


@pytest.mark.parametrize(("missing", "due"), [(True, ["no_link"]), (False, [])])
@pytest.mark.parametrize("component", [components.record_line, components.record_card])
def test_the_page_remembers_that_a_link_is_missing(component, missing, due):
    notes = PageNotes()

    component(a_record(link_missing=missing, target=""), "", notes)

    assert notes.due() == due


@pytest.mark.parametrize("count", [None, 0, 7])
def test_a_fold_has_a_count_if_there_is_one(count):
    html = components.fold("Text", "Training", "training", count)

    assert html.count(f'<span class="portal-section__count">{count}</span>') == (count is not None)


def test_addresses_are_those_of_the_routes():
    assert path_of("site:home") == "/"
    assert record_path("themes:theme_detail", "neglect") == "/themes/neglect/"
    assert record_path("contacts:pathway_detail", "a-slug") == "/contacts/a-slug/"
