"""The home page."""

from django.shortcuts import render

from contacts.models import Pathway
from hscp.web.page_sizes import URGENT_CONTACTS
from themes.models import Theme


def home(request):
    """Show search, the ways in for a worry and for each group of readers, who answers now, then every theme."""
    urgent = Pathway.objects.live().urgent().without_those_elsewhere()
    context = {
        "urgent": urgent.filter(case="").with_numbers()[:URGENT_CONTACTS],
        "themes": Theme.objects.live().in_order(),
        "has_own_search": True,
    }
    return render(request, "site/home.html", context)
