"""The home page, reporting a concern, the routes by audience, and the statements about the site."""

from django.conf import settings
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse

from contacts.enums import Urgency
from contacts.models import Pathway
from contacts.output.cards import answers_out_of_hours
from hscp.vocabulary import AudienceGroup
from resources.models import Resource, Toolkit
from themes.models import Theme
from themes.situations import AGE_BANDS, band_of, live_situations
from training.models import Course

# What young people ask, by the anchor of its answer on their page.
QUESTIONS = {
    "tell": "Who can I talk to?",
    "happens": "What happens if I tell someone?",
    "private": "Is it private?",
    "close": "What if it is a teacher, or someone in my family?",
    "friend": "What if I am worried about a friend?",
    "ways": "What if I cannot call, or do not want to?",
}


def home(request):
    """Search first, then the numbers for what cannot wait, then what people come for, then every theme."""
    context = {"urgent": _urgent(_pathways()), "themes": Theme.objects.live().in_order()}
    return render(request, "site/home.html", context)


def report_a_concern(request):
    """Show 999, then what to use now: for the public, and for professionals. The other contacts follow by name."""
    pathways = list(_pathways())
    urgent = _urgent(pathways)
    return TemplateResponse(
        request,
        "site/report_a_concern.html",
        {
            "page_title": "Report a concern about a child",
            "breadcrumbs": [],
            "sensitive": True,
            "for_public": [pathway for pathway in urgent if pathway.for_public],
            "for_professionals": [pathway for pathway in urgent if pathway.for_professionals],
            "out_of_hours_known": any(answers_out_of_hours(pathway) for pathway in urgent),
            "helplines": settings.HSCP_EMERGENCY_NUMBERS[1:],
            "others": [pathway for pathway in pathways if pathway not in urgent],
        },
    )


def parents_and_carers(request):
    """List what worries parents, by the child's age if `?age=` gives one; then toolkits, contacts and reading.

    An age that is not one of AGE_BANDS narrows nothing, and the page says so.
    """
    age = request.GET.get("age", "")
    band = band_of(age)
    return TemplateResponse(
        request,
        "site/parents_and_carers.html",
        {
            "page_title": "Parents and carers",
            "breadcrumbs": [],
            "sensitive": True,
            "situations": live_situations(band),
            "bands": AGE_BANDS,
            "band": band,
            "age_ignored": bool(age) and band is None,
            "pathways": _pathways().filter(for_public=True),
            **_meant_for(AudienceGroup.PARENTS_AND_CARERS),
        },
    )


def children_and_young_people(request):
    """Tell a child who to talk to: 999 and Childline, answers in plain words, then the contacts for young people."""
    numbers = {entry["name"]: entry["number"] for entry in settings.HSCP_EMERGENCY_NUMBERS}
    return TemplateResponse(
        request,
        "site/children_and_young_people.html",
        {
            "page_title": "Children and young people",
            "breadcrumbs": [],
            "sensitive": True,
            "childline": numbers["Childline"],
            "questions": QUESTIONS,
            "contents": [{"text": question, "id": anchor} for anchor, question in QUESTIONS.items()],
            # Those that are for young people alone come first.
            "pathways": _pathways()
            .filter(for_young_people=True)
            .order_by("for_public", "for_professionals", "order", "title", "pk"),
            **_meant_for(AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE),
        },
    )


def statement(request, name, title):
    """Show one of the pages about the site itself: its template and its title come with the route."""
    return render(
        request,
        f"site/{name}.html",
        {
            "page_title": title,
            "breadcrumbs": [],
            "contact_email": settings.HSCP_CONTACT_EMAIL,
            "controller": settings.HSCP_CONTROLLER,
            "officer_email": settings.HSCP_DPO_EMAIL,
        },
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


def _urgent(pathways):
    """Return those of `pathways` that cannot wait, the most urgent first."""
    return [
        pathway
        for urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY)
        for pathway in pathways
        if pathway.urgency == urgency
    ]


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
