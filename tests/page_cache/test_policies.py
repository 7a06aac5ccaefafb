"""A view that is cached names every parameter it reads: any other is removed before it sees the address."""

import inspect
import re

import pytest
from django.urls import URLPattern, get_resolver

from hscp.page_cache.policies import CachePolicy, cached_page, canonical_query


def cached_views(patterns=None):
    """Yield (name, view or its class, CachePolicy) of every route that is cached."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(each, URLPattern):
            yield from cached_views(each.url_patterns)
            continue
        view = getattr(each.callback, "view_class", each.callback)
        policy = getattr(view, "cache_policy", None)
        if policy is not None:
            yield each.name, view, policy() if callable(policy) else policy


def undeclared(view, policy):
    """Return the parameters that the code of a view reads by name, or as a list in pages, and its policy does not have."""
    read = set(re.findall(r"GET\.get(?:list)?\(\"(\w+)\"", inspect.getsource(inspect.unwrap(view))))
    if getattr(view, "paginate_by", None):
        read.add("page")
    return read - policy.by - policy.never


def test_views_that_are_cached_name_what_they_read():
    found = {name: undeclared(view, policy) for name, view, policy in cached_views()}

    assert {name: names for name, names in found.items() if names} == {}
    assert len(found) > 30


def test_a_parameter_that_is_not_named_is_seen():
    @cached_page(CachePolicy())
    def view(request):
        return request.GET.get("age", "")

    assert undeclared(view, view.cache_policy) == {"age"}


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("b=2&a=1", "a=1&b=2"),
        ("a=1&a=1&a=0", "a=0&a=1"),
        ("a=&x=1", ""),
        ("a=%20%C3%A9", "a=+%C3%A9"),
        ("q=", ""),
        ("q=bruises", None),
        ("a=1&q=bruises", None),
        ("a=" + "1" * 500, None),
    ],
)
def test_addresses_that_mean_the_same_are_one(query, canonical):
    assert CachePolicy(by=frozenset("ab"), never=frozenset("q")).canonical(query) == canonical


def test_an_address_without_a_view_has_none():
    assert canonical_query("/nowhere/", "") is None
