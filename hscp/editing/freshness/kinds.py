"""The kinds of content record that there are: all of them have an owner and a review date."""

from functools import cache

from django.apps import apps

from hscp.records.publishable import Publishable


@cache
def content_kinds():
    """Return the models of all content records, as a tuple in the order of the apps."""
    return tuple(model for model in apps.get_models() if issubclass(model, Publishable))
