"""The home page."""

from django.shortcuts import render
from django.utils import timezone

from contacts.models import Pathway, load_numbers
from hscp.records.compiled_queries import CompiledQuery
from hscp.records.schema_org import portal
from hscp.web.excerpts import excerpt
from hscp.web.link_previews import general_picture_address
from hscp.web.page_sizes import THEMES, URGENT_CONTACTS
from themes.models import Theme


def home(request):
    """Show search, the ways in for a worry and for each group of readers, who answers now, then every theme."""
    at = timezone.now()
    urgent = _urgent(at=at)
    load_numbers(urgent)
    context = {
        "urgent": urgent,
        "themes": excerpt(_themes(at=at), THEMES),
        "has_own_search": True,
        "structured": portal(general_picture_address()),
    }
    return render(request, "site/home.html", context)


@CompiledQuery
def _urgent(at):
    """Return the first pathways for any urgent worry."""
    return Pathway.objects.live(at).urgent().without_those_elsewhere().filter(case="")[:URGENT_CONTACTS]


@CompiledQuery
def _themes(at):
    """Return the first themes, and one more to know whether there are others."""
    return Theme.objects.live(at).in_order().only("title", "slug")[: THEMES + 1]
