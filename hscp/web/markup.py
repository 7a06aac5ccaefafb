"""Django's `format_html` and `format_html_join` for the markup of pages, at a third of their work: see decision 0016.

A page calls them some three hundred times with a thousand values, most of them plain strings or markup made before. Those need
none of what Django does for values that are lazy or objects.
"""

from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def format_html(template, *values):
    """Return the markup `template` (a constant) with the `values` in its places, escaped unless they are safe HTML."""
    return SafeString(template.format(*map(_escaped, values)))


def format_html_join(separator, template, rows):
    """Return `template` filled with each of `rows` (iterables of values), with `separator` (a constant) between them."""
    return SafeString(separator.join([template.format(*map(_escaped, row)) for row in rows]))


def joined(separator, contents):
    """Return `contents` (texts or safe HTML), escaped as `format_html` does, with `separator` (a constant) between them."""
    return SafeString(separator.join(map(_escaped, contents)))


def _escaped(value):
    kind = value.__class__
    if kind is SafeString:
        return value
    return escape(value) if kind is str else conditional_escape(value)
