"""The home page."""

from django.shortcuts import render
from django.utils import timezone

from contacts.models import Pathway, load_numbers
from hscp.records.compiled_queries import CompiledQuery
from hscp.web.page_sizes import URGENT_CONTACTS
from themes.models import Theme


def home(request):
    """Show search, the ways in for a worry and for each group of readers, who answers now, then every theme."""
    at = timezone.now()
    urgent = _urgent(at=at)
    load_numbers(urgent)
    context = {"urgent": urgent, "themes": _themes(at=at), "has_own_search": True}
    return render(request, "site/home.html", context)


@CompiledQuery
def _urgent(at):
    """Return the first pathways for any urgent worry."""
    return Pathway.objects.live(at).urgent().without_those_elsewhere().filter(case="")[:URGENT_CONTACTS]


@CompiledQuery
def _themes(at):
    return Theme.objects.live(at).in_order().only("title", "slug")
