"""The whole brochure on one page, made for reading and for paper: all that its PDF holds, in the same order."""

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.brochure.printing.brochure_document import document_name, load_whole
from hscp.web.views import RecordDetail


class WholeBrochure(RecordDetail):
    """The newest live edition with every live theme. Without an edition the packs still stand, without its words."""

    model = Brochure
    template_name = "site/brochure.html"

    def get_object(self, queryset=None):
        return super().get_object(queryset) if self.preview else current_brochure()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            whole=load_whole(self.object),
            document_name=document_name(self.object),
            has_editions=PublishedEdition.objects.standing().exists(),
            **kwargs,
        )
