"""The whole brochure on one web page, to read or print: everything in its PDF, in the same order.

A brochure of very many themes has them on several pages, each with its own contents and index.
"""

from hscp.brochure.editions.current import current_brochure, last_published
from hscp.brochure.models import Brochure
from hscp.brochure.printing.brochure_document import document_name, load_part, themes_in_order
from hscp.page_cache.policies import CachePolicy
from hscp.updates.models import Update
from hscp.updates.pages import load_pages
from hscp.web.excerpts import page_of
from hscp.web.page_sizes import BROCHURE_THEMES, CHANGES_OF_A_RECORD
from hscp.web.views import RecordDetail
from themes.models import Theme


class WholeBrochure(RecordDetail):
    """The newest live edition with every live theme. Without an edition the packs are there, but not its words."""

    cache_policy = CachePolicy(by=frozenset({"page"}))
    model = Brochure
    template_name = "site/brochure.html"
    picture = "brochure"

    def get_object(self, queryset=None):
        return super().get_object(queryset) if self.preview else current_brochure()

    def get_context_data(self, **kwargs):
        page = page_of(themes_in_order(Theme.objects.live()), BROCHURE_THEMES, self.request.GET.get("page"))
        edition = last_published()
        return super().get_context_data(
            whole=load_part(self.object, list(page)),
            page_obj=page,
            document_name=document_name(self.object),
            edition=edition,
            major_changes=_major_changes(edition),
            **kwargs,
        )


def _major_changes(edition):
    """Return the last major lines since `edition` (a PublishedEdition or None), with their pages."""
    if edition is None:
        return []
    since = Update.objects.public().major().filter(said_at__gt=edition.published_at)
    return load_pages(list(since.newest_first()[:CHANGES_OF_A_RECORD]))
