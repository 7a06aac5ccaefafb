"""The home page, reporting a concern, the routes by audience, and the statements about the site."""

from django.conf import settings
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from contacts.models import Pathway, Urgency
from resources.models import Resource, Toolkit
from themes.models import Theme
from themes.vocabulary import AudienceGroup
from training.models import Course


def home(request):
    """Search first, then what people come for, then every theme."""
    return render(request, "site/home.html", {"themes": Theme.objects.live().in_order()})


def report_a_concern(request):
    """Show 999, then the pathways to use now, then the others by name."""
    by_urgency = {urgency: [] for urgency in Urgency}
    for pathway in _pathways():
        by_urgency[pathway.urgency].append(pathway)
    return render(
        request,
        "site/report_a_concern.html",
        {
            "page_title": "Report a concern about a child",
            "breadcrumbs": [],
            "sensitive": True,
            "helplines": [entry for entry in settings.HSCP_EMERGENCY_NUMBERS if entry["number"] != "999"],
            "urgent": by_urgency[Urgency.EMERGENCY] + by_urgency[Urgency.SAME_DAY],
            "others": by_urgency[Urgency.ROUTINE],
        },
    )


def parents_and_carers(request):
    """Show what is meant for parents and carers, and the contacts that anyone may use."""
    return render(
        request,
        "site/parents_and_carers.html",
        {
            "page_title": "Parents and carers",
            "breadcrumbs": [],
            "sensitive": True,
            "pathways": _pathways().filter(for_public=True),
            **_meant_for(AudienceGroup.PARENTS_AND_CARERS),
        },
    )


def children_and_young_people(request):
    """Show a child who to talk to: 999 and Childline, then the contacts for young people."""
    numbers = {entry["name"]: entry["number"] for entry in settings.HSCP_EMERGENCY_NUMBERS}
    return render(
        request,
        "site/children_and_young_people.html",
        {
            "page_title": "Children and young people",
            "breadcrumbs": [],
            "sensitive": True,
            "childline": numbers["Childline"],
            "pathways": _pathways().filter(for_young_people=True),
            **_meant_for(AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE),
        },
    )


def statement(request, name, title):
    """Show one of the pages about the site itself: its template and its title come with the route."""
    return render(
        request,
        f"site/{name}.html",
        {"page_title": title, "breadcrumbs": [], "contact_email": settings.HSCP_CONTACT_EMAIL},
    )


def opensearch(request):
    """Tell browsers and other readers of OpenSearch 1.1 how to search the portal: the page, and the same as JSON."""
    addresses = {
        "page": reverse("site:search"),
        "api": reverse("search:api_search"),
        "self": reverse("site:opensearch"),
        "icon": static("img/favicon.svg"),
    }
    return render(
        request,
        "site/opensearch.xml",
        {name: request.build_absolute_uri(address) for name, address in addresses.items()},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


def _pathways():
    return Pathway.objects.live().in_order().prefetch_related("contact_points__opening_hours")


def _meant_for(group):
    """Return the live toolkits, resources and courses for an audience group, as context."""
    return {
        "group": group,
        "toolkits": Toolkit.objects.live().filter(audience_group=group).order_by("title", "pk"),
        "resources": Resource.objects.live()
        .filter(audience_group=group)
        .select_related("publisher")
        .order_by("title", "pk"),
        "courses": Course.objects.live().filter(audience_group=group).order_by("title", "pk"),
    }
