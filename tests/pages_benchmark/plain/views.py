"""Views with querysets, `select_related` and `prefetch_related`, and nothing between them and a template."""

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from contacts.enums import Urgency
from contacts.models import Pathway
from hscp.records.state import live_filter
from resources.models import Resource, Toolkit
from themes.models import Process, Situation, Term, Theme
from training.models import Course, Session

HOURS = ("contact_points__opening_hours", "contact_points__exceptions")
FACETS = ("kind", "audience_group", "area")
URGENT_SHOWN, DATES_SHOWN, A_PAGE = 8, 3, 20


def home(request):
    """Show the urgent contacts with their numbers and hours, and every theme."""
    urgent = Pathway.objects.live().exclude(urgency=Urgency.ROUTINE).order_by("order", "title")
    context = {
        "urgent": urgent.prefetch_related(*HOURS)[:URGENT_SHOWN],
        "themes": Theme.objects.live().order_by("order", "title"),
    }
    return render(request, "plain/home.html", context)


def theme(request, slug):
    """Show a theme with all that its pack holds, and the next dates of its courses."""
    found = get_object_or_404(Theme.objects.live().select_related("lead_toolkit"), slug=slug)
    resources = found.themeresource_set.filter(live_filter("resource__"))
    courses = Course.objects.live().filter(themes=found).select_related("toolkit").order_by("format", "title")
    sessions = Session.objects.public().filter(course__in=courses, starts_at__gt=timezone.now())
    context = {
        "theme": found,
        "toolkits": Toolkit.objects.live().filter(themes=found).order_by("audience_group", "title"),
        "resources": resources.select_related("resource__publisher").order_by("section", "order"),
        "courses": courses,
        "pathways": Pathway.objects.live()
        .filter(themes=found)
        .order_by("order")
        .prefetch_related(*HOURS, "steps"),
        "processes": found.processes.live().order_by("order"),
        "sessions": sessions.select_related("course").order_by("starts_at")[:DATES_SHOWN],
    }
    return render(request, "plain/theme.html", context)


def resources(request):
    """List the resources narrowed by the facets in the address, with a count for each value of each facet."""
    live = Resource.objects.live()
    chosen = {
        "kind": request.GET.getlist("kind"),
        "audience_group": request.GET.getlist("audience"),
        "area": request.GET.getlist("area"),
        "themes__slug": request.GET.getlist("theme"),
    }
    facets = {}
    for facet in chosen:
        others = {f"{name}__in": values for name, values in chosen.items() if values and name != facet}
        rows = live.filter(**others).values(facet).annotate(number=Count("pk", distinct=True)).order_by(facet)
        facets[facet] = [(row[facet], row["number"]) for row in rows if row[facet]]
    found = live.filter(**{f"{name}__in": values for name, values in chosen.items() if values})
    found = found.select_related("publisher").distinct().order_by("title", "pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "plain/resources.html", {"page": page, "facets": facets})


def search(request):
    """Find records of every kind whose title or text contains the words, with the counts of three facets."""
    words = request.GET.get("q", "")
    texts = {
        Theme: "introduction",
        Toolkit: "summary",
        Pathway: "purpose",
        Process: "summary",
        Situation: "advice",
        Course: "summary",
        Resource: "summary",
        Term: "explanation",
    }
    results, facets = [], {}
    for model, text in texts.items():
        found = model.objects.live().filter(Q(title__icontains=words) | Q(**{f"{text}__icontains": words}))
        facets.setdefault("type", []).append((model._meta.verbose_name, found.count()))
        for facet in FACETS:
            if facet in {field.name for field in model._meta.fields}:
                rows = found.values(facet).annotate(number=Count("pk")).order_by(facet)
                facets.setdefault(facet, []).extend((row[facet], row["number"]) for row in rows)
        found = found.annotate(text=F(text)).order_by("title")
        results += found[: max(0, A_PAGE - len(results))]
    return render(request, "plain/search.html", {"words": words, "results": results, "facets": facets})
