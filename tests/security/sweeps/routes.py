"""Every address of the portal, as the URL resolver knows them."""

import re
from typing import NamedTuple

from django.urls import get_resolver

# One value that each converter accepts.
_VALUES = {"int": "1", "str": "a", "slug": "a", "path": "a", "typed": "a", "language": "pl"}
_GROUP = re.compile(r"\((?:\?P<\w+>)?((?:\[[^\]]*\]|[^()])*)\)")


class Route(NamedTuple):
    """One route: its whole name ("training:book"), a path that it answers at, and its view."""

    name: str
    path: str
    view: object


def every_route(patterns=None, before="/", namespace=""):
    """Return a Route for each pattern of the resolver, also those of the admin."""
    routes = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + _sample(str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            routes += every_route(pattern.url_patterns, path, pattern.namespace or namespace)
        else:
            name = f"{namespace}:{pattern.name}" if namespace else pattern.name
            routes.append(Route(name, path, pattern.callback))
    return routes


def _sample(route):
    """Return a path for a route ("themes/<slug:slug>/") or for the expression of one."""
    text = re.sub(r"(?<!\?P)<(?:(\w+):)?\w+>", lambda match: _VALUES[match[1] or "str"], route)
    # An expression has a group for each argument: a number, one of some words, or anything.
    text = _GROUP.sub(lambda match: re.split(r"\|", match[1])[0] if "|" in match[1] else "1", text)
    return text.strip("^$")
