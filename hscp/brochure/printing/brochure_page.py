"""The whole brochure on one web page, to read or print: everything in its PDF, in the same order.

A brochure of very many themes has them on several pages, each with its own contents and index.
"""

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.brochure.printing.brochure_document import document_name, load_part, themes_in_order
from hscp.page_cache.policies import CachePolicy
from hscp.web.excerpts import page_of
from hscp.web.page_sizes import BROCHURE_THEMES
from hscp.web.views import RecordDetail
from themes.models import Theme


class WholeBrochure(RecordDetail):
    """The newest live edition with every live theme. Without an edition the packs are there, but not its words."""

    cache_policy = CachePolicy(by=frozenset({"page"}))
    model = Brochure
    template_name = "site/brochure.html"

    def get_object(self, queryset=None):
        return super().get_object(queryset) if self.preview else current_brochure()

    def get_context_data(self, **kwargs):
        page = page_of(themes_in_order(Theme.objects.live()), BROCHURE_THEMES, self.request.GET.get("page"))
        return super().get_context_data(
            whole=load_part(self.object, list(page)),
            page_obj=page,
            document_name=document_name(self.object),
            has_editions=PublishedEdition.objects.not_withdrawn().exists(),
            **kwargs,
        )
