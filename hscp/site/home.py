"""The home page."""

from django.shortcuts import render

from contacts.models import Pathway
from contacts.output.cards import urgent
from themes.models import Theme


def home(request):
    """Show search, then the numbers for urgent concerns, then the common tasks, then every theme."""
    context = {
        "urgent": urgent(Pathway.objects.live().in_order().with_numbers()),
        "themes": Theme.objects.live().in_order(),
    }
    return render(request, "site/home.html", context)
