"""The public pages of themes, processes and the glossary."""

from itertools import groupby

from django.views.generic import ListView

from hscp.pages import RecordDetail
from themes.models import Process, Term, Theme
from themes.packs import load_packs


class ThemeList(ListView):
    """Every live theme, in the order of the contents list."""

    template_name = "themes/theme_list.html"
    extra_context = {"breadcrumbs": []}

    def get_queryset(self):
        return Theme.objects.live().in_order()


class ThemeDetail(RecordDetail):
    """The one screen of a theme: what it is, whom to contact, and everything its pack holds."""

    model = Theme
    template_name = "themes/theme_detail.html"
    parents = [("Themes", "themes:theme_list")]

    def get_queryset(self):
        return super().get_queryset().select_related("lead_toolkit")

    def get_context_data(self, **kwargs):
        [pack] = load_packs([self.object])
        return super().get_context_data(pack=pack, sensitive=self.object.sensitive, **kwargs)


class ProcessList(ListView):
    """Every live agency process, in the editors' order."""

    template_name = "themes/process_list.html"
    extra_context = {"breadcrumbs": []}

    def get_queryset(self):
        return Process.objects.live().order_by("order", "title", "pk")


class ProcessDetail(RecordDetail):
    """What an agency does about a topic, whom to contact, and the themes and resources it belongs to."""

    model = Process
    template_name = "themes/process_detail.html"
    parents = [("Processes", "themes:process_list")]

    def get_context_data(self, **kwargs):
        process = self.object
        sections = list(process.sections.all())
        pathways = process.pathways.live().in_order().prefetch_related("contact_points__opening_hours")
        resources = process.resources.live().select_related("publisher").order_by("title", "pk")
        return super().get_context_data(
            sections=sections,
            pathways=pathways,
            resources=resources,
            themes=process.themes.live().in_order(),
            contents=[
                *({"text": part.heading, "id": f"part-{n}"} for n, part in enumerate(sections, 1)),
                *([{"text": "Who to contact", "id": "contacts"}] if pathways else []),
                *([{"text": "Resources", "id": "resources"}] if resources else []),
                {"text": "Where this is used", "id": "used"},
            ],
            **kwargs,
        )


class Glossary(ListView):
    """Every live glossary term, by its first letter."""

    template_name = "themes/glossary.html"
    extra_context = {"breadcrumbs": []}

    def get_queryset(self):
        return sorted(Term.objects.live(), key=lambda term: (_sorted_under(term), term.pk))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        letters = groupby(context["object_list"], key=lambda term: _letter(_sorted_under(term)))
        return {**context, "letters": [(letter, list(terms)) for letter, terms in letters]}


def _sorted_under(term):
    """Return the title without its case and without quotation marks in front."""
    return term.title.casefold().lstrip("'\"‘“ ")


def _letter(text):
    return text[0].upper() if text[:1].isalpha() else "0 to 9"
