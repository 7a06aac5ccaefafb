"""The addresses of what the portal prints. Each PDF stands beside a page that says the same."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from hscp.brochure.printing.own_pack import own_pack_document
from hscp.brochure.printing.packs import pack_document
from hscp.brochure.printing.posters import PAPERS, READERS, poster_document
from hscp.brochure.printing.whole import brochure_document, current_brochure
from hscp.documents.views import DocumentView
from hscp.pages import RecordDetail
from hscp.site.whole_brochure import WholeBrochure
from themes.models import Theme
from themes.views import ThemeDetail


def _live_theme(slug):
    return get_object_or_404(Theme.objects.live().select_related("lead_toolkit"), slug=slug)


class PackPdf(DocumentView):
    """A theme's STOP pack. Its page is the theme's screen."""

    def document(self):
        return pack_document(_live_theme(self.kwargs["slug"]))

    def page_instead(self, request):
        return ThemeDetail.as_view()(request, slug=self.kwargs["slug"])


class PosterPdf(DocumentView):
    """A theme's poster: ?for=professionals or parents, &paper=a4 or a3. Its page is that of the theme's posters."""

    def document(self):
        reader = self.request.GET.get("for", "professionals")
        paper = self.request.GET.get("paper", "a4")
        if reader not in READERS or paper not in PAPERS:
            raise Http404("There is no such poster.")
        return poster_document(_live_theme(self.kwargs["slug"]), reader, paper)

    def page_instead(self, request):
        return PostersPage.as_view()(request, slug=self.kwargs["slug"])


class PostersPage(RecordDetail):
    """The posters of a theme: what each says, and the files to print."""

    model = Theme
    template_name = "themes/posters.html"


class BrochurePdf(DocumentView):
    """The whole brochure of the current edition, as the live records are now."""

    def document(self):
        return brochure_document(current_brochure())

    def page_instead(self, request):
        return WholeBrochure.as_view()(request)


class OwnPackPdf(DocumentView):
    """A pack of one's own. Its page shows the same choice."""

    def document(self):
        return own_pack_document(self.request.GET)
