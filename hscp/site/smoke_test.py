"""Tries whether the site works on the database it has: its start page, a theme, a contact, and a search that finds the theme.

The search is asked for as JSON: its page offers themes also where nothing is found.
"""

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from contacts.models import Pathway
from themes.models import Theme


def smoke_test():
    """Ask for a page of each kind as a reader would. Return (names of the pages that were tried, problems in words).

    It leaves nothing in the database, not even that somebody searched. What the database has none of is not tried.
    """
    tried, problems = [], []
    host = settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else "localhost"
    client = Client(raise_request_exception=False, headers={"host": "localhost" if host == "*" else host})
    with transaction.atomic():
        for name, address, expected in _pages():
            response = client.get(address, secure=settings.HTTPS)
            text = b"".join(response) if response.streaming else response.content
            tried.append(name)
            if response.status_code != 200:
                problems.append(f"{name} ({address}) answers {response.status_code}.")
            elif expected.encode() not in text:
                problems.append(f"{name} ({address}) does not show {expected}.")
        transaction.set_rollback(True)
    return tried, problems


def _pages():
    """Yield (name, address, what stands on the page)."""
    yield "the start page", reverse("site:home"), "</html>"
    if theme := Theme.objects.live().in_order().first():
        yield "a theme", theme.get_absolute_url(), "</html>"
        yield (
            "a search",
            f"{reverse('search:api_search')}?q={theme.slug.replace('-', '+')}",
            theme.get_absolute_url(),
        )
    if pathway := Pathway.objects.live().order_by("pk").first():
        yield "a contact", pathway.get_absolute_url(), "</html>"
