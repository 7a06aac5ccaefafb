"""The home page."""

from django.shortcuts import render

from contacts.models import Pathway
from contacts.output.cards import urgent
from themes.models import Theme


def home(request):
    """Show search, the ways in for a worry and for each group of readers, who answers now, then every theme."""
    context = {
        "urgent": urgent(Pathway.objects.live().in_order().with_numbers()),
        "themes": Theme.objects.live().in_order(),
        "has_own_search": True,
    }
    return render(request, "site/home.html", context)
