"""The pages that are kept ready: those that cost most to make, and those that somebody may need at once."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from hscp.page_cache.address import Address

_ROUTES = (
    "site:home",
    "site:report_a_concern",
    "contacts:pathway_list",
    "site:parents_and_carers",
    "site:children_and_young_people",
    "themes:theme_list",
    "site:brochure",
    "training:dates",
    "training:calendar",
    "training:feed",
    "training:course_list",
    "resources:toolkit_list",
    "resources:resource_list",
    "themes:process_list",
    "themes:glossary",
    "contacts:threshold_list",
)


def ready_addresses():
    """Return the Addresses of these pages at HSCP_ADDRESS, the most urgent first."""
    own = urlsplit(settings.HSCP_ADDRESS)
    return [Address(own.scheme, own.netloc.lower(), "", reverse(route), "") for route in _ROUTES]


_work, _while_slow = [], []


def register(work):
    """Have `work()` done as well whenever these pages are made ready, at the start of a process too. Called when the apps are ready."""
    _work.append(work)


def register_while_slow(work):
    """Have `work()` done once a second while the database is slow, so that no reader does it."""
    _while_slow.append(work)


def do_while_slow():
    """Do what was registered for that."""
    for work in _while_slow:
        work()


def registered():
    """Return the functions that were registered."""
    return tuple(_work)
