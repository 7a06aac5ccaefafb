"""The public pages in other languages and in easy read: one of a record, all of a language, and all that there are."""

from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import check_for_language
from django.views.generic import ListView

from contacts.models import Pathway
from hscp.languages.in_use import languages_with_pages
from hscp.languages.interface import Words
from hscp.languages.models import Language, Wording
from hscp.languages.pages.facts import contacts_of, reading_of
from hscp.languages.pages.posters import PAPERS, why_no_poster
from hscp.languages.versions import versions_of
from hscp.page_cache.policies import CachePolicy
from hscp.records.redirects import moved, path_now
from hscp.vocabulary import AudienceGroup
from hscp.web.navigation import FAMILIES, meant_for
from hscp.web.page_sizes import PAGES_IN_A_LANGUAGE
from hscp.web.views import RecordDetail
from hscp.web.withdrawn_pages import answer_for_withdrawn
from hscp.web.wording import marked
from resources.models import Resource, Toolkit
from themes.models import Situation, Theme
from themes.sensitivity import is_sensitive

# What the pages of a language are listed under, in the order in which a reader looks for them.
HEADINGS = {
    Situation: marked("Worries"),
    Pathway: marked("Who you can contact"),
    Toolkit: marked("Toolkits"),
    Resource: marked("Things to read and watch"),
    Theme: marked("Subjects"),
}


def in_words(moment, language):
    """Return (the day of an aware `moment` as the language writes it, whether that is English): Django has its formats, or not."""
    code = language.lang.lower()
    known = code != "en" and check_for_language(code)
    with translation.override(code if known else "en-gb"):
        return date_format(localtime(moment), "DATE_FORMAT" if known else "j F Y"), not known


class WordingDetail(RecordDetail):
    """The page of a record in another language or in easy read. It is there while the record is, at its address and the language's.

    `english_model` is the kind of record; as a preview, it is told the wording by its own `slug` alone.
    """

    model = Wording
    english_model = None
    template_name = "languages/wording.html"

    def dispatch(self, request, *args, **kwargs):
        try:
            return super(RecordDetail, self).dispatch(request, *args, **kwargs)
        except Http404:
            if self.preview:
                raise
            return self._answer_without(request, **kwargs)

    def _answer_without(self, request, page, language):
        """Answer where there is no such page: as the record does if it was renamed, or was withdrawn. Raises Http404."""
        if path := path_now(self.english_model(slug=page).get_absolute_url()):
            return moved(request, f"{path}{language}/")
        record = self.wording if self.english is not None and self.english.is_live() else self.english
        if record is None:
            raise Http404
        return answer_for_withdrawn(request, record, self.address_of)

    @classmethod
    def found_at(cls, page, language):
        """Return the record with the slug `page`, and its Wording in `language`: each in any state, or None."""
        english = cls.english_model.objects.filter(slug=page).first()
        if english is None:
            return None, None
        wordings = Wording.objects.of(english).select_related("language")
        wording = wordings.filter(language__code__iexact=language).first()
        if wording is not None:
            wording.english = english
        return english, wording

    @classmethod
    def record_at(cls, page, language):
        """Return the Wording at an address, in any state, or None."""
        return cls.found_at(page, language)[1]

    def get_object(self, queryset=None):
        if self.preview:
            wordings = Wording.objects.select_related("language")
            return get_object_or_404(wordings, slug=self.kwargs["slug"])
        self.english, self.wording = self.found_at(self.kwargs["page"], self.kwargs["language"])
        if self.wording is None or not self.wording.is_live():
            raise Http404
        return self.wording

    def readers(self):
        """Return the families that the record is for; parents, where a record is for everybody."""
        english = self.object.english
        young = isinstance(english, Pathway) and not english.for_public
        group = AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE if young else getattr(english, "audience_group", "")
        return group if group in FAMILIES else AudienceGroup.PARENTS_AND_CARERS

    def changes(self):
        """Return none: what changed is said in English, on the English page."""
        return ()

    def versions(self):
        return versions_of(self.object.english, self.object)

    def get_context_data(self, **kwargs):
        wording, english = self.object, self.object.english
        language, words = wording.language, Words.of(wording.language)
        outdated = wording.is_outdated
        context = super().get_context_data(
            wording=wording,
            english=english,
            words=words,
            sensitive=is_sensitive(english),
            outdated=outdated,
            english_changed=in_words(wording.outdated_since, language) if outdated else None,
            contacts=contacts_of(english, words, language),
            reading=reading_of(english, language),
            posters=_posters(wording) if isinstance(english, Theme) and not self.preview else [],
            **kwargs,
        )
        up = [(language.own_name, reverse("languages:language", args=[language.part]))]
        return {**context, "breadcrumbs": up}


def _posters(wording):
    """Return (paper, address of its poster) of each that can be printed of a theme's wording."""
    if why_no_poster(wording):
        return []
    path = reverse("languages:poster", args=[wording.english.slug, wording.language.part])
    return [(paper.upper(), f"{path}?paper={paper}") for paper in PAPERS]


class SituationWording(WordingDetail):
    english_model = Situation


class PathwayWording(WordingDetail):
    english_model = Pathway


class ToolkitWording(WordingDetail):
    english_model = Toolkit


class ResourceWording(WordingDetail):
    english_model = Resource


class ThemeWording(WordingDetail):
    english_model = Theme


def languages(request):
    """List every language that has a page, and easy read, with how many there are in each."""
    found = languages_with_pages()
    return TemplateResponse(
        request,
        "languages/languages.html",
        {"page_title": "In other languages and easy read", "breadcrumbs": [], "languages": found},
    )


class LanguagePages(ListView):
    """Every page that there is in one language, by what it is. Without any, or while the language is not in use, it is a 404."""

    cache_policy = CachePolicy(by=frozenset({"page"}))
    paginate_by = PAGES_IN_A_LANGUAGE
    template_name = "languages/language.html"
    allow_empty = False

    def get_queryset(self):
        self.language = get_object_or_404(Language, code__iexact=self.kwargs["language"], in_use=True)
        types = ContentType.objects.get_for_models(*HEADINGS)
        order = Case(*(When(content_type=types[kind], then=number) for number, kind in enumerate(HEADINGS)))
        found = Wording.objects.live().filter(language=self.language).select_related("language")
        return found.prefetch_related("english").order_by(order, "title", "pk")

    def get_context_data(self, **kwargs):
        meant_for(self.request, AudienceGroup.PARENTS_AND_CARERS)
        context = super().get_context_data(**kwargs)
        groups = groupby(context["object_list"], key=lambda wording: HEADINGS[type(wording.english)])
        return {
            **context,
            "page_title": self.language.own_name,
            "breadcrumbs": [],
            "language": self.language,
            "words": Words.of(self.language),
            "groups": [(heading, list(some)) for heading, some in groups],
            # It lists what parents and children read.
            "sensitive": True,
        }
