"""Parts of every page that are the same for every reader: made once in a process."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix

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
    return render_to_string(f"includes/{name}.html", inputs)
