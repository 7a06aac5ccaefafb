"""The views of the printed documents. Beside each PDF there is a page that says the same."""

import math
import time

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import ListView

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.brochure.printing.brochure_page import WholeBrochure
from hscp.brochure.printing.pack_document import pack_document
from hscp.brochure.printing.poster_document import (
    PAPERS,
    READERS,
    poster_address,
    poster_document,
    poster_name,
    poster_words,
)
from hscp.documents.views import DocumentView
from hscp.page_cache.policies import CachePolicy
from hscp.web.qr_codes import qr_svg
from hscp.web.selections import read_selection
from hscp.web.views import RecordDetail
from hscp.web.withdrawn_pages import answer_for_withdrawn
from themes.models import Theme
from themes.packs import load_packs
from themes.views import ThemeDetail


def _live_theme(slug):
    return get_object_or_404(Theme.objects.live().select_related("lead_toolkit"), slug=slug)


class OfTheme:
    """Mixin for a view of a theme's slug: redirects a slug from before a rename or merge to the current one.

    A theme that was withdrawn leads to the same page of its successor, or says that it was. Frozen editions, and whatever
    else was sent out, name these addresses for years.
    """

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if not (renamed := read_selection(Theme, [kwargs["slug"]], Theme.objects.live()).records):
                if (theme := Theme.objects.filter(slug=kwargs["slug"]).first()) is None:
                    raise
                return answer_for_withdrawn(request, theme, self.address_of, ThemeDetail.parents)
        address = self.address_of(renamed[0])
        query = request.GET.urlencode()
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)

    def address_of(self, theme):
        """Return where this page is for another theme."""
        return reverse(self.request.resolver_match.view_name, args=[theme.slug])


class PackPdf(OfTheme, DocumentView):
    """A theme's STOP pack. Its page is the theme's screen."""

    def document(self):
        return pack_document(_live_theme(self.kwargs["slug"]))

    def page_instead(self, request):
        return ThemeDetail.as_view()(request, slug=self.kwargs["slug"])


class PosterPdf(OfTheme, DocumentView):
    """A theme's poster: ?for=professionals or parents, &paper=a4 or a3. Its page is the theme's posters page.

    A request for a poster or paper that does not exist is redirected to that page, which has those that do.
    """

    def get(self, request, *args, **kwargs):
        self.reader = request.GET.get("for", "professionals")
        self.paper = request.GET.get("paper", "a4")
        if self.reader not in READERS or self.paper not in PAPERS:
            return redirect("documents:posters", slug=self.kwargs["slug"])
        return super().get(request, *args, **kwargs)

    def document(self):
        return poster_document(_live_theme(self.kwargs["slug"]), self.reader, self.paper)

    def page_instead(self, request):
        return PostersPage.as_view()(request, slug=self.kwargs["slug"])


class ToPrint(ListView):
    """Everything that can be printed: the pack and the posters of every theme, the contacts sheet and the brochure."""

    cache_policy = CachePolicy()
    template_name = "themes/to_print.html"
    extra_context = {"breadcrumbs": [], "page_title": "Posters and packs to print"}

    def get_queryset(self):
        return Theme.objects.live().in_order()


class PostersPage(OfTheme, RecordDetail):
    """The posters of a theme: the words of each, and the files to print."""

    model = Theme
    template_name = "themes/posters.html"
    parents = [("Themes", "themes:theme_list")]

    def get_queryset(self):
        return super().get_queryset().select_related("lead_toolkit")

    def changes(self):
        """Return none: they are on the page of the theme."""
        return ()

    def get_context_data(self, **kwargs):
        theme = self.object
        [pack] = load_packs([theme])
        context = super().get_context_data(sensitive=theme.sensitive, **kwargs)
        return {
            **context,
            "page_title": f"Posters: {theme.title}",
            "breadcrumbs": [*context["breadcrumbs"], (theme.title, theme.get_absolute_url())],
            "posters": [_poster_on_page(pack, reader) for reader in READERS],
        }


def _poster_on_page(pack, reader):
    """Return a poster as its page shows it: its words, its codes as drawings, and its files."""
    words = poster_words(pack, reader)
    return {
        **words,
        "room": READERS[reader],
        "codes": [{**code, "qr": qr_svg(code["address"])} for code in words["codes"]],
        "files": [
            {
                "url": poster_address(pack.theme, reader, paper),
                "text": f"{READERS[reader]} poster, {PAPERS[paper]}",
                "name": poster_name(pack.theme, reader, paper),
            }
            for paper in PAPERS
        ],
    }


class BrochurePdf(DocumentView):
    """The whole brochure of the current edition, as the live records are now.

    Reading all of them takes longer than sending the file, so what was read is reused for `kept_for` seconds: fifty
    people who open the same link at once do not hold up the pages. Making the file takes about as long.
    """

    kept_for = 2
    _read_at = -math.inf
    _document = None

    def document(self):
        cls = type(self)
        now = time.monotonic()
        if now - cls._read_at >= cls.kept_for:
            cls._document = brochure_document(current_brochure())
            cls._read_at = now
        return cls._document

    def page_instead(self, request):
        return WholeBrochure.as_view()(request)
