"""Parts of every page that are the same for every reader: made once in a process."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def fixed(name, **inputs):
    """Return the part "includes/<name>.html", which depends on nothing but `inputs` (hashable).

    Its addresses and the digests of its static files are looked up the first time that a process needs it.
    """
    part = _part.__wrapped__ if settings.DEBUG else _part
    return part(name, settings.STATIC_URL, get_script_prefix(), **inputs)


# Two or three for each route of the public pages.
@lru_cache(maxsize=512)
def _part(name, static_url, prefix, /, **inputs):
    """Return the part with its lines as they are sent: without the indents and empty lines of the templates."""
    lines = render_to_string(f"includes/{name}.html", inputs).splitlines()
    return mark_safe("\n".join(filter(None, map(str.strip, lines))))  # noqa: S308 (the template has escaped what it shows)
