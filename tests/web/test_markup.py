"""Markup is escaped as Django escapes it, whatever the value."""

import pytest
from django.utils import html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from hscp.web.markup import format_html, format_html_join, joined


class Named:
    def __str__(self):
        return "<i>name</i>"


class Marked:
    def __html__(self):
        return "<i>markup</i>"


class Typed(str):
    pass


VALUES = ['<b> & "it\'s"', mark_safe("<b>"), Typed("<b>"), 5, None, gettext_lazy("<b>"), Named(), Marked()]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_are_escaped_as_by_django(value):
    made = format_html('<p id="{}">{}</p>', value, "x")
    rows = format_html_join("\n", "<li>{}{}</li>", [(value, "x"), ("y", value)])
    pieces = joined("\n", [value, "y"])

    assert made == html.format_html('<p id="{}">{}</p>', value, "x")
    assert rows == html.format_html_join("\n", "<li>{}{}</li>", [(value, "x"), ("y", value)])
    assert pieces == html.format_html_join("\n", "{}", [(value,), ("y",)])
    assert {type(made), type(rows), type(pieces)} == {SafeString}
