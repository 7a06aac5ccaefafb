"""The poster of a theme in another language, as a PDF. Its page is that of the wording."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from hscp.documents.views import DocumentView
from hscp.languages.pages.posters import PAPERS, poster_of, why_no_poster
from hscp.languages.pages.views import ThemeWording
from hscp.records.former_pages import became_of
from hscp.records.redirects import moved
from themes.models import Theme


class WordingPosterPdf(DocumentView):
    """The poster, &paper=a4 or a3; another paper leads to the page. There is none that would print boxes in place of letters.

    A theme that was renamed, or has a successor, leads to the poster of that.
    """

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            instead, _ = became_of(Theme, kwargs["page"])
            if instead in (None, kwargs["page"]):
                raise
            return moved(request, reverse("languages:poster", args=[instead, kwargs["language"]]))

    def get(self, request, *args, **kwargs):
        self.paper = request.GET.get("paper", "a4")
        if self.paper not in PAPERS:
            return redirect("languages:theme", **kwargs)
        return super().get(request, *args, **kwargs)

    def document(self):
        wording = ThemeWording.record_at(**self.kwargs)
        if wording is None or not wording.is_live() or why_no_poster(wording):
            raise Http404
        return poster_of(wording, self.paper)

    def page_instead(self, request):
        return ThemeWording.as_view()(request, **self.kwargs)
