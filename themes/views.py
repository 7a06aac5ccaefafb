"""The public pages of themes, processes, the situations of parents, and the glossary."""

from itertools import groupby

from django.db.models import Prefetch
from django.urls import reverse
from django.views.generic import ListView

from contacts.enums import ForWhom
from contacts.models import Pathway
from hscp.page_cache.policies import CachePolicy
from hscp.updates.pages import changes_of
from hscp.web.alphabet import letter_of, sorting_key
from hscp.web.excerpts import excerpt
from hscp.web.page_sizes import CHANGES_OF_A_PAGE, PUBLIC_LISTS, SITUATIONS, THEMES
from hscp.web.views import RecordDetail
from resources.models import Resource, Toolkit
from themes.models import Process, Situation, Term, Theme
from themes.next_dates import theme_dates
from themes.packs import load_packs
from themes.schema_org import glossary_data, page_data, theme_data
from themes.sensitivity import is_sensitive
from themes.situations import help_for_parents, live_situations
from training.models import Course


class ThemeList(ListView):
    """Every live theme, in the order of the contents list."""

    cache_policy = CachePolicy(by=frozenset({"page"}))
    paginate_by = THEMES
    model = Theme
    feed = "site:theme_feed"
    template_name = "themes/theme_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(breadcrumbs=[], feed_url=reverse(self.feed), **kwargs)

    def get_queryset(self):
        return Theme.objects.live().in_order()


class ThemeDetail(RecordDetail):
    """The screen of a theme: what it is, whom to contact, and everything its pack holds."""

    model = Theme
    template_name = "themes/theme_detail.html"
    parents = [("Themes", "themes:theme_list")]
    picture = "themes"

    def get_queryset(self):
        return super().get_queryset().select_related("lead_toolkit")

    def get_context_data(self, **kwargs):
        [pack] = load_packs([self.object])
        return super().get_context_data(
            pack=pack,
            dates=theme_dates(pack),
            sensitive=self.object.sensitive,
            structured=theme_data(self.object),
            **kwargs,
        )


class ProcessList(ListView):
    """Every live agency process, in the editors' order."""

    cache_policy = CachePolicy(by=frozenset({"page"}))
    paginate_by = PUBLIC_LISTS
    model = Process
    template_name = "themes/process_list.html"
    extra_context = {"breadcrumbs": []}

    def get_queryset(self):
        return Process.objects.live().order_by("order", "title", "pk")


class ProcessDetail(RecordDetail):
    """What an agency does about a topic, whom to contact, and the themes and resources it belongs to."""

    model = Process
    template_name = "themes/process_detail.html"
    parents = [("Agency processes", "themes:process_list")]

    def get_context_data(self, **kwargs):
        process = self.object
        sections = list(process.sections.all())
        pathways = process.pathways.live().in_order().with_numbers()
        resources = process.resources.live().select_related("publisher").with_links().order_by("title", "pk")
        return super().get_context_data(
            sections=sections,
            pathways=pathways,
            resources=resources,
            themes=process.themes.live().in_order(),
            sensitive=is_sensitive(process),
            structured=page_data(process),
            contents=[
                *({"text": part.heading, "id": f"part-{n}"} for n, part in enumerate(sections, 1)),
                *([{"text": "Who to contact", "id": "contacts"}] if pathways else []),
                *([{"text": "Resources", "id": "resources"}] if resources else []),
                {"text": "Where this is used", "id": "used"},
            ],
            **kwargs,
        )


class SituationDetail(RecordDetail):
    """What a parent or carer can do about a worry, whom they can contact, and what there is to read and use."""

    model = Situation
    template_name = "themes/situation_detail.html"
    parents = [("Parents and carers", "site:parents_and_carers")]

    def get_context_data(self, **kwargs):
        situation = self.object
        shown = list(situation.pathways.live().in_order().with_numbers())
        # A contact without a number or an address helps nobody yet.
        pathways = [each for each in shown if each.for_public and each.usable_points(ForWhom.PUBLIC)]
        for_child = [
            each for each in shown if not each.for_public and each.usable_points(ForWhom.YOUNG_PEOPLE)
        ]
        found = help_for_parents(situation)
        parts = [
            ("What you can do now", "advice", situation.advice),
            ("Who you can call", "contacts", pathways),
            ("Who your child can talk to", "for-child", for_child),
            ("Toolkits for parents and carers", "toolkits", found["toolkits"]),
            ("Things to read and watch", "resources", found["resources"]),
            ("Courses", "courses", found["courses"]),
            ("Other worries", "others", True),
        ]
        return super().get_context_data(
            sensitive=True,
            structured=page_data(situation),
            pathways=pathways,
            for_child=for_child,
            others=excerpt(live_situations().exclude(pk=situation.pk), SITUATIONS),
            contents=[{"text": text, "id": anchor} for text, anchor, content in parts if content],
            **found,
            **kwargs,
        )


class Glossary(ListView):
    """Every live glossary term, by its first letter."""

    cache_policy = CachePolicy()
    model = Term
    template_name = "themes/glossary.html"
    extra_context = {"breadcrumbs": []}

    def get_queryset(self):
        terms = Term.objects.live().prefetch_related(
            Prefetch("themes", Theme.objects.live()),
            Prefetch("toolkits", Toolkit.objects.live()),
            Prefetch("processes", Process.objects.live()),
            Prefetch("pathways", Pathway.objects.live()),
            Prefetch("resources", Resource.objects.live()),
            Prefetch("courses", Course.objects.live()),
        )
        return sorted(terms, key=lambda term: (sorting_key(term.title), term.pk))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        letters = groupby(context["object_list"], key=lambda term: letter_of(term.title))
        return {
            **context,
            "letters": [(letter, list(terms)) for letter, terms in letters],
            "structured": glossary_data(context["object_list"]),
            "changes": changes_of(context["object_list"], CHANGES_OF_A_PAGE),
        }
